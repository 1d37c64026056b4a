/**
 * Upper tail Q(x) = 1 − Φ(x) of the standard normal distribution: by its series below 3, by its continued fraction above.
 * Abramowitz and Stegun 26.2.11 and 26.2.14.
 */
export function normalUpperTail(x: number): number {
  if (x < 0) return 1 - normalUpperTail(-x);
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  if (x < 3) {
    let term = x;
    let sum = x;
    for (let k = 1; term > sum * 1e-17; k += 1) {
      term *= (x * x) / (2 * k + 1);
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = 0;
  for (let k = 60; k >= 1; k -= 1) fraction = k / (x + fraction);
  return density / (x + fraction);
}

/** Inverse of Φ by bisection of the tail, exact to the last bits. `p` between 0 and 1, both excluded. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  let [low, high] = [0, 40];
  while (high - low > 1e-15 * Math.max(1, high)) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (normalUpperTail(middle) > p) low = middle; else high = middle;
  }
  return -(low + high) / 2;
}
