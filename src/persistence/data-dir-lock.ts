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

/**
 * Keeps a second process out of the embedded database, which would ruin it: a file with the owner's process number,
 * taken over when that process is gone. The value returned gives the lock back.
 */
export function lockDataDir(dataDir: string): Outcome<() => void> {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'owner.pid');
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return done(() => { rmSync(path, { force: true }); });
    } catch {
      const owner = ownerOf(path);
      if (owner === undefined) continue;
      if (owner === process.pid) return done(() => { rmSync(path, { force: true }); });
      if (isRunning(owner)) {
        return refused('DATABASE_UNAVAILABLE', `The embedded database in ${dataDir} is in use by process ${owner}; stop it, or set SARCOLENS_DATABASE_URL to a PostgreSQL that several processes can share.`);
      }
      rmSync(path, { force: true });
    }
  }
}
