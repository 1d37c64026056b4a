import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../src/platform/project.js';
import type { Real } from './real.js';

/** A Python that has highdicom and pydicom; .ci/run makes one, or SARCOLENS_DICOM_READERS names another. */
const python = process.env.SARCOLENS_DICOM_READERS ?? join(projectRoot, 'bench/.env/dicom/bin/python');

export const dicomReaders: Real = { name: `highdicom (${python})`, isThere: existsSync(python) && spawnSync(python, ['-c', 'import importlib.util; assert importlib.util.find_spec("highdicom")']).status === 0 };

const bytes = z.base64().transform((text) => Uint8Array.from(Buffer.from(text, 'base64')));
const map = z.object({
  shape: z.array(z.number()), affine: z.array(z.array(z.number())), voxels: bytes, quantity: z.string(), unit: z.string(), derivations: z.array(z.string()), description: z.string(),
  sources: z.array(z.string()), study: z.string(), patient: z.string(),
});
const answer = z.object({
  segmentation: z.object({
    type: z.string(), frames: z.number(), spacing: z.array(z.number()), inVolume: z.number(),
    segments: z.array(z.object({ number: z.number(), label: z.string(), algorithm: z.string(), trackingUid: z.string(), voxels: bytes })),
  }),
  report: z.object({
    completion: z.string(), verification: z.string(), preliminary: z.string(),
    groups: z.array(z.object({
      trackingUid: z.string(), finding: z.string(), segment: z.tuple([z.string(), z.number()]), sourceSeries: z.string(),
      measurements: z.array(z.object({ name: z.string(), value: z.number(), unit: z.string(), modifiers: z.array(z.tuple([z.string(), z.string()])) })),
    })),
  }),
  map,
  keyImage: z.object({ shape: z.array(z.number()), burnedIn: z.string(), sum: z.number(), name: z.string() }),
});

/** Paths of the four objects, and the SOP Instance UIDs of the source in the order of its slices. */
export interface ObjectsToRead {
  readonly segmentation: string;
  readonly report: string;
  readonly keyImage: string;
  readonly map: string;
  readonly sources: readonly string[];
}

const read = (asked: Partial<ObjectsToRead>): unknown =>
  JSON.parse(execFileSync(python, [join(projectRoot, 'test/support/dicom_readers.py')], { input: JSON.stringify(asked), encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['pipe', 'pipe', 'inherit'] }));

/** What highdicom and pydicom read of the objects. */
export const readByOthers = (objects: ObjectsToRead): z.infer<typeof answer> => answer.parse(read(objects));

/** What highdicom reads of a Parametric Map alone. */
export const readMapByOthers = (path: string): z.infer<typeof map> => z.object({ map }).parse(read({ map: path })).map;

/**
 * The values that highdicom read, as float32 with x fastest and slices in the order of `affine`'s third column: it counts
 * slices, rows, columns, and may count slices from the other end.
 */
export function valuesInOrder({ shape: [nz, ny, nx], affine, voxels }: Pick<z.infer<typeof map>, 'shape' | 'affine' | 'voxels'>, own: readonly number[]): { readonly values: Float32Array; readonly reversed: boolean } {
  const reversed = Math.sign(affine.slice(0, 3).reduce((sum, row, axis) => sum + row[0] * own[4 * axis + 2], 0)) < 0;
  const values = new Float32Array(voxels.buffer);
  const plane = nx * ny;
  return { reversed, values: Float32Array.from(values, (_, i) => { const z = Math.floor(i / plane); return values[i - z * plane + (reversed ? nz - 1 - z : z) * plane]; }) };
}
