import { createPool, type WorkerPool } from '../platform/worker-pool.js';
import type { Extraction, ExtractionSettings, Mask, Volume } from '../radiomics/index.js';
import type { MeasureTask } from './measure.worker.js';

/** Threads that measure. Close it when the process ends. */
export const createMeasurePool = (threads?: number): WorkerPool => createPool('src/analysis/measure.worker.ts', threads);

/** The voxels in shared memory: as they are when they lie there already, else copied once. */
function shared<T extends Float32Array | Uint8Array>(voxels: T, make: (buffer: SharedArrayBuffer) => T): T {
  if (voxels.buffer instanceof SharedArrayBuffer) return voxels;
  const copy = make(new SharedArrayBuffer(voxels.byteLength));
  copy.set(voxels);
  return copy;
}

/** `extractFeatures` on a thread of the pool; the event loop only waits. */
export async function measure(pool: WorkerPool, volume: Volume, mask: Mask, settings: ExtractionSettings): Promise<Extraction> {
  const task: MeasureTask = {
    volume: { ...volume, voxels: shared(volume.voxels, (buffer): Float32Array => new Float32Array(buffer)) },
    mask: { ...mask, voxels: shared(mask.voxels, (buffer): Uint8Array => new Uint8Array(buffer)) },
    settings,
  };
  // Only measure.worker.ts answers, and this is what it answers.
  return await pool.run(task) as Extraction;
}

/**
 * As `measure`, each family on a thread of its own. Every thread prepares the ROI again and computes with the same
 * operations in the same order, so the answer is that of one thread, bit for bit.
 */
export async function measureByFamily(pool: WorkerPool, volume: Volume, mask: Mask, settings: ExtractionSettings): Promise<Extraction> {
  const parts = await Promise.all(settings.families.map((family) => measure(pool, volume, mask, { ...settings, families: [family] })));
  const measured = parts.filter((part) => part.kind === 'measured');
  const [first] = parts;
  if (first === undefined) return await measure(pool, volume, mask, settings);
  if (first.kind !== 'measured') return first;
  return {
    ...first, settings,
    features: measured.flatMap((part) => part.features),
    absent: measured.flatMap((part) => part.absent),
    warnings: [...new Set(measured.flatMap((part) => part.warnings))],
  };
}
