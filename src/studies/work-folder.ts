import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where studies lie while they are worked on, below the data folder. */
const placeIn = (dataDir: string): string => join(dataDir, 'studies');

/** Touched as long as the process that works there lives. Its name begins with a dot: it is no part of the study. */
const signOfLife = '.alive';
const touchedEveryMs = 60_000;

/** Without a sign of life for so long, a folder is nobody's. A process stands still for seconds at most: it computes on threads. */
export const abandonedMs = 15 * touchedEveryMs;

/** Does work in a folder of its own below the data folder, and removes it afterwards, whatever happens. */
export async function inWorkFolder<T>(dataDir: string, name: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(placeIn(dataDir), { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(placeIn(dataDir), `${name}-`));
  const sign = join(folder, signOfLife);
  await writeFile(sign, '');
  const touching = setInterval(() => { utimes(sign, new Date(), new Date()).catch(() => undefined); }, touchedEveryMs).unref();
  try {
    return await work(folder);
  } finally {
    clearInterval(touching);
    await rm(folder, { recursive: true, force: true });
  }
}

/** When a folder last showed life: that of its sign, or its own where it has none. */
async function lastSign(folder: string): Promise<number | undefined> {
  const found = await stat(join(folder, signOfLife)).catch(() => stat(folder)).catch(() => null);
  return found?.mtimeMs;
}

/** Removes the folders of work that nobody does any more, such as those of a process that was killed; gives how many. */
export async function sweepWorkFolders(dataDir: string, now: Date): Promise<number> {
  const entries = await readdir(placeIn(dataDir), { withFileTypes: true }).catch(() => []);
  let swept = 0;
  // A link is not followed: what it leads to is not ours.
  for (const entry of entries.filter((one) => one.isDirectory())) {
    const folder = join(placeIn(dataDir), entry.name);
    const sign = await lastSign(folder);
    if (sign === undefined || now.getTime() - sign < abandonedMs) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    swept += 1;
  }
  return swept;
}
