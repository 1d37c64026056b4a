import { done, refused, type Outcome } from '../platform/problem.js';
import { fillVolume } from './fill-volume.js';
import { stackPlanes, type Plane, type Stack } from './geometry.js';
import { scaleOf } from './scale.js';
import { splitVolumes } from './split-volumes.js';
import { checkInstance } from './suitability.js';
import type { Frame, Instance, LoadedVolume, VolumeOptions, VolumeSource } from './types.js';

function sourceOf(instances: readonly Instance[], all: readonly Instance[]): VolumeSource {
  const [first] = instances;
  const own = new Set(instances.map(({ sopInstanceUid }) => sopInstanceUid));
  const otherInstances = [...new Set(all.map(({ sopInstanceUid }) => sopInstanceUid))].filter((uid) => !own.has(uid));
  const times = instances.map((instance) => instance.acquisitionDateTime).filter((at) => at !== '').toSorted();
  return {
    format: 'DICOM',
    modality: first.modality,
    studyInstanceUid: first.studyInstanceUid,
    seriesInstanceUid: first.seriesInstanceUid,
    frameOfReferenceUid: first.frameOfReferenceUid,
    patientId: first.patientId,
    studyDate: first.studyDate,
    acquisitionDateTime: times[0] ?? '',
    seriesDescription: first.seriesDescription,
    manufacturer: first.manufacturer,
    transferSyntaxUid: first.transferSyntaxUid,
    instances: instances.map(({ sopInstanceUid, sha256 }) => (sha256 === undefined ? { sopInstanceUid } : { sopInstanceUid, sha256 })),
    ...(otherInstances.length > 0 ? { otherInstances } : {}),
  };
}

/** One series of one patient in one frame of reference; the same instance twice counts once. */
function checkTogether(instances: readonly Instance[]): Outcome<readonly Instance[]> {
  const unique = [...new Map(instances.map((instance) => [instance.sopInstanceUid, instance])).values()];
  const distinct = (pick: (instance: Instance) => string): number => new Set(unique.map(pick)).size;
  if (unique.length === 0) return refused('NOT_A_VOLUME', 'there is no image instance');
  if (distinct((instance) => instance.patientId) > 1) return refused('PATIENT_MISMATCH', 'the instances carry more than one PatientID');
  if (distinct((instance) => instance.seriesInstanceUid) > 1) return refused('NOT_A_VOLUME', 'the instances belong to more than one series; one expected');
  if (distinct((instance) => instance.modality) > 1) return refused('NOT_A_VOLUME', 'the instances differ in modality; one expected');
  for (const instance of unique) {
    const fit = checkInstance(instance);
    if (!fit.ok) return fit;
  }
  return done(unique);
}

const planesOf = (instances: readonly Instance[]): readonly Plane<Instance>[] =>
  instances.flatMap((source) => source.frames.map((frame) => ({ frame, rows: source.layout.rows, columns: source.layout.columns, source })));

/** One of the volumes that a series holds, before a pixel is decoded. */
export interface VolumeToBuild {
  /** From 1, as in VolumeOptions. */
  readonly number: number;
  /** What tells it apart; '' where there is one only. */
  readonly label: string;
  readonly instances: readonly Instance[];
  readonly frames: readonly Frame[];
}

/** The volumes that the instances of a series hold. */
export const volumesIn = (instances: readonly Instance[]): readonly VolumeToBuild[] =>
  splitVolumes(planesOf(instances)).map(({ number, label, planes }) => ({ number, label, instances: [...new Set(planes.map(({ source }) => source))], frames: planes.map(({ frame }) => frame) }));

/** The planes of the volume that is asked for; a series of several must say which. */
function chosen(instances: readonly Instance[], wanted: number | undefined): Outcome<readonly Plane<Instance>[]> {
  const volumes = splitVolumes(planesOf(instances));
  const [only] = volumes;
  if (volumes.length === 1 && (wanted ?? 1) === 1) return done(only.planes);
  const found = volumes.find(({ number }) => number === wanted);
  if (found !== undefined) return done(found.planes);
  const list = volumes.map(({ number, label }) => `${number} (${label || 'all slices'})`).join(', ');
  return refused('NOT_A_VOLUME', wanted === undefined
    ? `the series holds ${volumes.length} volumes of ${[...new Set(volumes.map(({ planes }) => planes.length))].join(' or ')} slices and none was chosen: ${list}`
    : `the series has no volume ${wanted}; it holds ${list}`);
}

/** Geometry of instances that may make a volume, before a pixel is decoded. `volume` as in VolumeOptions. */
export function arrange(instances: readonly Instance[], volume?: number): Outcome<Stack<Instance>> {
  const unique = checkTogether(instances);
  if (!unique.ok) return unique;
  const planes = chosen(unique.value, volume);
  if (!planes.ok) return planes;
  const stack = stackPlanes(planes.value);
  if (!stack.ok) return stack;
  if (new Set(unique.value.map((instance) => instance.frameOfReferenceUid)).size > 1) {
    return refused('FRAME_OF_REFERENCE_MISMATCH', 'the slices of the series are in different frames of reference');
  }
  return stack;
}

/**
 * Parsed instances of one series → a volume in the patient's system, intensities as `options` ask. Touches no disk and
 * no network, so it can run in a worker thread; asynchronous because decoders are WebAssembly and may have threads.
 */
export async function buildVolume(instances: readonly Instance[], options: VolumeOptions = {}): Promise<Outcome<LoadedVolume>> {
  const stack = arrange(instances, options.volume);
  if (!stack.ok) return stack;
  const { planes, grid, sliceOriginsMm, warnings } = stack.value;
  const ordered = [...new Set(planes.map((plane) => plane.source))];
  const scale = scaleOf(ordered, planes.map(({ frame }) => frame), options.intensity ?? 'suv-bw-or-rescaled');
  if (!scale.ok) return scale;
  const filled = await fillVolume(stack.value, scale.value, options.threads);
  if (!filled.ok) return filled;
  const { voxels, padding } = filled.value;
  const padded = padding?.reduce((sum, value) => sum + value, 0) ?? 0;
  return done({
    volume: { grid, voxels },
    sliceOriginsMm,
    intensityUnit: scale.value.unit,
    padding,
    source: sourceOf(ordered, instances),
    warnings: [...warnings, ...scale.value.warnings, ...(padded > 0 ? [`${padded} voxels carry the pixel padding value and stand for no image`] : [])],
  });
}
