import { done, refused, type Outcome } from '../platform/problem.js';
import { loadDecoders, openFrames, type Decoders, type FrameReader, type PixelSource } from './decode.js';
import { storedValues } from './stored-values.js';
import type { Instance } from './types.js';

/** An instance as far as its pixels need it. */
export type SliceSource = PixelSource & Pick<Instance, 'padding'>;

/** One slice: where its pixels are, and what makes intensities of them: stored × slope + intercept. */
interface Slice {
  /** Index into the task's sources. */
  readonly source: number;
  readonly frame: number;
  readonly slope: number;
  readonly intercept: number;
}

/** Slices that follow each other, to be decoded into memory that threads share. Plain data: it can be posted to a thread. */
export interface SliceTask {
  readonly sources: readonly SliceSource[];
  readonly slices: readonly Slice[];
  readonly factor: number;
  /** One value per voxel of these slices. */
  readonly voxels: Float32Array;
  /** 1 where the stored value stands for no image; null where no source has such a value. */
  readonly padding: Uint8Array | null;
}

const largestFloat32 = 3.4e38;

/** Frames of a source, opened when the first of its slices comes, so that problems come in the order of slices. */
function opener(sources: readonly SliceSource[], decoders: Decoders): (source: number) => Outcome<FrameReader> {
  const opened = new Map<number, Outcome<FrameReader>>();
  return (source) => {
    const known = opened.get(source) ?? openFrames(sources[source], decoders);
    opened.set(source, known);
    return known;
  };
}

/** Decodes slices one after another: stored value × its own slope + its own intercept (V1), times the factor. The first that cannot be had is the answer. */
export async function fillSlices({ sources, slices, factor, voxels, padding }: SliceTask): Promise<Outcome<null>> {
  const decoders = await loadDecoders(sources);
  if (!decoders.ok) return decoders;
  const open = opener(sources, decoders.value);
  const perSlice = voxels.length / slices.length;
  for (const [k, { source, frame, slope, intercept }] of slices.entries()) {
    const frames = open(source);
    const decoded = frames.ok ? frames.value(frame) : frames;
    const { layout, padding: none } = sources[source];
    const stored = decoded.ok ? storedValues(decoded.value, layout) : decoded;
    if (!stored.ok) return stored;
    if (!((2 ** layout.bitsStored * Math.abs(slope) + Math.abs(intercept)) * factor <= largestFloat32)) return refused('MALFORMED_DICOM', 'rescaled values are too large for a volume of 32-bit numbers');
    const values = stored.value;
    const slice = voxels.subarray(k * perSlice, (k + 1) * perSlice);
    for (let i = 0; i < perSlice; i += 1) slice[i] = (values[i] * slope + intercept) * factor;
    if (padding === null || none === null) continue;
    for (let i = 0; i < perSlice; i += 1) if (values[i] >= none.low && values[i] <= none.high) padding[k * perSlice + i] = 1;
  }
  return done(null);
}
