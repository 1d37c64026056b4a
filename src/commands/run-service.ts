import { type Foundation, layFoundation } from '../foundation.js';
import { loadSettings, type Settings } from '../config/index.js';
import type { Outcome } from '../platform/problem.js';
import { closeAll, startAll } from '../tenants/services.js';
import type { Closable, Tenant } from '../tenants/tenant.js';
import { messageOf } from './fail.js';

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

/**
 * Starts every tenant's service, does what is to be done while they run, and closes them. One that cannot be started yet
 * is tried again; where none can, or where one is in the wrong place, its reason is the end.
 */
export async function runTenants(command: string, tenants: ReadonlyMap<string, Tenant<Closable>>, whileRunning: () => Promise<void>): Promise<0 | 1 | 2> {
  const reasons = await startAll(tenants);
  const isMisplaced = [...reasons.values()].some((reason) => reason.startsWith('SETTINGS_INVALID'));
  let code: 0 | 1 | 2 = isMisplaced ? 2 : 1;
  if (isMisplaced || reasons.size === tenants.size) {
    for (const [name, reason] of reasons) process.stderr.write(`sarcolens ${command}: ${name}: ${reason}\n`);
  } else {
    try {
      await whileRunning();
      code = 0;
    } catch (error) {
      process.stderr.write(`sarcolens ${command}: ${messageOf(error)}\n`);
    }
  }
  await closeAll(tenants);
  return code;
}
