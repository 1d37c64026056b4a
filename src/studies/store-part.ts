import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { splitMultipart } from './multipart.js';

/** An instance on disk. */
export interface FetchedInstance {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What came could not be written here: no fault of the PACS. */
export class NotStored extends Error {}

/** Writes that go on while more arrives: one at a time, and none after one that failed. */
export interface Writing {
  /** Waits for the write before. */
  readonly begin: (write: () => Promise<void>) => Promise<void>;
  /** Waits for the last. */
  readonly end: () => Promise<void>;
}

export function startWriting(): Writing {
  let last = Promise.resolve();
  return {
    async begin(write) {
      await last;
      last = write();
      // It is waited for later; until then its failure is nobody's.
      last.catch(() => undefined);
    },
    end: () => last,
  };
}

/** A write for each chunk of the network takes longer than what is written; a slice of 512² is written at one time. */
const bytesAtOnce = 2 ** 20;

async function writeTo(path: string, flag: 'w' | 'a', chunks: readonly Uint8Array[]): Promise<void> {
  try {
    const file = await open(path, flag);
    try {
      const { bytesWritten } = await file.writev(chunks);
      if (bytesWritten < chunks.reduce((sum, { length }) => sum + length, 0)) throw new Error('only a part of it was taken');
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new NotStored('a fetched instance could not be written', { cause });
  }
}

/** Writes the part that has begun to a file, hashing it on the way. The file is whole once `writing` has ended. */
export async function store(events: ReturnType<typeof splitMultipart>, path: string, { writing, count }: { readonly writing: Writing; readonly count: (bytes: number) => void }): Promise<FetchedInstance> {
  const hash = createHash('sha256');
  let [bytes, written]: [number, number] = [0, 0];
  let chunks: Uint8Array[] = [];
  const flush = async (): Promise<void> => {
    const [mine, flag] = [chunks, written === 0 ? 'w' : 'a'] as const;
    [chunks, written] = [[], bytes];
    await writing.begin(() => writeTo(path, flag, mine));
  };
  for (let next = await events.next(); !next.done && next.value.kind === 'data'; next = await events.next()) {
    hash.update(next.value.bytes);
    bytes += next.value.bytes.length;
    count(next.value.bytes.length);
    chunks.push(next.value.bytes);
    if (bytes - written >= bytesAtOnce) await flush();
  }
  await flush();
  return { path, sha256: hash.digest('hex'), bytes };
}
