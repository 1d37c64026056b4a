import { done, refused, type Outcome } from '../platform/problem.js';
import type { Grid } from '../radiomics/volume.js';
import { explainDuplicates } from './duplicates.js';
import type { Frame, Vector } from './types.js';
import { axesOf, cross, dot, minus, norm, times, unit } from './vectors.js';

/** A frame with the matrix it fills; `source` is whatever the caller needs to find its pixels again. */
export interface Plane<S> {
  readonly frame: Frame;
  readonly rows: number;
  readonly columns: number;
  readonly source: S;
}

/** Planes in the order of the slice normal, and the grid they make. */
export interface Stack<S> {
  readonly planes: readonly Plane<S>[];
  readonly grid: Grid;
  /** Centre of each plane's first voxel, as the plane itself says. */
  readonly sliceOriginsMm: readonly Vector[];
  readonly warnings: readonly string[];
}

interface Placed<S> extends Plane<S> {
  readonly origin: Vector;
  readonly axes: { readonly row: Vector; readonly column: Vector };
  readonly spacing: readonly [number, number];
}

const cosineTolerance = 1e-3;
const spacingTolerance = 1e-3;
const samePlaceMm = 0.01;
const longestMm = 1000;
const even = 0.01;
const uneven = 0.05;

/** A length that a header gives, where one of an image can be so long; null else. */
export const usableLength = (lengthMm: number | null): number | null => (lengthMm !== null && lengthMm > 0 && lengthMm < longestMm ? lengthMm : null);
const mm = (value: number): string => String(Number(value.toFixed(3)));

function placed<S>(plane: Plane<S>): Placed<S> | null {
  const { positionMm, orientation, pixelSpacingMm } = plane.frame;
  return positionMm && orientation && pixelSpacingMm ? { ...plane, origin: positionMm, axes: axesOf(orientation), spacing: pixelSpacingMm } : null;
}

/** G7, G8: one orthonormal orientation, one matrix, one pixel spacing. */
function checkUniform<S>(planes: readonly Placed<S>[]): Outcome<null> {
  const [first] = planes;
  const { row, column } = first.axes;
  if (Math.abs(norm(row) - 1) > cosineTolerance || Math.abs(norm(column) - 1) > cosineTolerance || Math.abs(dot(row, column)) > cosineTolerance) {
    return refused('UNSUPPORTED_IMAGE', 'ImageOrientationPatient is not two perpendicular unit vectors');
  }
  if (!(first.spacing[0] > 0 && first.spacing[1] > 0)) return refused('UNSUPPORTED_IMAGE', 'PixelSpacing is not positive');
  for (const plane of planes) {
    if (norm(minus(plane.axes.row, row)) > cosineTolerance || norm(minus(plane.axes.column, column)) > cosineTolerance) {
      return refused('MIXED_ORIENTATION', `the ${planes.length} slices of the series do not share one orientation`);
    }
    if (plane.rows !== first.rows || plane.columns !== first.columns) {
      return refused('MIXED_ORIENTATION', `the slices of the series differ in matrix: ${first.columns} × ${first.rows} and ${plane.columns} × ${plane.rows}`);
    }
    if (plane.spacing.some((spacing, i) => Math.abs(spacing - first.spacing[i]) > spacingTolerance * first.spacing[i])) {
      return refused('MIXED_ORIENTATION', `the slices of the series differ in pixel spacing: ${first.spacing.join(' × ')} and ${plane.spacing.join(' × ')} mm`);
    }
  }
  return done(null);
}

