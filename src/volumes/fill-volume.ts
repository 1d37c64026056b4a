import { availableParallelism } from 'node:os';
import { done, refused, type Outcome } from '../platform/problem.js';
import { fillSlices, type SliceSource, type SliceTask } from './fill-slices.js';
import type { Stack } from './geometry.js';
import type { Scale } from './scale.js';
import { encodingOf } from './transfer-syntax.js';
import type { Instance } from './types.js';

/** Intensities, and where there is no image. */
interface Filled {
  readonly voxels: Float32Array;
  readonly padding: Uint8Array | null;
}

/** 512² × 2048. */
const mostVoxels = 2 ** 29;

/** Compressed bytes that are worth a thread's start: about 16 slices of 512². */
const bytesPerThread = 2 ** 22;

const quick: ReadonlySet<string> = new Set(['native', 'native-big-endian', 'rle', 'deflated-frame']);

/** Whether decoding an instance takes longer than handing it to a thread. */
const isSlow = ({ transferSyntaxUid }: Instance): boolean => {
  const encoding = encodingOf(transferSyntaxUid);
  return encoding.ok && !quick.has(encoding.value);
};

const sourceOf = ({ bytes, transferSyntaxUid, layout, pixelData, padding }: Instance): SliceSource => ({ bytes, transferSyntaxUid, layout, pixelData, padding });

/** `parts` tasks of as many slices each, give or take one, in the order of slices. */
function tasksOf({ planes }: Stack<Instance>, { linear, factor }: Scale, { voxels, padding }: Filled, parts: number): readonly SliceTask[] {
  const perSlice = voxels.length / planes.length;
  return Array.from({ length: parts }, (_, part) => {
    const [from, to] = [part, part + 1].map((edge) => Math.round((edge * planes.length) / parts));
    const own = planes.slice(from, to);
    const instances = [...new Set(own.map(({ source }) => source))];
    const place = new Map(instances.map((instance, k) => [instance, k]));
    return {
      sources: instances.map(sourceOf), factor,
      slices: own.map(({ frame, source }) => ({ source: place.get(source) ?? 0, frame: frame.index, ...linear(frame) })),
      voxels: voxels.subarray(from * perSlice, to * perSlice),
      padding: padding?.subarray(from * perSlice, to * perSlice) ?? null,
    };
  });
}

/** Runs the first task here and each other on a thread of its own; the problem of the earliest slice is the answer. */
async function runAll([first, ...others]: readonly SliceTask[]): Promise<Outcome<null>> {
  if (others.length === 0) return fillSlices(first);
  const { createPool } = await import('../platform/worker-pool.js');
  const pool = createPool('src/volumes/fill-slices.worker.ts', others.length);
  try {
    // Only fill-slices.worker.ts answers, and this is what it answers.
    const elsewhere = others.map(async (task) => await pool.run(task) as Outcome<null>);
    const outcomes = await Promise.all([fillSlices(first), ...elsewhere]);
    return outcomes.find((outcome) => !outcome.ok) ?? done(null);
  } finally {
    await pool.close();
  }
}

/** Decodes every plane into its slice, what is slow to decode on up to `threads` threads. The bits do not depend on them. */
export async function fillVolume(stack: Stack<Instance>, scale: Scale, threads = availableParallelism()): Promise<Outcome<Filled>> {
  const [nx, ny, nz] = stack.grid.size;
  const count = nx * ny * nz;
  if (count > mostVoxels) return refused('UNSUPPORTED_IMAGE', `the volume has ${nx} × ${ny} × ${nz} voxels; at most ${mostVoxels} expected`);
  const sources = [...new Set(stack.planes.map(({ source }) => source))];
  const mayPad = sources.some(({ padding }) => padding !== null);
  const filled = { voxels: new Float32Array(new SharedArrayBuffer(4 * count)), padding: mayPad ? new Uint8Array(new SharedArrayBuffer(count)) : null };
  const worthwhile = Math.floor(sources.filter(isSlow).reduce((sum, { bytes }) => sum + bytes.length, 0) / bytesPerThread);
  const outcome = await runAll(tasksOf(stack, scale, filled, Math.max(1, Math.min(threads, worthwhile))));
  if (!outcome.ok) return outcome;
  return done({ ...filled, padding: filled.padding?.includes(1) === true ? filled.padding : null });
}
