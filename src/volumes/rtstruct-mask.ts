import { done, refused, type Outcome } from '../platform/problem.js';
import { nearestSlice, type GridIndex } from './grid-index.js';
import { drawPolygon, type Polygon } from './rasterise.js';
import type { Contour } from './rtstruct.js';
import type { MaskSource, NestedContours, Vector } from './types.js';
import { dot } from './vectors.js';

export interface Rasterised {
  readonly voxels: Uint8Array;
  readonly warnings: readonly string[];
  /** What was decided on the way, for the record. */
  readonly source?: Pick<MaskSource, 'fraction' | 'nestedContours'>;
}

/** What the contours are drawn on. */
export interface Canvas {
  readonly grid: GridIndex;
  /** The slice of each SOP instance of the image, empty when unknown. */
  readonly slices: ReadonlyMap<string, number>;
  readonly nestedContours: NestedContours;
}

const planeToleranceMm = 0.5;
const closed = new Set(['CLOSED_PLANAR', 'CLOSEDPLANAR_XOR', 'CLOSED_PLANAR_XOR']);
const outside = (text: string): Outcome<never> => refused('MASK_GRID_MISMATCH', text);

interface Placed {
  readonly z: number;
  readonly polygon: Polygon;
  readonly isCut: boolean;
}

/** R2: every point of a contour on one slice, within half a slice distance and half a millimetre. */
function place(contour: Contour, grid: GridIndex): Outcome<Placed> {
  const points = contour.pointsMm;
  const count = points.length / 3;
  if (!Number.isInteger(count) || points.some((value) => !Number.isFinite(value))) return refused('MALFORMED_DICOM', 'ContourData is not a list of x, y, z triplets');
  const at = (i: number): Vector => [points[3 * i], points[3 * i + 1], points[3 * i + 2]];
  const z = nearestSlice(grid, at(0));
  const tolerance = Math.min(grid.spacingMm[2] / 2, planeToleranceMm);
  const u = new Float64Array(count);
  const v = new Float64Array(count);
  let isCut = false;
  for (let i = 0; i < count; i += 1) {
    const distance = Math.abs(dot(at(i), grid.normal) - grid.slicePositionsMm[z]);
    if (distance > tolerance) return outside(`a contour lies ${distance.toFixed(2)} mm off the nearest slice of the image; at most ${tolerance.toFixed(2)} mm expected`);
    [u[i], v[i]] = grid.inPlane(at(i), z);
    isCut ||= u[i] < -0.5 || v[i] < -0.5 || u[i] > grid.size[0] - 0.5 || v[i] > grid.size[1] - 0.5;
  }
  return done({ z, polygon: { u, v }, isCut });
}

/** R1: what a contour says about its slice, against where it lies; `slices` are the image's instances in slice order. */
function disagrees(contour: Contour, z: number, slices: ReadonlyMap<string, number>): 'agrees' | 'unknown' | 'disagrees' {
  const named = contour.referencedSopInstanceUids.map((uid) => slices.get(uid)).filter((slice) => slice !== undefined);
  if (contour.referencedSopInstanceUids.length === 0 || slices.size === 0) return 'agrees';
  if (named.length === 0) return 'unknown';
  return named.includes(z) ? 'agrees' : 'disagrees';
}

/**
 * Closed planar contours → voxels whose centre they enclose, slice by slice, nothing added between slices (R4). A contour
 * inside another is a hole where it says so, else as `nestedContours` says, and that is said (R3).
 */
export function rasterise(contours: readonly Contour[], { grid, slices, nestedContours }: Canvas): Outcome<Rasterised> {
  const areas = contours.filter((contour) => closed.has(contour.kind) && contour.pointsMm.length >= 9);
  if (areas.length === 0) return refused('ROI_EMPTY', 'the region has no closed planar contour');
  const [columns, rows, depth] = grid.size;
  const voxels = new Uint8Array(new SharedArrayBuffer(columns * rows * depth));
  const count = { stale: 0, nested: 0, cut: 0 };
  for (const contour of areas) {
    const placed = place(contour, grid);
    if (!placed.ok) return placed;
    const { z, polygon, isCut } = placed.value;
    const agreement = disagrees(contour, z, slices);
    if (agreement === 'disagrees') return outside('a contour lies on another slice than the image instance it refers to');
    count.stale += agreement === 'unknown' ? 1 : 0;
    count.cut += isCut ? 1 : 0;
    const isAmbiguous = contour.kind === 'CLOSED_PLANAR';
    const slice = { voxels: voxels.subarray(z * columns * rows, (z + 1) * columns * rows), columns, rows, mode: isAmbiguous ? nestedContours : 'xor' } as const;
    count.nested += drawPolygon(slice, polygon) > 0 && isAmbiguous ? 1 : 0;
  }
  const warnings = warningsOf(count, { areas: areas.length, ignored: contours.length - areas.length, nestedContours });
  return done({ voxels, warnings, ...(count.nested > 0 ? { source: { nestedContours } } : {}) });
}

interface Counted {
  readonly areas: number;
  readonly ignored: number;
  readonly nestedContours: NestedContours;
}

function warningsOf(count: { readonly stale: number; readonly nested: number; readonly cut: number }, { areas, ignored, nestedContours }: Counted): readonly string[] {
  return [
    ...(count.stale > 0 ? [`${count.stale} of ${areas} contours refer to image instances that are not in the series; they were placed by position`] : []),
    ...(count.nested > 0 ? [`${count.nested} contours overlap another one on their slice; the overlap was taken as ${nestedContours === 'xor' ? 'a hole' : 'inside'}`] : []),
    ...(count.cut > 0 ? [`${count.cut} of ${areas} contours reach beyond the image and were cut at its edge`] : []),
    ...(ignored > 0 ? [`${ignored} contours that enclose no area (points, open lines) were left out`] : []),
  ];
}
