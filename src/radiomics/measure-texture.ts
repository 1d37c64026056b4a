import { cooccurrenceOf, glcm } from './features/glcm.js';
import type { FeatureTable, Measured } from './features/measured.js';
import { mergeToneDifferences, ngtdm, toneDifference, type ToneDifference } from './features/ngtdm.js';
import { gldzm, glrlm, glszm, ngldm, sizeMatrixOf, type SizeMatrix } from './features/size-matrix.js';
import type { Aggregation } from './settings.js';
import { matricesByDirection, matricesBySlice, measureMean, type MatricesOf } from './texture/aggregate.js';
import { createTally, mergeMatrices, type CountMatrix, type Tally } from './texture/count-matrix.js';
import { cooccurrence, dependence, runLengths, zoneDistances, zoneSizes } from './texture/matrices.js';
import type { TextureGrid } from './texture/texture-grid.js';

export interface Texture {
  readonly grid: TextureGrid;
  readonly aggregations: readonly Aggregation[];
  readonly omit: ReadonlySet<string>;
}

/** Computes a family in each aggregation asked for: its matrices, their features, and the means of these. */
function inEach<Matrix, Input>(
  texture: Texture, matrices: MatricesOf<Matrix>, inputOf: (m: Matrix) => Input, table: FeatureTable<Input>,
): Measured[] {
  return texture.aggregations.flatMap((aggregation) => measureMean(table, matrices(aggregation).map(inputOf), texture.omit, aggregation));
}

export function measureGlcm(texture: Texture): Measured[] {
  const { grid } = texture;
  const tally = createTally(grid.levelCount, grid.levelCount);
  const build = (indices: Int32Array, step: number): CountMatrix => cooccurrence(grid, indices, step, tally);
  return inEach(texture, matricesByDirection(grid, { build, merge: mergeMatrices }), (matrix) => cooccurrenceOf(matrix, grid.levelCount), glcm);
}

export function measureGlrlm(texture: Texture): Measured[] {
  const { grid } = texture;
  const [, row, slice] = grid.strides;
  const tally = createTally(grid.levelCount, Math.max(row, slice / row, grid.levels.length / slice));
  const build = (indices: Int32Array, step: number): CountMatrix => runLengths(grid, indices, step, tally);
  return inEach(texture, matricesByDirection(grid, { build, merge: mergeMatrices }), sizeMatrixOf, glrlm);
}

type BuildZones = (grid: TextureGrid, indices: Int32Array, dimensions: '2D' | '3D', tally: Tally) => CountMatrix;

function measureZones(texture: Texture, from: BuildZones, largest: number, table: FeatureTable<SizeMatrix>): Measured[] {
  const { grid } = texture;
  const tally = createTally(grid.levelCount, largest);
  const build = (indices: Int32Array, dimensions: '2D' | '3D'): CountMatrix => from(grid, indices, dimensions, tally);
  return inEach(texture, matricesBySlice(grid, { build, merge: mergeMatrices }), sizeMatrixOf, table);
}

export const measureGlszm = (texture: Texture): Measured[] => measureZones(texture, zoneSizes, texture.grid.inside.length, glszm);
/** A distance to the edge is less than the width of the grid. */
export const measureGldzm = (texture: Texture): Measured[] => measureZones(texture, zoneDistances, texture.grid.strides[1], gldzm);
/** A voxel and its 26 neighbours. */
export const measureNgldm = (texture: Texture): Measured[] => measureZones(texture, dependence, 27, ngldm);

export function measureNgtdm(texture: Texture): Measured[] {
  const { grid } = texture;
  const build = (indices: Int32Array, dimensions: '2D' | '3D'): ToneDifference => toneDifference(grid, indices, dimensions);
  return inEach(texture, matricesBySlice(grid, { build, merge: mergeToneDifferences }), (matrix) => matrix, ngtdm);
}
