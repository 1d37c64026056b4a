import { measureTable, type FeatureTable, type Measured, type Value } from '../features/measured.js';
import type { Aggregation } from '../settings.js';
import { directions, type TextureGrid } from './texture-grid.js';

/** How a family makes its matrices from a part of the ROI. */
export interface ByDirection<Matrix> {
  readonly build: (indices: Int32Array, step: number) => Matrix;
  readonly merge: (matrices: readonly Matrix[]) => Matrix;
}
export interface BySlice<Matrix> {
  readonly build: (indices: Int32Array, dimensions: '2D' | '3D') => Matrix;
  readonly merge: (matrices: readonly Matrix[]) => Matrix;
}

/** The matrices of an aggregation; features are computed from each, and averaged. */
export type MatricesOf<Matrix> = (aggregation: Aggregation) => readonly Matrix[];

/**
 * The matrices that features are computed from, and averaged over, for a family with directions (IBSI reference manual
 * 3.6.1): by slice and direction, by slice, by direction, or all in one.
 */
export function matricesByDirection<Matrix>(grid: TextureGrid, { build, merge }: ByDirection<Matrix>): MatricesOf<Matrix> {
  let planar: readonly (readonly Matrix[])[] | null = null;
  let spatial: readonly Matrix[] | null = null;
  const bySlice = (): readonly (readonly Matrix[])[] =>
    (planar ??= grid.slices.map((slice) => directions(grid, '2D').map((step) => build(slice, step))));
  const inSpace = (): readonly Matrix[] => (spatial ??= directions(grid, '3D').map((step) => build(grid.inside, step)));
  return (aggregation) => {
    switch (aggregation) {
      case '2D_avg': return bySlice().flat();
      case '2D_comb': return bySlice().map(merge);
      case '2_5D_avg': return directions(grid, '2D').map((_, d) => merge(bySlice().map((slice) => slice[d])));
      case '2_5D_comb': return [merge(bySlice().flat())];
      case '3D_avg': return inSpace();
      case '3D_comb': return [merge(inSpace())];
      default: return [];
    }
  };
}

/** As above for a family without directions: by slice, merged slices, or the volume. */
export function matricesBySlice<Matrix>(grid: TextureGrid, { build, merge }: BySlice<Matrix>): MatricesOf<Matrix> {
  let planar: readonly Matrix[] | null = null;
  const bySlice = (): readonly Matrix[] => (planar ??= grid.slices.map((slice) => build(slice, '2D')));
  return (aggregation) => {
    switch (aggregation) {
      case '2D': return bySlice();
      case '2_5D': return [merge(bySlice())];
      case '3D': return [build(grid.inside, '3D')];
      default: return [];
    }
  };
}

/** The mean over the inputs that have a value; where none has one, the first reason. */
function meanOf<Input>(compute: (input: Input) => Value, inputs: readonly Input[]): Value {
  const values = inputs.map(compute);
  const numbers = values.filter((value) => typeof value === 'number');
  return numbers.length === 0 ? values[0] : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

/** Computes a table for each input and takes the mean of each feature: how the aggregations with several matrices end. */
export function measureMean<Input>(
  table: FeatureTable<Input>, inputs: readonly Input[], omit: ReadonlySet<string>, aggregation: Aggregation,
): Measured[] {
  const averaged: FeatureTable<readonly Input[]> = Object.fromEntries(
    Object.entries(table).map(([tag, compute]) => [tag, (all: readonly Input[]): Value => meanOf(compute, all)]),
  );
  return measureTable(averaged, inputs, omit, aggregation);
}
