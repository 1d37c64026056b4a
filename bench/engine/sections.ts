import { existsSync } from 'node:fs';
import { z } from 'zod';
import { compiled } from '../../src/platform/project.js';
import { batch, cases, medium, type Case } from './cases.js';
import { batchCommand, extractCommand } from './command-lines.js';
import { measureProcess } from './processes.js';
import { commandOf, isHere, linesOf, type Program } from './programs.js';
import type { Entry } from './results.js';
import type { Mode } from './workloads.js';

/** What one run gives. */
export type Sample = Omit<Entry, 'section' | 'what' | 'program'>;

/** A piece of work of one program; `program` may name a variant of it, such as two workers. */
export interface Task {
  readonly what: string;
  readonly program: string;
  readonly run: () => Promise<Sample>;
}

/** `rounds` says how often the tasks take turns. */
export interface Section {
  readonly rounds: number;
  readonly tasks: () => readonly Task[] | Promise<readonly Task[]>;
}

const compared: readonly Program[] = ['sarcolens', 'pyradiomics', 'flash-radiomics'];
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A compiler that works while the program runs needs a few runs before it is done; the others need none. */
const repeatsOf: Readonly<Record<Program, number>> = { sarcolens: 7, pyradiomics: 2, 'flash-radiomics': 3, mirp: 1, 'z-rad': 3 };

/** Image in memory, program started and imported. */
const inProcess = (one: Case, mode: Mode, what = one.name) => (program: Program): Task => ({
  what, program,
  run: async () => {
    const [{ voxels, inProcessMs, cpuMs }] = linesOf(await measureProcess(commandOf(program, mode, repeatsOf[program], [one])));
    return { voxels, ms: inProcessMs, cpuMs };
  },
});

/** Start, imports, reading and all, of the command that a user would give. */
const wholeProcess = (what: string, program: string, command: readonly string[], voxels?: number): Task => ({
  what, program,
  run: async () => {
    const measured = await measureProcess(command);
    if (measured.code !== 0) throw new Error(measured.said.trim().slice(-300));
    return { voxels: voxels ?? sum(linesOf(measured).map((line) => line.voxels)), ms: [measured.wallMs], cpuMs: [], peakMemoryMb: measured.peakMemoryMb };
  },
});

const peersAt = (what: string, all: readonly Case[]): readonly Task[] =>
  compared.slice(1).filter(isHere).map((peer) => wholeProcess(what, peer, commandOf(peer, 'features', 1, all)));

async function batchTasks(): Promise<readonly Task[]> {
  const what = `${batch.length} T1 sarcomas`;
  // Until there is a `batch` command, the engine itself goes through the cases in one process.
  const ours = existsSync(compiled('src/commands/batch.ts'))
    ? [wholeProcess(what, 'sarcolens', await batchCommand(batch, 1), 0), wholeProcess(what, 'sarcolens, two workers', await batchCommand(batch, 2), 0)]
    : [wholeProcess(what, 'sarcolens', commandOf('sarcolens', 'features', 1, batch))];
  return [...ours, ...peersAt(what, batch)];
}

const ball = z.object({ voxels: z.number(), inProcessMs: z.array(z.number()), cpuMs: z.array(z.number()), bytesPerVoxel: z.number() });
const scaling = (voxels: number): Task => ({
  what: `ball of 10^${Math.log10(voxels)} voxels`, program: 'sarcolens',
  run: async () => {
    const { said } = await measureProcess([process.execPath, compiled('bench/engine/scaling.ts'), `${voxels}`, voxels > 1e6 ? '1' : '5']);
    const { inProcessMs, ...rest } = ball.parse(JSON.parse(said));
    return { ...rest, ms: inProcessMs };
  },
});

const present = compared.filter(isHere);
const spatial = (['sarcolens', 'mirp', 'z-rad'] as const).filter(isHere);

export const sections: Readonly<Record<string, Section>> = {
  'in process': { rounds: 3, tasks: () => cases.flatMap((one) => present.map(inProcess(one, 'features'))) },
  'whole process': {
    rounds: 5,
    tasks: async () => (await Promise.all(cases.map(async (one) => [wholeProcess(one.name, 'sarcolens', await extractCommand(one), 0), ...peersAt(one.name, [one])]))).flat(),
  },
  batch: { rounds: 1, tasks: batchTasks },
  filters: { rounds: 2, tasks: () => present.map(inProcess(medium, 'filters', `original, 8 wavelet and 3 LoG images of ${medium.name}`)) },
  autocorrelation: { rounds: 3, tasks: () => spatial.map(inProcess(medium, 'moran', `Moran's I and Geary's C of ${medium.name}`)) },
  'all families': {
    rounds: 3,
    tasks: () => (['features', 'all-families-3D', 'all-families'] as const).map((mode) => ({ ...inProcess(medium, mode)('sarcolens'), program: mode })),
  },
  scaling: { rounds: 2, tasks: () => [1e4, 1e5, 1e6, 1e7].map(scaling) },
};
