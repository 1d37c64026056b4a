import { sizeMatrixOf, type SizeMatrix } from '../../features/size-matrix.js';
import { createTally } from '../../texture/count-matrix.js';
import { runLengths } from '../../texture/matrices.js';
import { directions, type TextureGrid } from '../../texture/texture-grid.js';

/** Whether some line along the direction meets two voxels of the region; neighbours are looked for first, they are the rule. */
function meetsTwo({ levels, inside, strides }: TextureGrid, step: number): boolean {
  if (inside.some((at) => levels[at + step] > 0)) return true;
  const [, row, slice] = strides;
  const z = Math.round(step / slice);
  const y = Math.round((step - z * slice) / row);
  const x = step - z * slice - y * row;
  const lines = new Set<string>();
  for (const at of inside) {
    const position = [at % row, Math.floor(at / row) % (slice / row), Math.floor(at / slice)];
    const moving = [x, y, z].findIndex((d) => d !== 0);
    const t = position[moving] * [x, y, z][moving];
    lines.add(position.map((p, axis) => p - t * [x, y, z][axis]).join(' '));
  }
  return lines.size < inside.length;
}

/** The run length matrices of the directions: one that meets no two voxels on a line is left out (cmatrices.c). */
export function runLengthsOf(grid: TextureGrid): readonly SizeMatrix[] {
  const [, row, slice] = grid.strides;
  const tally = createTally(grid.levelCount, Math.max(row, slice / row, grid.levels.length / slice));
  return directions(grid, '3D').filter((step) => meetsTwo(grid, step)).map((step) => sizeMatrixOf(runLengths(grid, grid.inside, step, tally)));
}
