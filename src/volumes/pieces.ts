/** The first run of the piece that a run belongs to, halving the way there. */
function find(parents: number[], run: number): number {
  let at = run;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]];
    at = parents[at];
  }
  return at;
}

/** Voxels side by side in a row: where each run begins and ends, and which run is the first of each row. */
interface Runs {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly row: readonly number[];
  readonly firstOf: ReadonlyMap<number, number>;
}

function runsOf(voxels: Uint8Array, columns: number): Runs {
  const [from, to, row]: [number[], number[], number[]] = [[], [], []];
  const firstOf = new Map<number, number>();
  for (let at = voxels.indexOf(1); at >= 0; at = voxels.indexOf(1, at)) {
    const line = Math.floor(at / columns);
    if (!firstOf.has(line)) firstOf.set(line, from.length);
    row.push(line);
    from.push(at - line * columns);
    while (at < (line + 1) * columns && voxels[at] === 1) at += 1;
    to.push(at - 1 - line * columns);
  }
  return { from, to, row, firstOf };
}

/** Rows that touch row `y` of slice `z` and come before it. */
const rowsBefore = (y: number, z: number, rows: number): readonly number[] =>
  [[y - 1, z], [y - 1, z - 1], [y, z - 1], [y + 1, z - 1]].filter(([beside]) => beside >= 0 && beside < rows).map(([beside, slice]) => beside + rows * slice);

/**
 * Sizes in voxels of the pieces that a mask consists of, the largest first; voxels that share a face, an edge or a corner
 * hang together. `voxels` are 0 or 1.
 */
export function piecesOf(voxels: Uint8Array, [columns, rows]: readonly [number, number, number]): readonly number[] {
  const { from, to, row, firstOf } = runsOf(voxels, columns);
  const parents = from.map((_, i) => i);
  for (let i = 0; i < from.length; i += 1) {
    for (const before of rowsBefore(row[i] % rows, Math.floor(row[i] / rows), rows)) {
      for (let j = firstOf.get(before) ?? from.length; row[j] === before && from[j] <= to[i] + 1; j += 1) {
        if (to[j] >= from[i] - 1) parents[find(parents, j)] = find(parents, i);
      }
    }
  }
  const sizes = new Map<number, number>();
  for (let i = 0; i < from.length; i += 1) sizes.set(find(parents, i), (sizes.get(find(parents, i)) ?? 0) + to[i] - from[i] + 1);
  return [...sizes.values()].toSorted((a, b) => b - a);
}
