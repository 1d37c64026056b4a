import { done, refused, type Outcome } from '../platform/problem.js';
import { loadDecoders, openFrames, type FrameReader } from './decode.js';
import type { Plane, Stack } from './geometry.js';
import type { Scale } from './scale.js';
import { storedValues } from './stored-values.js';
import type { Instance } from './types.js';

/** Intensities, and where there is no image. */
interface Filled {
  readonly voxels: Float32Array;
  readonly padding: Uint8Array | null;
}

/** 512² × 2048. */
const mostVoxels = 2 ** 29;
const largestFloat32 = 3.4e38;

/** The pixels of every instance, as long as the header says; nothing is decoded yet. */
async function openAll(stack: Stack<Instance>): Promise<Outcome<ReadonlyMap<Instance, FrameReader>>> {
  const [nx, ny, nz] = stack.grid.size;
  if (nx * ny * nz > mostVoxels) return refused('UNSUPPORTED_IMAGE', `the volume has ${nx} × ${ny} × ${nz} voxels; at most ${mostVoxels} expected`);
  const sources = [...new Set(stack.planes.map(({ source }) => source))];
  const decoders = await loadDecoders(sources);
  if (!decoders.ok) return decoders;
  const opened = new Map<Instance, FrameReader>();
  for (const source of sources) {
    const frames = openFrames(source, decoders.value);
    if (!frames.ok) return frames;
    opened.set(source, frames.value);
  }
  return done(opened);
}

function storedOf({ frame, source }: Plane<Instance>, opened: ReadonlyMap<Instance, FrameReader>): Outcome<Float64Array> {
  const decoded = opened.get(source)?.(frame.index) ?? refused('PIXEL_DATA_TRUNCATED', 'the instance has no PixelData');
  return decoded.ok ? storedValues(decoded.value, source.layout) : decoded;
}

/** Whether a stored value stands for no image. */
const isPadding = (value: number, { padding }: Instance): boolean => padding !== null && value >= padding.low && value <= padding.high;

/** Decodes every plane into its slice: stored value × its own slope + its own intercept (V1), times the factor. */
export async function fillVolume(stack: Stack<Instance>, { linear, factor }: Scale): Promise<Outcome<Filled>> {
  const opened = await openAll(stack);
  if (!opened.ok) return opened;
  const perSlice = stack.grid.size[0] * stack.grid.size[1];
  const voxels = new Float32Array(new SharedArrayBuffer(4 * perSlice * stack.planes.length));
  let padding: Uint8Array | null = null;
  for (const [z, plane] of stack.planes.entries()) {
    const stored = storedOf(plane, opened.value);
    if (!stored.ok) return stored;
    const { frame, source } = plane;
    const { slope, intercept } = linear(frame);
    if (!((2 ** source.layout.bitsStored * Math.abs(slope) + Math.abs(intercept)) * factor <= largestFloat32)) return refused('MALFORMED_DICOM', 'rescaled values are too large for a volume of 32-bit numbers');
    const slice = voxels.subarray(z * perSlice, (z + 1) * perSlice);
    for (let i = 0; i < perSlice; i += 1) slice[i] = (stored.value[i] * slope + intercept) * factor;
    if (source.padding !== null && stored.value.some((value) => isPadding(value, source))) {
      padding ??= new Uint8Array(new SharedArrayBuffer(voxels.length));
      for (let i = 0; i < perSlice; i += 1) padding[z * perSlice + i] = isPadding(stored.value[i], source) ? 1 : 0;
    }
  }
  return done({ voxels, padding });
}
