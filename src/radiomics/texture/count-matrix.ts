/** How often each pair (grey level, column) occurs; only pairs that do are listed, ascending by level, then column. */
export interface CountMatrix {
  readonly levels: Float64Array;
  readonly columns: Float64Array;
  readonly counts: Float64Array;
  /** Σ counts. */
  readonly total: number;
  /** Voxels that the matrix was made from; those of merged matrices add up. */
  readonly voxels: number;
}

/** Collects pairs and hands them over as a matrix; then it is empty again. */
export interface Tally {
  readonly add: (level: number, column: number) => void;
  readonly finish: (voxels: number) => CountMatrix;
  /** The highest column it was made for. */
  readonly maxColumn: number;
}

/** Counts in a table up to so many cells (32 MB), beyond it in a hash map. */
const denseCells = 2 ** 22;

function matrixOf(keys: Float64Array, countOf: (key: number) => number, width: number, voxels: number): CountMatrix {
  const sorted = keys.sort();
  const counts = sorted.map(countOf);
  return {
    levels: sorted.map((key) => Math.floor(key / width)), columns: sorted.map((key) => key % width), counts,
    total: counts.reduce((sum, count) => sum + count, 0), voxels,
  };
}

function denseTally(levelCount: number, width: number): Tally {
  const maxColumn = width - 1;
  const table = new Float64Array((levelCount + 1) * width);
  let used: number[] = [];
  return {
    maxColumn,
    add: (level, column) => {
      const key = level * width + column;
      if (table[key] === 0) used.push(key);
      table[key] += 1;
    },
    finish: (voxels) => {
      const matrix = matrixOf(Float64Array.from(used), (key) => table[key], width, voxels);
      for (const key of used) table[key] = 0;
      used = [];
      return matrix;
    },
  };
}

function sparseTally(width: number): Tally {
  const maxColumn = width - 1;
  const table = new Map<number, number>();
  return {
    maxColumn,
    add: (level, column) => { const key = level * width + column; table.set(key, (table.get(key) ?? 0) + 1); },
    finish: (voxels) => {
      const matrix = matrixOf(Float64Array.from(table.keys()), (key) => table.get(key) ?? 0, width, voxels);
      table.clear();
      return matrix;
    },
  };
}

/** A tally for levels and columns up to the given ones. */
export const createTally = (levelCount: number, maxColumn: number): Tally =>
  ((levelCount + 1) * (maxColumn + 1) <= denseCells ? denseTally(levelCount, maxColumn + 1) : sparseTally(maxColumn + 1));

/** True where a table of all pairs is worth its size for so many voxels. */
export const isTableWorthwhile = (cells: number, voxels: number): boolean => cells <= 4096 + 16 * voxels;

/** The pairs of a table, column fastest; level 0 and column 0 are none. */
export function matrixOfTable(table: Int32Array, width: number, voxels: number): CountMatrix {
  const keys: number[] = [];
  let total = 0;
  for (let key = width; key < table.length; key += 1) {
    if (table[key] === 0 || key % width === 0) continue;
    keys.push(key);
    total += table[key];
  }
  return {
    levels: Float64Array.from(keys, (key) => Math.floor(key / width)), columns: Float64Array.from(keys, (key) => key % width),
    counts: Float64Array.from(keys, (key) => table[key]), total, voxels,
  };
}

/** A matrix of pairs (lower, higher) with each pair counted both ways. */
export function symmetric({ levels, columns, counts, voxels }: CountMatrix): CountMatrix {
  const width = 1 + columns.reduce((most, column) => Math.max(most, column), 0);
  const both = new Map<number, number>();
  for (let k = 0; k < counts.length; k += 1) {
    const [i, j] = [levels[k], columns[k]];
    both.set(i * width + j, i === j ? 2 * counts[k] : counts[k]);
    both.set(j * width + i, i === j ? 2 * counts[k] : counts[k]);
  }
  return matrixOf(Float64Array.from(both.keys()), (key) => both.get(key) ?? 0, width, voxels);
}

/** The sum of several matrices. */
export function mergeMatrices(matrices: readonly CountMatrix[]): CountMatrix {
  if (matrices.length === 1) return matrices[0];
  const width = 1 + matrices.reduce((most, { columns }) => columns.reduce((max, column) => Math.max(max, column), most), 0);
  const table = new Map<number, number>();
  for (const { levels, columns, counts } of matrices) {
    for (let k = 0; k < counts.length; k += 1) {
      const key = levels[k] * width + columns[k];
      table.set(key, (table.get(key) ?? 0) + counts[k]);
    }
  }
  return matrixOf(Float64Array.from(table.keys()), (key) => table.get(key) ?? 0, width, matrices.reduce((sum, { voxels }) => sum + voxels, 0));
}
