import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { FetchedInstance } from './store-part.js';

/** Fetched series on disk. Keys are hexadecimal. */
export interface SeriesCache {
  /** Copies a series into a folder; null when it is not kept, or not whole any more. */
  readonly take: (key: string, folder: string) => Promise<readonly FetchedInstance[] | null>;
  /** Keeps a copy, and lets go of the least recently used ones beyond the limit. */
  readonly keep: (key: string, instances: readonly FetchedInstance[]) => Promise<void>;
}

export interface CacheSettings {
  readonly folder: string;
  readonly limitBytes: number;
  /** 64 hexadecimal digits; files are AES-256-GCM under it. */
  readonly key?: string | undefined;
}

const entry = z.array(z.strictObject({ sha256: z.string(), bytes: z.number(), iv: z.string().optional(), tag: z.string().optional() }));
type Entry = z.infer<typeof entry>;
const contents = 'contents.json';
/** A copy takes minutes at most. */
const forgottenMs = 3_600_000;

/** Passes bytes on and hashes them. */
function hashing(): { readonly stream: Transform; readonly digest: () => string } {
  const hash = createHash('sha256');
  return { stream: new Transform({ transform(chunk: Uint8Array, _, next) { hash.update(chunk); next(null, chunk); } }), digest: () => hash.digest('hex') };
}

async function writeFileTo(from: string, to: string, key: Buffer | undefined): Promise<Pick<Entry[number], 'iv' | 'tag'>> {
  if (key === undefined) { await pipeline(createReadStream(from), createWriteStream(to)); return {}; }
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  await pipeline(createReadStream(from), cipher, createWriteStream(to));
  return { iv: iv.toString('hex'), tag: cipher.getAuthTag().toString('hex') };
}

/** Throws when what was kept is not what comes out. */
async function read(from: string, to: string, { sha256, iv, tag }: Entry[number], key: Buffer | undefined): Promise<void> {
  const hashed = hashing();
  if (key !== undefined && iv === undefined) throw new Error('kept before there was a key');
  if (iv === undefined || tag === undefined) await pipeline(createReadStream(from), hashed.stream, createWriteStream(to));
  else {
    if (key === undefined) throw new Error('encrypted, and there is no key');
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'hex'));
    decipher.setAuthTag(Buffer.from(tag, 'hex'));
    await pipeline(createReadStream(from), decipher, hashed.stream, createWriteStream(to));
  }
  if (hashed.digest() !== sha256) throw new Error('not what was kept');
}

/** Entries by when they were last used, oldest first. What cannot be read any more counts as oldest, and as too large to stay. */
async function entriesOf(folder: string): Promise<readonly { readonly path: string; readonly bytes: number; readonly used: number }[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{64}$/.test(name));
  const found = await Promise.all(names.map(async (name) => {
    const path = join(folder, name);
    try {
      const [about, text] = await Promise.all([stat(join(path, contents)), readFile(join(path, contents), 'utf8')]);
      return { path, used: about.mtimeMs, bytes: entry.parse(JSON.parse(text)).reduce((sum, { bytes }) => sum + bytes, 0) };
    } catch {
      return { path, used: 0, bytes: Infinity };
    }
  }));
  return found.toSorted((a, b) => a.used - b.used);
}

/** A cache in a folder of its own. Several processes may share it: entries appear whole and are never changed. */
export function createSeriesCache({ folder, limitBytes, key: secret }: CacheSettings): SeriesCache {
  const key = secret === undefined ? undefined : Buffer.from(secret, 'hex');

  async function evict(): Promise<void> {
    const entries = await entriesOf(folder);
    let total = entries.reduce((sum, { bytes }) => sum + (Number.isFinite(bytes) ? bytes : 0), 0);
    for (const { path, bytes } of entries) {
      if (Number.isFinite(bytes) && total <= limitBytes) break;
      await rm(path, { recursive: true, force: true });
      total -= Number.isFinite(bytes) ? bytes : 0;
    }
    // What a process left half-written when it was killed.
    for (const name of (await readdir(folder)).filter((part) => part.startsWith('part-'))) {
      const about = await stat(join(folder, name)).catch(() => null);
      if (about !== null && Date.now() - about.mtimeMs > forgottenMs) await rm(join(folder, name), { recursive: true, force: true });
    }
  }

  async function write(name: string, instances: readonly FetchedInstance[]): Promise<void> {
    const part = join(folder, `part-${randomUUID()}`);
    try {
      await mkdir(part, { recursive: true, mode: 0o700 });
      const kept: Entry = [];
      for (const [k, { path, sha256, bytes }] of instances.entries()) kept.push({ sha256, bytes, ...await writeFileTo(path, join(part, String(k)), key) });
      await writeFile(join(part, contents), JSON.stringify(kept));
      // Another process may have been faster; what it kept is the same.
      await rename(part, join(folder, name));
    } finally {
      await rm(part, { recursive: true, force: true });
    }
  }

  return {
    async take(name, target) {
      const at = join(folder, name);
      try {
        const kept = entry.parse(JSON.parse(await readFile(join(at, contents), 'utf8')));
        await mkdir(target, { recursive: true });
        const instances = kept.map(({ sha256, bytes }, k) => ({ path: join(target, `${k}.dcm`), sha256, bytes }));
        for (const [k, one] of kept.entries()) await read(join(at, String(k)), instances[k].path, one, key);
        await utimes(join(at, contents), new Date(), new Date());
        return instances;
      } catch {
        // Not there, or damaged: it is fetched again, and kept anew.
        await rm(at, { recursive: true, force: true });
        await rm(target, { recursive: true, force: true });
        return null;
      }
    },
    async keep(name, instances) {
      if (instances.reduce((sum, { bytes }) => sum + bytes, 0) > limitBytes) return;
      // What was fetched is there; that it could not be kept as well, as on a full disk, is no failure of the fetch.
      await write(name, instances).catch(() => undefined);
      await evict().catch(() => undefined);
    },
  };
}
