import { done, refused, type Outcome } from '../platform/problem.js';
import type { GridIndex } from './grid-index.js';
import type { Rasterised } from './rtstruct-mask.js';
import { insideTest, openSegmentation } from './seg-pixels.js';
import type { SegFrame, Segmentation } from './seg.js';
import type { Vector } from './types.js';
import { axesOf, cross, dot, minus, plus, times } from './vectors.js';

/** Where pixel (column, row) of a frame goes: origin + column × right + row × down, in whole voxels. */
interface IndexMap {
  readonly origin: Vector;
  readonly right: Vector;
  readonly down: Vector;
}

const originTolerance = 0.01;
const driftTolerance = 0.1;
const rounded = (v: Vector): Vector => [Math.round(v[0]), Math.round(v[1]), Math.round(v[2])];
const farthest = (a: Vector, b: Vector): number => Math.max(...minus(a, b).map(Math.abs));
const isUnitStep = (v: Vector): boolean => v.reduce((sum, value) => sum + Math.abs(value), 0) === 1;

/**
 * S2: the exact index map of a frame, when its pixels fall on voxels; axes may be flipped or permuted. Origin within
 * 1 % of a voxel, and no pixel of the frame more than a tenth of a voxel off: spacings rounded to DS stay inside that.
 */
function indexMap({ frame }: SegFrame, columns: number, rows: number, grid: GridIndex): Outcome<IndexMap> {
  const { positionMm, orientation, pixelSpacingMm } = frame;
  if (!positionMm || !orientation || !pixelSpacingMm) return refused('MASK_GRID_MISMATCH', 'a frame of the Segmentation has no position, orientation or pixel spacing');
  const axes = axesOf(orientation);
  const at = (column: number, row: number): Vector =>
    grid.index(plus(positionMm, plus(times(axes.row, column * pixelSpacingMm[1]), times(axes.column, row * pixelSpacingMm[0]))));
  const corner = at(0, 0);
  const right = rounded(times(minus(at(columns - 1, 0), corner), 1 / Math.max(1, columns - 1)));
  const down = rounded(times(minus(at(0, rows - 1), corner), 1 / Math.max(1, rows - 1)));
  const origin = rounded(corner);
  const expected = plus(origin, plus(times(right, columns - 1), times(down, rows - 1)));
  const isExact = farthest(corner, origin) <= originTolerance && farthest(at(columns - 1, rows - 1), expected) <= driftTolerance
    && (columns === 1 || isUnitStep(right)) && (rows === 1 || isUnitStep(down));
  return isExact ? done({ origin, right, down })
    : refused('MASK_GRID_MISMATCH', 'the pixels of the Segmentation do not fall on the voxels of the image (position, spacing or orientation differ)');
}

/**
 * S2: whether the frames were meant for slices farther apart than the image's: what lies between them was then drawn too,
 * and is in no frame. SpacingBetweenSlices says so, unless two frames lie on slices beside each other.
 */
function isCoarser(frames: readonly SegFrame[], grid: GridIndex): boolean {
  const [{ frame: { positionMm, orientation, spacingBetweenSlicesMm: apartMm } }] = frames;
  if (!positionMm || !orientation || apartMm === undefined || !(apartMm > 0)) return false;
  const { row, column } = axesOf(orientation);
  const normal = cross(row, column);
  const voxelsPerMm = Math.max(...minus(grid.index(plus(positionMm, times(normal, apartMm))), grid.index(positionMm)).map(Math.abs)) / apartMm;
  if (Math.abs(apartMm * voxelsPerMm - 1) <= driftTolerance) return false;
  const places = frames.flatMap(({ frame }) => (frame.positionMm ? [dot(frame.positionMm, normal)] : [])).toSorted((a, b) => a - b);
  return places.every((at, i) => i === 0 || Math.abs((at - places[i - 1]) * voxelsPerMm - 1) > driftTolerance);
}

interface Target {
  readonly voxels: Uint8Array;
  readonly size: readonly [number, number, number];
}

/** Sets the voxels of one frame; false when one of them would lie outside the image. */
function paint({ voxels, size }: Target, map: IndexMap, frame: { readonly values: Uint8Array | Uint16Array; readonly columns: number; readonly isInside: (value: number) => boolean }): boolean {
  const [nx, ny, nz] = size;
  const { origin, right, down } = map;
  for (let i = 0; i < frame.values.length; i += 1) {
    if (!frame.isInside(frame.values[i])) continue;
    const column = i % frame.columns;
    const row = (i - column) / frame.columns;
    const x = origin[0] + column * right[0] + row * down[0];
    const y = origin[1] + column * right[1] + row * down[1];
    const z = origin[2] + column * right[2] + row * down[2];
    if (x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz) return false;
    voxels[x + nx * (y + ny * z)] = 1;
  }
  return true;
}

/**
 * One segment → a mask, each frame placed by its position and segment number, never by its order (S3); frames that are
 * not there are empty. Codes: MASK_GRID_MISMATCH and those of the pixels.
 */
export async function segmentMask(segmentation: Segmentation, segment: number, grid: GridIndex, fractionThreshold: number): Promise<Outcome<Rasterised>> {
  const read = await openSegmentation(segmentation);
  if (!read.ok) return read;
  const { rows, columns } = segmentation.instance.layout;
  const isInside = insideTest(segmentation, segment, fractionThreshold);
  const target = { voxels: new Uint8Array(new SharedArrayBuffer(grid.size[0] * grid.size[1] * grid.size[2])), size: grid.size };
  const frames = segmentation.frames.filter((frame) => frame.segment === null || frame.segment === segment);
  for (const frame of frames) {
    const map = indexMap(frame, columns, rows, grid);
    if (!map.ok) return map;
    const values = read.value(frame.frame.index);
    if (!values.ok) return values;
    if (!paint(target, map.value, { values: values.value, columns, isInside })) {
      return refused('MASK_GRID_MISMATCH', 'the segment reaches beyond the image');
    }
  }
  if (frames.length > 0 && isCoarser(frames, grid)) return refused('MASK_GRID_MISMATCH', 'the slices of the Segmentation are farther apart than those of the image (SpacingBetweenSlices)');
  const { fraction } = segmentation;
  if (fraction === null) return done({ voxels: target.voxels, warnings: [] });
  return done({
    voxels: target.voxels, warnings: [`the Segmentation is fractional (${fraction.type}): voxels of at least ${fractionThreshold} were taken`],
    source: { fraction: { type: fraction.type, threshold: fractionThreshold } },
  });
}
