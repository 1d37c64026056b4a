/**
 * One sentence on slices that lie in one place and that no attribute tells apart (G6). `positions` are ascending.
 */
export function explainDuplicates(positions: readonly number[], samePlaceMm: number): string {
  const places = positions.filter((at, i) => i === 0 || at - positions[i - 1] >= samePlaceMm).length;
  return places === 1
    ? `${positions.length} slices lie in one place; slices beside each other expected`
    : `the series holds ${positions.length} slices in ${places} places; one slice in each place expected`;
}
