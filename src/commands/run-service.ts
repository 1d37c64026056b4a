import { type Foundation, layFoundation } from '../foundation.js';
import { loadSettings, type Settings } from '../config/index.js';
import type { Outcome } from '../platform/problem.js';

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
