import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../src/platform/project.js';

/** Raw figures of one program at one piece of work. */
const entry = z.object({
  section: z.string(),
  what: z.string(),
  program: z.string(),
  /** Voxels of the ROI after interpolation; of a batch, of all of them. */
  voxels: z.number(),
  ms: z.array(z.number()),
  /** Processor time, where it is known: what other work on the machine does not disturb. */
  cpuMs: z.array(z.number()).default([]),
  peakMemoryMb: z.number().optional(),
  bytesPerVoxel: z.number().optional(),
});
export type Entry = z.infer<typeof entry>;

const path = join(projectRoot, 'bench/out/engine.json');

/** What earlier runs left. */
export async function readResults(): Promise<readonly Entry[]> {
  const text = await readFile(path, 'utf8').catch(() => '[]');
  return z.array(entry).parse(JSON.parse(text));
}

/** Replaces the results of a section, those of the work that was done anew. */
export async function keepResults(section: string, made: readonly Entry[]): Promise<void> {
  const others = (await readResults()).filter((old) => old.section !== section || !made.some(({ what, program }) => what === old.what && program === old.program));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify([...others, ...made], null, 1)}\n`);
}
