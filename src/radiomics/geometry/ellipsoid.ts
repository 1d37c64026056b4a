/**
 * Surface area of an ellipsoid with semi-axes a ≥ b ≥ c > 0, by the Legendre series up to degree 20 that IBSI gives for
 * the approximate enclosing ellipsoid (reference manual 3.1.22). Written without the division by αβ, so a sphere is no exception.
 */
export function ellipsoidArea(a: number, b: number, c: number): number {
  const [alpha2, beta2] = [1 - b * b / (a * a), 1 - c * c / (a * a)];
  const [mean, product2] = [(alpha2 + beta2) / 2, alpha2 * beta2];
  let [before, term] = [1, mean];
  let sum = 1;
  for (let degree = 1; degree <= 20; degree += 1) {
    sum += term / (1 - 4 * degree * degree);
    [before, term] = [term, ((2 * degree + 1) * mean * term - degree * product2 * before) / (degree + 1)];
  }
  return 4 * Math.PI * a * b * sum;
}

export const ellipsoidVolume = (a: number, b: number, c: number): number => 4 * Math.PI * a * b * c / 3;
