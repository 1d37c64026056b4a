import type { TextureGrid } from './texture-grid.js';

type Visit = (level: number, voxels: Int32Array) => void;

/** Calls `visit` with the level and the voxels of every connected zone of one level; the array is reused. */
export function forEachZone(grid: TextureGrid, indices: Int32Array, steps: readonly number[], visit: Visit): void {
  const { levels } = grid;
  const seen = new Uint8Array(levels.length);
  const zone = new Int32Array(indices.length);
  const around = Int32Array.from(steps);
  for (let k = 0; k < indices.length; k += 1) {
    if (seen[indices[k]] === 1) continue;
    const level = levels[indices[k]];
    seen[indices[k]] = 1;
    zone[0] = indices[k];
    let length = 1;
    for (let next = 0; next < length; next += 1) {
      for (let s = 0; s < around.length; s += 1) {
        const neighbour = zone[next] + around[s];
        if (levels[neighbour] !== level || seen[neighbour] === 1) continue;
        seen[neighbour] = 1;
        zone[length++] = neighbour;
      }
    }
    visit(level, zone.subarray(0, length));
  }
}
