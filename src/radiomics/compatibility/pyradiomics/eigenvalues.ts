import { square } from '../../numbers/powers.js';

/** The diagonal of a symmetric matrix and what stands beside it once nothing else is left. */
interface Tridiagonal {
  readonly diagonal: Float64Array;
  readonly beside: Float64Array;
}

/** Σ row · vector, the row from `from` on. */
function product(a: Float64Array, from: number, vector: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < vector.length; k += 1) sum += a[from + k] * vector[k];
  return sum;
}

/** Row j of a − u pᵀ − p uᵀ. */
function subtractRows(a: Float64Array, from: number, [u, p]: readonly [Float64Array, Float64Array], j: number): void {
  const [uj, pj] = [u[j], p[j]];
  for (let k = 0; k < u.length; k += 1) a[from + k] -= uj * p[k] + pj * u[k];
}

/** Householder's reflections, from the last row up; `a` is used up. Row by row, n × n. */
function tridiagonal(a: Float64Array, n: number): Tridiagonal {
  const beside = new Float64Array(n);
  for (let i = n - 1; i > 1; i -= 1) {
    let squares = 0;
    for (let k = 0; k < i; k += 1) squares += square(a[i * n + k]);
    const edge = a[i * n + i - 1];
    const length = edge > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    beside[i] = length;
    const half = squares - edge * length;
    if (half === 0) continue;
    a[i * n + i - 1] = edge - length;
    const u = a.slice(i * n, i * n + i);
    const p = new Float64Array(i);
    for (let j = 0; j < i; j += 1) p[j] = product(a, j * n, u) / half;
    const along = product(p, 0, u) / (2 * half);
    for (let j = 0; j < i; j += 1) p[j] -= along * u[j];
    for (let j = 0; j < i; j += 1) subtractRows(a, j * n, [u, p], j);
  }
  if (n > 1) beside[1] = a[n];
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), beside };
}

/** How many eigenvalues lie below x: the signs of Sturm's sequence. */
function countBelow({ diagonal, beside }: Tridiagonal, x: number): number {
  let [count, q] = [0, 1];
  for (let i = 0; i < diagonal.length; i += 1) {
    q = diagonal[i] - x - (i === 0 ? 0 : square(beside[i]) / (q === 0 ? Number.EPSILON : q));
    if (q < 0) count += 1;
  }
  return count;
}

/** Eigenvalue number k, the smallest being 0, of a matrix whose eigenvalues lie between −`bound` and `bound`; by bisection. */
function eigenvalue(matrix: Tridiagonal, k: number, bound: number): number {
  let [low, high] = [-bound, bound];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (countBelow(matrix, middle) > k) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/**
 * The second largest of the eigenvalues' absolute values of a symmetric n × n matrix, row by row, of which none is larger
 * than 1; zero when there is one eigenvalue only.
 */
export function secondLargest(matrix: Float64Array, n: number): number {
  if (n < 2) return 0;
  const reduced = tridiagonal(matrix.slice(), n);
  const at = (k: number): number => Math.abs(eigenvalue(reduced, k, 1.5));
  return [...new Set([0, 1, n - 2, n - 1])].map(at).sort((a, b) => b - a)[1];
}
