import type { Problem } from '../platform/problem.js';

/** Says in one sentence what stood in the way; gives the exit code. */
export function failWith(command: string, problem: Problem): 1 | 2 {
  process.stderr.write(`sarcolens ${command}: ${problem.code}: ${problem.text}\n`);
  return problem.code === 'SETTINGS_INVALID' || problem.code === 'INVALID_CONFIG' ? 2 : 1;
}

/** The sentence of an error that a part threw while it was being built. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
