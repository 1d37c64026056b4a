/** A symmetric 3 × 3 matrix: xx, yy, zz, xy, xz, yz. */
export type Symmetric = readonly [number, number, number, number, number, number];

/** Eigenvalues in descending order, by Jacobi rotations until nothing is left beside the diagonal. */
export function symmetricEigenvalues([xx, yy, zz, xy, xz, yz]: Symmetric): [number, number, number] {
  const a = [[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]];
  for (let sweep = 0; sweep < 50; sweep += 1) {
    if (a[0][1] === 0 && a[0][2] === 0 && a[1][2] === 0) break;
    for (const [p, q] of [[0, 1], [0, 2], [1, 2]]) {
      if (a[p][q] === 0) continue;
      const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
      const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
      const c = 1 / Math.sqrt(t * t + 1);
      const s = t * c;
      const r = 3 - p - q;
      const [apq, arp, arq] = [a[p][q], a[r][p], a[r][q]];
      a[p][p] -= t * apq;
      a[q][q] += t * apq;
      a[p][q] = a[q][p] = 0;
      a[r][p] = a[p][r] = c * arp - s * arq;
      a[r][q] = a[q][r] = s * arp + c * arq;
    }
  }
  const [first, second, third] = [a[0][0], a[1][1], a[2][2]].sort((one, other) => other - one);
  return [first, second, third];
}
