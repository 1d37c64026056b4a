import { fft, zeros } from './fft.js';
import type { Lines } from './fft-passes.js';
import { fieldCount, type Layout, type Triple } from './pair-layout.js';

/** Values less `centre` where `mask` is 1; the others are not read. Index x + nx (y + ny z). */
export interface Deviations {
  readonly values: Float64Array;
  readonly centre: number;
  readonly mask: Uint8Array;
}

/** Where along z rows y and y + 1 are not empty: from `first` on so many. */
interface Stretch {
  readonly y: number;
  readonly first: number;
  readonly count: number;
}

function stretchOf(mask: Uint8Array, [nx, ny, nz]: Triple, y: number): Stretch {
  const isEmpty = (z: number): boolean => {
    const from = nx * (y + ny * z);
    return !mask.subarray(from, from + nx * Math.min(2, ny - y)).includes(1);
  };
  let [first, end] = [0, nz];
  while (first < end && isEmpty(first)) first += 1;
  while (end > first && isEmpty(end - 1)) end -= 1;
  return { y, first, count: end - first };
}

/**
 * Rows y and y + 1 for the transform, index z − first + count (part + 3 x). Part 0 is the mask of y and, imaginary, its
 * values, part 1 the same of y + 1, part 2 the squares of y and, imaginary, of y + 1.
 */
function fillRows({ values, centre, mask }: Deviations, [nx, ny]: Triple, { y, first, count }: Stretch, { re, im }: Lines): void {
  for (const odd of [0, 1]) {
    const squares = odd === 0 ? re : im;
    for (let z = 0; z < count; z += 1) {
      const from = nx * (y + odd + ny * (first + z));
      for (let x = 0; x < nx; x += 1) {
        const inside = y + odd < ny && mask[from + x] === 1;
        const value = inside ? values[from + x] - centre : 0;
        const to = z + count * (odd + fieldCount * x);
        re[to] = inside ? 1 : 0;
        im[to] = value;
        squares[to + count * (2 - odd)] = value * value;
      }
    }
  }
  re.fill(0, nx * fieldCount * count);
  im.fill(0, nx * fieldCount * count);
}

/** Two real lines that went through one transform as real and imaginary part: what belongs to which follows from the symmetry of real lines. */
function splitRows(line: Lines, [at, back]: readonly [number, number], [one, other]: readonly [number, number], target: Lines, count: number): void {
  for (let z = 0; z < count; z += 1) {
    const r = line.re[at + z], i = line.im[at + z];
    const br = line.re[back + z], bi = line.im[back + z];
    target.re[one + z] = (r + br) / 2;
    target.im[one + z] = (i - bi) / 2;
    target.re[other + z] = (i + bi) / 2;
    target.im[other + z] = (br - r) / 2;
  }
}

/** The fields transformed along x, for kx from 0 to half the length: index z + rz (field + 3 (y + ry kx)). */
export function fieldsAlongX(deviations: Deviations, layout: Layout): Lines {
  const { size, lengths: [mx], rows: [rx, ry, rz] } = layout;
  const width = fieldCount * rz;
  const plan = fft(mx, width);
  const source = zeros(rx * width);
  const target = zeros((mx / 2 + 1) * ry * width);
  for (let y = 0; y < size[1]; y += 2) {
    const stretch = stretchOf(deviations.mask, size, y);
    const { first, count } = stretch;
    fillRows(deviations, size, stretch, source);
    const line = plan.transform({ source, lines: fieldCount * count, filled: 'half' });
    for (let kx = 0; kx <= mx / 2; kx += 1) {
      const at = kx * fieldCount * count, back = (mx - kx) % mx * fieldCount * count, to = first + (y + ry * kx) * width;
      splitRows(line, [at, back], [to, to + rz], target, count);
      splitRows(line, [at + count, back + count], [to + width, to + width + rz], target, count);
      splitRows(line, [at + 2 * count, back + 2 * count], [to + 2 * rz, to + width + 2 * rz], target, count);
    }
  }
  return target;
}
