/** Below this a sum of loadings is zero but for rounding. */
const rounding = 1e-9;

/** Rotates the plane of p and q so that nothing couples them any more: one step of Jacobi's method, in place. */
function rotate(a: Float64Array, vectors: Float64Array, [p, q]: readonly [number, number]): void {
  const n = Math.sqrt(a.length);
  const coupling = a[q + n * p];
  if (coupling === 0) return;
  const theta = (a[q + n * q] - a[p + n * p]) / (2 * coupling);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const turn = (m: Float64Array, i: number, j: number): void => { [m[i], m[j]] = [c * m[i] - s * m[j], s * m[i] + c * m[j]]; };
  for (let k = 0; k < n; k += 1) turn(a, p + n * k, q + n * k);
  for (let k = 0; k < n; k += 1) turn(a, k + n * p, k + n * q);
  a[q + n * p] = a[p + n * q] = 0;
  for (let k = 0; k < n; k += 1) turn(vectors, p + n * k, q + n * k);
}

/**
 * The unit eigenvector of the largest eigenvalue of a symmetric matrix, row by row, by Jacobi rotations. Its sign makes
 * the sum of the loadings positive, or, when they cancel, the first one that is not zero. Of equal eigenvalues the
 * earlier column counts, so an isotropic cloud has its axis along the first dimension.
 */
export function principalAxis(symmetric: Float64Array): Float64Array {
  const n = Math.sqrt(symmetric.length);
  const a = symmetric.slice();
  const vectors = new Float64Array(a.length);
  for (let d = 0; d < n; d += 1) vectors[d + n * d] = 1;
  for (let sweep = 0; sweep < 50; sweep += 1) {
    for (let p = 0; p < n; p += 1) for (let q = p + 1; q < n; q += 1) rotate(a, vectors, [p, q]);
  }
  let largest = 0;
  for (let d = 1; d < n; d += 1) if (a[d + n * d] > a[largest + n * largest]) largest = d;
  const axis = new Float64Array(n).map((_, d) => vectors[largest + n * d]);
  const sum = axis.reduce((total, loading) => total + loading, 0);
  const deciding = Math.abs(sum) > rounding ? sum : axis.find((loading) => Math.abs(loading) > rounding) ?? 0;
  return deciding < 0 ? axis.map((loading) => -loading) : axis;
}
