import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { done, type Outcome, refused } from '../platform/problem.js';

function isRunning(pid: number): boolean {
  try { process.kill(pid, 0); return true; } catch { return false; }
}

/** Process number in the lock file; undefined where it has just gone. */
function ownerOf(path: string): number | undefined {
  try { return Number(readFileSync(path, 'utf8')); } catch { return undefined; }
}

/** The code of what stood in the way of an act on files; undefined where it was done. */
function obstacleTo(act: () => void): string | undefined {
  try { act(); return undefined; } catch (error) { return String(typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : error); }
}

/**
 * Keeps a second process out of the embedded database, which would ruin it: a file with the owner's process number,
 * taken over when that process is gone. The value returned gives the lock back.
 */
export function lockDataDir(dataDir: string): Outcome<() => void> {
  const path = join(dataDir, 'owner.pid');
  const release = (): void => { rmSync(path, { force: true }); };
  const unusable = (code: string) => refused('DATABASE_UNAVAILABLE', `The data folder ${dataDir} cannot be written (${code}); expected one that belongs to this service.`);
  const noFolder = obstacleTo(() => { mkdirSync(dataDir, { recursive: true }); });
  if (noFolder !== undefined) return unusable(noFolder);
  for (;;) {
    const obstacle = obstacleTo(() => { writeFileSync(path, String(process.pid), { flag: 'wx' }); });
    if (obstacle === undefined) return done(release);
    if (obstacle !== 'EEXIST') return unusable(obstacle);
    const owner = ownerOf(path);
    if (owner === undefined) continue;
    if (owner === process.pid) return done(release);
    if (isRunning(owner)) {
      return refused('DATABASE_UNAVAILABLE', `The embedded database in ${dataDir} is in use by process ${owner}; stop it, or set SARCOLENS_DATABASE_URL to a PostgreSQL that several processes can share.`);
    }
    release();
  }
}
