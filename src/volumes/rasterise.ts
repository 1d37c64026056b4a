import type { NestedContours } from './types.js';

/** A closed polygon in voxel indices of one slice: u along a row, v down a column. */
export interface Polygon {
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/**
 * Where the scan line v = `row` crosses the polygon's edges; half-open, so a vertex on the line counts once. Each edge is
 * followed from its smaller v: whichever way round a contour goes, an edge gives the same crossing to the last bit.
 */
function crossings({ u, v }: Polygon, row: number): number[] {
  const found: number[] = [];
  for (let i = 0, j = v.length - 1; i < v.length; j = i, i += 1) {
    if ((v[i] <= row) === (v[j] <= row)) continue;
    const [from, to] = v[i] < v[j] ? [i, j] : [j, i];
    found.push(u[from] + ((row - v[from]) / (v[to] - v[from])) * (u[to] - u[from]));
  }
  return found.sort((a, b) => a - b);
}

/** A slice to be drawn on, row by row, and what becomes of a voxel that is inside already: `xor` switches it off, `union` leaves it. */
export interface DrawnSlice {
  readonly voxels: Uint8Array;
  readonly columns: number;
  readonly rows: number;
  readonly mode: NestedContours;
}

/**
 * Draws the voxels of a slice whose centres lie inside the polygon (R5): even-odd rule, half-open on both axes, so that
 * two polygons that share an edge share no voxel. By `xor` a contour inside another is a hole (R3). Returns how many
 * voxels were inside already, that is, how far contours overlap.
 */
export function drawPolygon({ voxels: slice, columns, rows, mode }: DrawnSlice, polygon: Polygon): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of polygon.v) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  let overlap = 0;
  for (let row = Math.max(0, Math.ceil(low)); row <= Math.min(rows - 1, Math.floor(high)); row += 1) {
    const at = crossings(polygon, row);
    for (let pair = 0; pair + 1 < at.length; pair += 2) {
      const to = Math.min(columns - 1, Math.ceil(at[pair + 1]) - 1);
      for (let x = Math.max(0, Math.ceil(at[pair])); x <= to; x += 1) {
        const i = x + columns * row;
        overlap += slice[i];
        slice[i] = mode === 'union' ? 1 : slice[i] ^ 1;
      }
    }
  }
  return overlap;
}
