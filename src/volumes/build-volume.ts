import { done, refused, type Outcome } from '../platform/problem.js';
import { suvKinds } from './body-size.js';
import { decodedFrames, loadDecoders } from './decode.js';
import { stackPlanes, type Stack } from './geometry.js';
import { storedValues } from './stored-values.js';
import { checkInstance } from './suitability.js';
import { suvFactor } from './suv.js';
import type { Instance, LoadedVolume, VolumeOptions, VolumeSource } from './types.js';

interface Scale {
  readonly factor: number;
  readonly unit: string;
  readonly warnings: readonly string[];
}

const petUnits: Readonly<Record<string, string>> = { BQML: 'Bq/ml', GML: 'g/ml', CNTS: 'counts' };

function rescaledUnit(instance: Instance): string {
  if (instance.modality === 'CT') return 'HU';
  if (instance.modality !== 'PT') return 'a.u.';
  const units = instance.pet?.units ?? '';
  return petUnits[units] ?? (units || 'a.u.');
}

/** What rescaled values are multiplied with, and the unit that gives (V4). */
function scaleOf(instances: readonly Instance[], options: VolumeOptions): Outcome<Scale> {
  const wanted = options.intensity ?? 'suv-bw-or-rescaled';
  const unit = rescaledUnit(instances[0]);
  if (wanted === 'rescaled' || (wanted === 'suv-bw-or-rescaled' && instances[0].modality !== 'PT')) return done({ factor: 1, unit, warnings: [] });
  const kind = suvKinds.find((each) => wanted === `suv-${each}`);
  const suv = suvFactor(instances.flatMap((instance) => instance.pet ?? []), kind);
  if (suv.ok) return done({ factor: suv.value, unit: `SUV${kind ?? 'bw'}`, warnings: [] });
  if (kind !== undefined) return suv;
  return done({ factor: 1, unit, warnings: [`SUV is not computable (${suv.problem.text}): intensities are in ${unit}`] });
}

function sourceOf(instances: readonly Instance[]): VolumeSource {
  const [first] = instances;
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

/** Geometry of instances that may make a volume, before a pixel is decoded. */
export function arrange(instances: readonly Instance[]): Outcome<Stack<Instance>> {
  const unique = checkTogether(instances);
  if (!unique.ok) return unique;
  const planes = unique.value.flatMap((source) => source.frames.map((frame) => ({ frame, rows: source.layout.rows, columns: source.layout.columns, source })));
  const stack = stackPlanes(planes);
  if (!stack.ok) return stack;
  if (new Set(unique.value.map((instance) => instance.frameOfReferenceUid)).size > 1) {
    return refused('FRAME_OF_REFERENCE_MISMATCH', 'the slices of the series are in different frames of reference');
  }
  return stack;
}

interface Filled {
  readonly voxels: Float32Array;
  readonly padding: Uint8Array | null;
}

/** Decodes every plane into its slice: stored value × its own slope + its own intercept (V1), times `factor`. */
async function fill(stack: Stack<Instance>, factor: number): Promise<Outcome<Filled>> {
  const decoders = await loadDecoders(stack.planes.map((plane) => plane.source));
  if (!decoders.ok) return decoders;
  const perSlice = stack.grid.size[0] * stack.grid.size[1];
  const voxels = new Float32Array(new SharedArrayBuffer(4 * perSlice * stack.planes.length));
  let padding: Uint8Array | null = null;
  const decoded = new Map<Instance, readonly Uint8Array[]>();
  for (const [z, { frame, source }] of stack.planes.entries()) {
    const frames = decoded.has(source) ? done(decoded.get(source) ?? []) : decodedFrames(source, decoders.value);
    if (!frames.ok) return frames;
    if (source.frames.length > 1) decoded.set(source, frames.value);
    const stored = storedValues(frames.value[frame.index], source.layout);
    if (!stored.ok) return stored;
    const { slope, intercept } = frame;
    const slice = voxels.subarray(z * perSlice, (z + 1) * perSlice);
    for (let i = 0; i < perSlice; i += 1) slice[i] = (stored.value[i] * slope + intercept) * factor;
    if (source.padding !== null && stored.value.some((value) => isPadding(value, source))) {
      padding ??= new Uint8Array(new SharedArrayBuffer(voxels.length));
      for (let i = 0; i < perSlice; i += 1) padding[z * perSlice + i] = isPadding(stored.value[i], source) ? 1 : 0;
    }
  }
  return done({ voxels, padding });
}

const isPadding = (value: number, { padding }: Instance): boolean => padding !== null && value >= padding.low && value <= padding.high;

/**
 * Parsed instances of one series → a volume in the patient's system, intensities as `options` ask. Touches no disk and
 * no network, so it can run in a worker thread; asynchronous only because decoders are WebAssembly.
 */
export async function buildVolume(instances: readonly Instance[], options: VolumeOptions = {}): Promise<Outcome<LoadedVolume>> {
  const stack = arrange(instances);
  if (!stack.ok) return stack;
  const { planes, grid, sliceOriginsMm, warnings } = stack.value;
  const ordered = [...new Set(planes.map((plane) => plane.source))];
  const scale = scaleOf(ordered, options);
  if (!scale.ok) return scale;
  const filled = await fill(stack.value, scale.value.factor);
  if (!filled.ok) return filled;
  const { voxels, padding } = filled.value;
  const padded = padding?.reduce((sum, value) => sum + value, 0) ?? 0;
  return done({
    volume: { grid, voxels },
    sliceOriginsMm,
    intensityUnit: scale.value.unit,
    padding,
    source: sourceOf(ordered),
    warnings: [...warnings, ...scale.value.warnings, ...(padded > 0 ? [`${padded} voxels carry the pixel padding value and stand for no image`] : [])],
  });
}
