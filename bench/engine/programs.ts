import { join } from 'node:path';
import { z } from 'zod';
import { compiled, projectRoot } from '../../src/platform/project.js';
import { hasEnvironment, pythonIn } from '../environments.js';
import type { Case } from './cases.js';
import type { Measured } from './processes.js';
import type { Mode } from './workloads.js';

export type Program = 'sarcolens' | 'pyradiomics' | 'flash-radiomics' | 'mirp' | 'z-rad';

/** The environment of each peer, as peers.sh names it. */
const environmentOf: Readonly<Record<Program, string>> = { sarcolens: '', pyradiomics: 'classic', 'flash-radiomics': 'classic', mirp: 'mirp', 'z-rad': 'z-rad' };

/** Whether peers.sh could install a program. */
export const isHere = (program: Program): boolean => program === 'sarcolens' || hasEnvironment(environmentOf[program]);

/** The command that measures cases one after another in one process and prints a line for each. */
export function commandOf(program: Program, mode: Mode, repeats: number, cases: readonly Case[]): readonly string[] {
  const [kind, number] = cases[0].bins;
  const rest = [mode, kind, `${number}`, `${repeats}`, ...cases.flatMap(({ image, mask }) => [image, mask])];
  return program === 'sarcolens'
    ? [process.execPath, compiled('bench/engine/ours.ts'), ...rest]
    : [pythonIn(environmentOf[program]), join(projectRoot, 'bench/engine/peers.py'), program, ...rest];
}

const line = z.object({ voxels: z.number(), inProcessMs: z.array(z.number()), cpuMs: z.array(z.number()) });
type Line = z.infer<typeof line>;

/** What a measuring process printed; what is not a line of figures, such as a library's warning, is passed over. */
export function linesOf({ code, said }: Measured): readonly Line[] {
  if (code !== 0) throw new Error(said.split('\n').findLast((text) => /error/i.test(text)) ?? said.trim());
  return said.split('\n').filter((text) => text.startsWith('{')).map((text) => line.parse(JSON.parse(text)));
}
