import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CacheSettings, keptEntries } from './kept-entries.js';
import type { FetchedInstance } from './store-part.js';

/** Fetched series on disk. Keys are hexadecimal. */
export interface SeriesCache {
  /** Copies a series into a folder; null when it is not kept, or not whole any more. */
  readonly take: (key: string, folder: string) => Promise<readonly FetchedInstance[] | null>;
  /** Keeps a copy, and lets go of the least recently used ones beyond the limit. */
  readonly keep: (key: string, instances: readonly FetchedInstance[]) => Promise<void>;
}

/** A cache in a folder that it may share with volumes (volume-cache.ts). */
export function createSeriesCache(settings: CacheSettings): SeriesCache {
  const entries = keptEntries(settings);
  return {
    async take(key, folder) {
      const taken = await entries.take(key, async (pieces) => {
        await mkdir(folder, { recursive: true });
        const instances: FetchedInstance[] = [];
        for (const [k, { sha256, bytes, toFile }] of pieces.entries()) {
          const path = join(folder, `${k}.dcm`);
          await toFile(path);
          instances.push({ path, sha256, bytes });
        }
        return instances;
      });
      if (taken === null) await rm(folder, { recursive: true, force: true });
      return taken;
    },
    keep: (key, instances) => entries.keep(key, instances, instances.reduce((sum, { bytes }) => sum + bytes, 0)),
  };
}
