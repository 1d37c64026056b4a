import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { splitMultipart } from './multipart.js';

/** An instance on disk. */
export interface FetchedInstance {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What came could not be written here: no fault of the PACS. */
export class NotStored extends Error {}

/** Writes the part that has begun to a file, hashing it on the way. */
export async function store(events: ReturnType<typeof splitMultipart>, path: string, count: (bytes: number) => void): Promise<FetchedInstance> {
  const hash = createHash('sha256');
  let bytes = 0;
  let isSentWhole = true;
  async function* content() {
    try {
      for (let next = await events.next(); !next.done && next.value.kind === 'data'; next = await events.next()) {
        hash.update(next.value.bytes);
        bytes += next.value.bytes.length;
        count(next.value.bytes.length);
        yield next.value.bytes;
      }
    } catch (error) {
      isSentWhole = false;
      throw error;
    }
  }
  try {
    await pipeline(content, createWriteStream(path));
  } catch (error) {
    throw isSentWhole ? new NotStored('a fetched instance could not be written', { cause: error }) : error;
  }
  return { path, sha256: hash.digest('hex'), bytes };
}
