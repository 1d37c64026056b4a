import { powerOfTwo } from '../numbers/bits.js';
import { log2 } from '../numbers/logarithms.js';
import type { Moments, Vectors } from './vectors.js';

/** Enough cells that a start found on them is as good as one found on the voxels. */
const wanted = 2 ** 12;

/** The cell of every vector, numbered as they are met. */
interface Binning {
  readonly cellOf: Int32Array;
  readonly cells: number;
}

/** Puts vectors into one cell that are equal but for the lowest bits, `shifts` of them by dimension: a hash table with open addressing. */
function bin({ dimensions, count, values }: Vectors, shifts: Int32Array): Binning {
  const slots = powerOfTwo(Math.ceil(log2(2 * count)));
  const firstOf = new Int32Array(slots).fill(-1);
  const cellOf = new Int32Array(count);
  const same = (i: number, j: number): boolean => {
    for (let d = 0; d < dimensions; d += 1) if (values[d + dimensions * i] >> shifts[d] !== values[d + dimensions * j] >> shifts[d]) return false;
    return true;
  };
  let cells = 0;
  for (let i = 0; i < count; i += 1) {
    let hash = 0;
    for (let d = 0; d < dimensions; d += 1) hash = Math.imul(hash ^ (values[d + dimensions * i] >> shifts[d]), 0x9e3779b1) ^ (hash >>> 15);
    let slot = (hash ^ (hash >>> 16)) & (slots - 1);
    while (firstOf[slot] >= 0 && !same(firstOf[slot], i)) slot = (slot + 1) & (slots - 1);
    if (firstOf[slot] >= 0) { cellOf[i] = cellOf[firstOf[slot]]; continue; }
    firstOf[slot] = i;
    cellOf[i] = cells;
    cells += 1;
  }
  return { cellOf, cells };
}

/** The mean of each cell, as integers and therefore inside it, with the weight of its vectors. */
function meansOf({ dimensions, count, values, weights }: Vectors, { cellOf, cells }: Binning): Vectors {
  const sums = new Float64Array(cells * dimensions);
  const weight = new Int32Array(cells);
  for (let i = 0; i < count; i += 1) {
    weight[cellOf[i]] += weights[i];
    for (let d = 0; d < dimensions; d += 1) sums[d + dimensions * cellOf[i]] += weights[i] * values[d + dimensions * i];
  }
  return { dimensions, count: cells, values: Int32Array.from(sums, (sum, k) => Math.round(sum / weight[Math.floor(k / dimensions)])), weights: weight };
}

/** In ascending order of the first dimension in which they differ, so that nothing of the voxels' order is left. */
function sorted({ dimensions, count, values, weights }: Vectors): Vectors {
  const order = new Int32Array(count).map((_, i) => i).sort((i, j) => {
    let d = 0;
    while (d < dimensions - 1 && values[d + dimensions * i] === values[d + dimensions * j]) d += 1;
    return values[d + dimensions * i] - values[d + dimensions * j];
  });
  return {
    dimensions, count, weights: order.map((i) => weights[i]),
    values: new Int32Array(values.length).map((_, k) => values[k % dimensions + dimensions * order[Math.floor(k / dimensions)]]),
  };
}

/**
 * Vectors that lie close together as one, in an order that depends on the values alone. The cells are halved until there
 * are 2¹² of them, or until each holds one distinct vector: fewer cells than that are the distinct vectors.
 */
export function cellsOf(vectors: Vectors, { deviation }: Moments): Vectors {
  // Four standard deviations wide at first: with many maps smaller cells are soon as many as the voxels.
  const shifts = Int32Array.from(deviation, (sd) => Math.max(0, Math.floor(log2(sd)) + 2));
  let binning = bin(vectors, shifts);
  while (binning.cells < wanted && shifts.some((shift) => shift > 0)) {
    const step = Math.max(1, Math.floor(log2(wanted / binning.cells) / vectors.dimensions));
    shifts.forEach((shift, d) => { shifts[d] = Math.max(0, shift - step); });
    binning = bin(vectors, shifts);
  }
  return sorted(meansOf(vectors, binning));
}
