import { refused, type Outcome, type Problem } from '../platform/problem.js';
import { arrange } from './build-volume.js';
import { knownUid, knownWord } from './quoted.js';
import { suvFactor } from './suv.js';
import type { LoadedVolume, SeriesOfStudy } from './types.js';

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
  readonly transferSyntaxUid: string;
  /** Over every voxel but padding, after rescale and before SUV; null where the voxels cannot be had. */
  readonly intensity: { readonly min: number; readonly max: number; readonly mean: number } | null;
  readonly intensityUnit: string | null;
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

/** A volume that could be read. `problems` may still stand in the way: what extract would refuse the folder for. */
function readVolume(loaded: LoadedVolume, problems: readonly Problem[]): InspectedVolume {
  const { source, volume: { grid }, intensityUnit, warnings } = loaded;
  return {
    modality: knownWord(source.modality),
    seriesInstanceUid: knownUid(source.seriesInstanceUid),
    volume: null,
    path: null,
    size: grid.size,
    spacingMm: grid.spacingMm,
    transferSyntaxUid: knownUid(source.transferSyntaxUid),
    intensity: intensityOf(loaded),
    intensityUnit,
    measurable: problems.length === 0,
    problems,
    warnings,
  };
}

/** A NIfTI file that could be read. */
export const inspectedNifti = (path: string, loaded: LoadedVolume): InspectedVolume => ({ ...readVolume(loaded, []), modality: 'NIFTI', path });

/** A series of which no volume can be made. */
function refusedSeries({ instances, modality, seriesInstanceUid }: SeriesOfStudy, problems: readonly Problem[], number: number | undefined): InspectedVolume {
  const [{ layout, transferSyntaxUid }] = instances;
  const stack = arrange(instances, number);
  const framesOf = new Map(instances.map(({ sopInstanceUid, frames }) => [sopInstanceUid, frames.length]));
  const slices = [...framesOf.values()].reduce((sum, frames) => sum + frames, 0);
  return {
    modality: knownWord(modality),
    seriesInstanceUid: knownUid(seriesInstanceUid),
    volume: null,
    path: null,
    size: stack.ok ? stack.value.grid.size : [layout.columns, layout.rows, slices],
    spacingMm: stack.ok ? stack.value.grid.spacingMm : null,
    transferSyntaxUid: knownUid(transferSyntaxUid),
    intensity: null,
    intensityUnit: null,
    measurable: false,
    problems,
    warnings: [],
  };
}

/** One volume of a series and what it gave. */
export interface BuiltVolume {
  /** Where the series holds several. */
  readonly volume: InspectedVolume['volume'];
  readonly built: Outcome<LoadedVolume>;
}

/** What a series gave; `broken` is a file beside it that may be one of its slices. */
export function inspectedSeries(series: SeriesOfStudy, { volume, built }: BuiltVolume, broken: Problem | undefined): InspectedVolume {
  const beside = broken === undefined ? [] : [refused(broken.code, `${broken.text} (a file beside the series, perhaps one of its slices)`).problem];
  if (!built.ok) return { ...refusedSeries(series, [built.problem, ...beside], volume?.number), volume };
  const suv = series.modality === 'PT' ? suvFactor(series.instances.flatMap((instance) => instance.pet ?? [])) : null;
  const warnings = [...built.value.warnings, ...(suv?.ok === false ? [`SUV is not computable (${suv.problem.text})`] : [])];
  return { ...readVolume({ ...built.value, warnings }, beside), volume };
}
