/** A square matrix by rows. */
export type Matrix = readonly (readonly number[])[];

/** Lower triangle L with A = L Lᵀ for a symmetric positive definite A; undefined where A is not. */
export function cholesky(a: Matrix): number[][] | undefined {
  const n = a.length;
  const lower = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = a[i][j];
      for (let k = 0; k < j; k += 1) sum -= lower[i][k] * lower[j][k];
      if (i === j && !(sum > 0)) return undefined;
      lower[i][j] = i === j ? Math.sqrt(sum) : sum / lower[j][j];
    }
  }
  return lower;
}

/** x with L Lᵀ x = b. */
export function solveCholesky(lower: Matrix, b: readonly number[]): number[] {
  const n = lower.length;
  const x = [...b];
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < i; k += 1) x[i] -= lower[i][k] * x[k];
    x[i] /= lower[i][i];
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < n; k += 1) x[i] -= lower[k][i] * x[k];
    x[i] /= lower[i][i];
  }
  return x;
}

/** Inverse of L Lᵀ. */
export const inverseCholesky = (lower: Matrix): number[][] => lower.map((_, k) => solveCholesky(lower, lower.map((_row, i) => (i === k ? 1 : 0))));
