import { refused, type Outcome, type Problem } from '../platform/problem.js';
import { arrange, type VolumeToBuild } from './build-volume.js';
import { usableLength } from './geometry.js';
import { readHeader } from './header.js';
import { knownUid, knownWord } from './quoted.js';
import { readinessOf, type Readiness } from './readiness.js';
import { sequenceOf, type Sequence } from './sequence.js';
import { slicePlane, type SlicePlane } from './slice-plane.js';
import { transferSyntaxName } from './transfer-syntax.js';
import type { LoadedVolume, SeriesOfStudy, Vector } from './types.js';
import { axesOf, cross, dot, minus, unit } from './vectors.js';

/** One series, or one NIfTI file (modality `NIFTI`, no UIDs), and what stands in the way of measuring it. */
export interface InspectedVolume {
  readonly modality: string;
  readonly seriesInstanceUid: string;
  /** Which of the volumes of a series that holds several, and what tells it apart; null where it holds one. */
  readonly volume: { readonly number: number; readonly label: string } | null;
  /** The NIfTI file; null for a series. */
  readonly path: string | null;
  /** Columns, rows and slices; where the slices make no grid, how many there are. */
  readonly size: readonly [number, number, number];
  /** Between columns, rows and slices; null where the slices make no grid. */
  readonly spacingMm: readonly [number, number, number] | null;
  /** Smallest and largest distance of neighbouring slices by their positions; null where they make no grid. */
  readonly sliceDistanceMm: { readonly min: number; readonly max: number } | null;
  /** As the header says it, which measures nothing. */
  readonly sliceThicknessMm: number | null;
  /** How the slices lie in the patient; null where the header does not say. */
  readonly orientation: SlicePlane | null;
  /** How the images were made; null for NIfTI. */
  readonly sequence: Sequence | null;
  readonly transferSyntaxUid: string;
  /** Its name; null where it is none that is known. */
  readonly transferSyntax: string | null;
  /** Over every voxel but padding, after rescale and before SUV; null where the voxels cannot be had. */
  readonly intensity: { readonly min: number; readonly max: number; readonly mean: number } | null;
  readonly intensityUnit: string | null;
  /** Whether PET can be in SUV and a diffusion map in its unit; null for what is neither. */
  readonly readiness: Readiness | null;
  readonly measurable: boolean;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

function intensityOf({ volume: { voxels }, padding }: LoadedVolume): InspectedVolume['intensity'] {
  let [min, max, sum, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < voxels.length; i += 1) {
    if (padding?.[i] === 1) continue;
    min = Math.min(min, voxels[i]);
    max = Math.max(max, voxels[i]);
    sum += voxels[i];
    count += 1;
  }
  return count === 0 ? null : { min, max, mean: sum / count };
}

/** Distances of neighbouring slices along the normal, as they lie. */
function sliceDistances(origins: readonly Vector[], normal: Vector): InspectedVolume['sliceDistanceMm'] {
  const gaps = origins.slice(1).map((origin, k) => Math.abs(dot(minus(origin, origins[k]), normal)));
  return { min: Math.min(...gaps), max: Math.max(...gaps) };
}

/** What the voxels of a volume say, wherever they came from. */
function readVolume(loaded: LoadedVolume) {
  const { volume: { grid: { size, spacingMm, affine } }, sliceOriginsMm, intensityUnit } = loaded;
  const normal = unit(cross([affine[0], affine[4], affine[8]], [affine[1], affine[5], affine[9]]));
  return { size, spacingMm, sliceDistanceMm: sliceDistances(sliceOriginsMm, normal), orientation: slicePlane(normal), intensity: intensityOf(loaded), intensityUnit };
}

/** A NIfTI file that could be read. */
export const inspectedNifti = (path: string, loaded: LoadedVolume): InspectedVolume => ({
  ...readVolume(loaded), modality: 'NIFTI', seriesInstanceUid: '', volume: null, path, sliceThicknessMm: null, sequence: null, transferSyntaxUid: '', transferSyntax: null, readiness: null,
  measurable: true, problems: [], warnings: loaded.warnings,
});

/** What is known of a volume that could not be read. */
function unreadVolume({ instances }: SeriesOfStudy, { number, frames }: VolumeToBuild) {
  const [{ layout }] = instances;
  const stack = arrange(instances, number);
  const framesOf = new Map(instances.map((instance) => [instance.sopInstanceUid, instance.frames.length]));
  const slices = [...framesOf.values()].reduce((sum, count) => sum + count, 0);
  const orientations = new Map(frames.map(({ orientation }) => [orientation?.map((cosine) => cosine.toFixed(3)).join(' '), orientation]));
  const [orientation] = orientations.values();
  const axes = orientations.size > 1 || orientation === null ? null : axesOf(orientation);
  const normal = axes === null ? null : cross(axes.row, axes.column);
  return {
    size: stack.ok ? stack.value.grid.size : [layout.columns, layout.rows, slices] as const, spacingMm: stack.ok ? stack.value.grid.spacingMm : null,
    sliceDistanceMm: stack.ok && normal !== null ? sliceDistances(stack.value.sliceOriginsMm, unit(normal)) : null,
    orientation: normal === null || !(dot(normal, normal) > 0) ? null : slicePlane(normal), intensity: null, intensityUnit: null,
  };
}

/** One volume of a series and what it gave. */
export interface BuiltVolume {
  readonly volume: VolumeToBuild;
  readonly built: Outcome<LoadedVolume>;
}

/** What a series gave; `broken` is a file beside it that may be one of its slices. */
export function inspectedSeries(series: SeriesOfStudy, { volume, built }: BuiltVolume, broken: Problem | undefined): InspectedVolume {
  const { number, label, instances: [first], frames } = volume;
  const header = readHeader(first.bytes);
  const problems = [...(built.ok ? [] : [built.problem]), ...(broken === undefined ? [] : [refused(broken.code, `${broken.text} (a file beside the series, perhaps one of its slices)`).problem])];
  return {
    modality: knownWord(series.modality), seriesInstanceUid: knownUid(series.seriesInstanceUid), volume: label === '' ? null : { number, label }, path: null,
    ...(built.ok ? readVolume(built.value) : unreadVolume(series, volume)),
    sliceThicknessMm: usableLength(frames[0].sliceThicknessMm), sequence: header.ok ? sequenceOf(header.value, frames) : null,
    transferSyntaxUid: knownUid(first.transferSyntaxUid), transferSyntax: transferSyntaxName(first.transferSyntaxUid) ?? null,
    readiness: readinessOf(volume), measurable: problems.length === 0, problems, warnings: built.ok ? built.value.warnings : [],
  };
}
