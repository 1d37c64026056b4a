import { join } from 'node:path';
import { z } from 'zod';
import { compiled, projectRoot } from '../../src/platform/project.js';
import type { Orthanc } from '../../test/support/orthanc.js';
import { run } from '../../test/support/processes.js';
import { measureProcess } from '../engine/processes.js';
import { pythonIn } from '../environments.js';
import type { WrittenSeries } from './series.js';

const pacs = z.object({ dicomWebUrl: z.string(), username: z.string(), password: z.string() });
const remote = { pacs, studyInstanceUid: z.string(), seriesInstanceUid: z.string(), slices: z.number() };

/** What a measuring process is asked to do, `repeats` times over; ours.ts and peers.py take the same. */
export const workSchema = z.discriminatedUnion('kind', [
  /** A series from the PACS to a volume of 32-bit numbers. */
  z.object({ kind: z.literal('fetch-volume'), repeats: z.number(), ...remote }),
  /** A series from the PACS to the disk. */
  z.object({ kind: z.literal('fetch'), repeats: z.number(), ...remote }),
  /** A series from the disk to a volume, decoded by so many threads or processes. */
  z.object({ kind: z.literal('read-volume'), repeats: z.number(), folder: z.string(), workers: z.number() }),
  /** A structure set in memory, to a mask on the grid of a series. */
  z.object({ kind: z.literal('mask'), repeats: z.number(), folder: z.string(), structureSet: z.string(), label: z.string() }),
  /** The headers of all files below a folder, sorted into series. */
  z.object({ kind: z.literal('headers'), repeats: z.number(), folder: z.string() }),
]);
export type Work = z.infer<typeof workSchema>;

/** What a measuring process prints. */
export const figuresSchema = z.object({
  ms: z.array(z.number()),
  /** The part of it that is WADO-RS, where there is one. */
  fetchMs: z.array(z.number()),
  peakMemoryMb: z.number(),
  /** What came out: the sum of the voxels, the voxels inside, the bytes, the series. Programs that do the same work agree. */
  result: z.number(),
});
export type Figures = z.infer<typeof figuresSchema>;

export type Program = 'sarcolens' | 'pydicom' | 'SimpleITK' | 'rt-utils';

export const fetching = (kind: 'fetch' | 'fetch-volume', { dicomWebUrl, username, password }: Orthanc, { studyInstanceUid, seriesInstanceUid, slices }: WrittenSeries, repeats: number): Work =>
  ({ kind, repeats, pacs: { dicomWebUrl, username, password }, studyInstanceUid, seriesInstanceUid, slices });

/** Does a piece of work in a process of its own, once the disk has taken what was written before. */
export async function measured(program: Program, work: Work): Promise<Figures> {
  const command = program === 'sarcolens' ? [process.execPath, compiled('bench/dicom/ours.ts')] : [pythonIn('dicom-peers'), join(projectRoot, 'bench/dicom/peers.py'), program];
  await run('sync', []);
  const { code, said } = await measureProcess([...command, JSON.stringify(work)]);
  const line = said.split('\n').findLast((text) => text.startsWith('{'));
  if (code !== 0 || line === undefined) throw new Error(said.trim().slice(-500));
  return figuresSchema.parse(JSON.parse(line));
}