/** G5: the line from the first slice to the last must be the slice normal, and every slice must lie on it. */
function checkTilt<S>(planes: readonly Placed<S>[], normal: Vector): Outcome<null> {
  const first = planes[0];
  const span = minus(planes[planes.length - 1].origin, first.origin);
  const cosine = Math.abs(dot(unit(span), normal));
  if (1 - cosine > cosineTolerance) {
    const degrees = (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
    return refused('GANTRY_TILT', `the slices are stacked ${degrees.toFixed(1)}° off their normal; at most ${((Math.acos(1 - cosineTolerance) * 180) / Math.PI).toFixed(1)}° expected`);
  }
  const length = dot(span, normal);
  for (const plane of planes) {
    const offset = minus(plane.origin, first.origin);
    const shift = norm(minus(offset, times(span, dot(offset, normal) / length)));
    if (shift > Math.min(...first.spacing) / 2) return refused('UNSUPPORTED_IMAGE', `a slice is shifted ${mm(shift)} mm within its plane against the others`);
  }
  return done(null);
}

/** G3, G4: even within 1 %, accepted with a warning within 5 %; a gap of whole multiples is a missing slice. */
function checkGaps(gaps: readonly number[], meanGap: number): Outcome<readonly string[]> {
  const sorted = gaps.toSorted((a, b) => a - b);
  const [smallest, median, largest] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted[sorted.length - 1]];
  const deviation = Math.max(largest - median, median - smallest) / median;
  if (deviation <= even) return done([]);
  if (deviation <= uneven) return done([`slices are ${mm(smallest)} to ${mm(largest)} mm apart and are measured as if evenly ${mm(meanGap)} mm`]);
  const multiples = gaps.map((gap) => gap / smallest);
  const missing = multiples.reduce((sum, ratio) => sum + Math.round(ratio) - 1, 0);
  if (multiples.every((ratio) => Math.abs(ratio - Math.round(ratio)) <= Math.min(0.25, uneven * Math.round(ratio)))) {
    return refused('MISSING_SLICES', `gaps of ${mm(smallest)} to ${mm(largest)} mm between slices: ${missing} ${missing === 1 ? 'slice is' : 'slices are'} missing`);
  }
  return refused('UNEVEN_SPACING', `slices are ${mm(smallest)} to ${mm(largest)} mm apart; within ${100 * uneven} % of each other expected`);
}

/** G2: SliceThickness never counts, but a difference is worth saying. */
function thicknessWarning<S>(planes: readonly Placed<S>[], meanGap: number): readonly string[] {
  const thickness = planes[0].frame.sliceThicknessMm;
  if (thickness === null || Math.abs(thickness - meanGap) <= even * meanGap) return [];
  const usable = usableLength(thickness);
  return [`SliceThickness is ${usable === null ? 'no usable length' : `${mm(usable)} mm`} but the slices are ${mm(meanGap)} mm apart; the distance is used`];
}

function gridOf<S>(planes: readonly Placed<S>[], meanGap: number): Grid {
  const [first] = planes;
  const [dy, dx] = first.spacing;
  const i = times(first.axes.row, dx);
  const j = times(first.axes.column, dy);
  const k = times(minus(planes[planes.length - 1].origin, first.origin), 1 / (planes.length - 1));
  const line = (a: number): readonly number[] => [i[a], j[a], k[a], first.origin[a]];
  return {
    size: [first.columns, first.rows, planes.length],
    spacingMm: [dx, dy, meanGap],
    affine: [...line(0), ...line(1), ...line(2), 0, 0, 0, 1],
  };
}

/**
 * Sorts planes along their normal (row × column) and makes them a grid, or says why they are none. InstanceNumber,
 * SliceLocation, SliceThickness and file names have no say (G1, G2). Codes: NOT_A_VOLUME, MIXED_ORIENTATION,
 * GANTRY_TILT, MISSING_SLICES, UNEVEN_SPACING, UNSUPPORTED_IMAGE.
 */
export function stackPlanes<S>(planes: readonly Plane<S>[]): Outcome<Stack<S>> {
  const found = planes.map(placed).filter((plane) => plane !== null);
  if (planes.length < 3) return refused('NOT_A_VOLUME', `the series has ${planes.length} ${planes.length === 1 ? 'slice' : 'slices'}; at least three expected`);
  if (found.length < planes.length) {
    return refused('NOT_A_VOLUME', `${planes.length - found.length} of ${planes.length} slices lack position, orientation or pixel spacing`);
  }
  const uniform = checkUniform(found);
  if (!uniform.ok) return uniform;
  const normal = unit(cross(found[0].axes.row, found[0].axes.column));
  const sorted = found.map((plane) => ({ plane, at: dot(plane.origin, normal) })).toSorted((a, b) => a.at - b.at);
  const stack = sorted.map(({ plane }) => plane);
  const positions = sorted.map(({ at }) => at);
  const gaps = positions.slice(1).map((at, i) => at - positions[i]);
  if (gaps.some((gap) => gap < samePlaceMm)) return refused('NOT_A_VOLUME', explainDuplicates(positions, samePlaceMm));
  const tilt = checkTilt(stack, normal);
  if (!tilt.ok) return tilt;
  const meanGap = (positions[positions.length - 1] - positions[0]) / gaps.length;
  const spacing = checkGaps(gaps, meanGap);
  if (!spacing.ok) return spacing;
  return done({
    planes: stack,
    grid: gridOf(stack, meanGap),
    sliceOriginsMm: stack.map((plane) => plane.origin),
    warnings: [...spacing.value, ...thicknessWarning(stack, meanGap)],
  });
}
