/** Mean and standard deviation (n − 1) of each column. */
export interface Scale {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** The scale of rows; a constant column has deviation 1, so that it stays constant. */
export function scaleOf(rows: readonly (readonly number[])[]): Scale {
  const means = (rows[0] ?? []).map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
  const deviations = means.map((mean, k) => Math.sqrt(rows.reduce((sum, row) => sum + (row[k] - mean) ** 2, 0) / (rows.length - 1)) || 1);
  return { means, deviations };
}

/** Columns less their means, over their deviations. */
export const standardise = (rows: readonly (readonly number[])[], { means, deviations }: Scale): number[][] =>
  rows.map((row) => row.map((value, k) => (value - means[k]) / deviations[k]));
