import { type Foundation, layFoundation } from '../foundation.js';
import { loadSettings, type Settings } from '../config/index.js';
import type { Outcome, Problem } from '../platform/problem.js';

/** Says in one sentence what stood in the way; gives the exit code. */
export function failWith(command: string, problem: Problem): 1 | 2 {
  process.stderr.write(`sarcolens ${command}: ${problem.code}: ${problem.text}\n`);
  return problem.code === 'SETTINGS_INVALID' ? 2 : 1;
}

/** Loads the settings and lays the foundation. */
export async function prepare(): Promise<Outcome<Foundation>> {
  const settings = loadSettings();
  return settings.ok ? layFoundation(settings.value) : settings;
}

/** Loads the settings only. */
export const settingsOnly = (): Outcome<Settings> => loadSettings();

/** Resolves when the process is asked to end. */
export const untilAskedToEnd = (): Promise<void> => new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { resolve(); });
});

/** The sentence of an error that a part threw while it was being built. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
