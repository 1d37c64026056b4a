const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0 by Lanczos' series, g = 7 (doi:10.1137/0701008). */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const t = x + 6.5;
  const series = lanczos.reduce((sum, coefficient, k) => (k === 0 ? coefficient : sum + coefficient / (x - 1 + k)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}

const tiny = 1e-300;
const away = (x: number): number => (Math.abs(x) < tiny ? tiny : x);

/** The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by Lentz' method. */
function betaFraction(a: number, b: number, x: number): number {
  let d = 1 / away(1 - (a + b) * x / (a + 1));
  let c = 1;
  let fraction = d;
  for (let m = 1; m < 100_000; m += 1) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return fraction;
}

/**
 * The F distribution: P(F ≤ f) with d1 and d2 degrees of freedom, which need not be whole numbers. It is the regularised
 * incomplete beta function I_x(d1/2, d2/2) at x = d1 f / (d1 f + d2) (Abramowitz and Stegun 26.6.2). 0 for f ≤ 0.
 */
export function fProbability(f: number, d1: number, d2: number): number {
  if (f <= 0) return 0;
  const [a, b] = [d1 / 2, d2 / 2];
  const [x, rest] = [d1 * f / (d1 * f + d2), d2 / (d1 * f + d2)];
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(rest));
  // The fraction is quick below the mean of the distribution; above it, the other tail is taken.
  return x < (a + 1) / (a + b + 2) ? front * betaFraction(a, b, x) / a : 1 - front * betaFraction(b, a, rest) / b;
}

/** The f with P(F ≤ f) = p, by bisection of its logarithm. `p` between 0 and 1, both excluded. */
export function fQuantile(p: number, d1: number, d2: number): number {
  let [low, high] = [-700, 700];
  while (high - low > 1e-15 * Math.max(1, Math.abs(low))) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (fProbability(Math.exp(middle), d1, d2) < p) low = middle; else high = middle;
  }
  return Math.exp((low + high) / 2);
}
