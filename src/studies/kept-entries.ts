import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Lock, type Piece, piece, pieceToFile, pieceToMemory, type PieceSource, writePiece } from './kept-piece.js';

/** Where and how much is kept. */
export interface CacheSettings {
  readonly folder: string;
  readonly limitBytes: number;
  /** 64 hexadecimal digits; what is kept is AES-256-GCM under it. */
  readonly key?: string | undefined;
}

/** One piece of an entry, to be read. */
export interface KeptPiece extends Pick<Piece, 'sha256' | 'bytes'> {
  readonly toFile: (path: string) => Promise<void>;
  readonly toMemory: () => Promise<SharedArrayBuffer>;
}

/** Entries on disk, each of pieces in an order. Names are 64 hexadecimal digits. */
export interface KeptEntries {
  /** What `read` makes of an entry; null when it is not kept, or not whole any more: then it is let go. */
  readonly take: <T>(name: string, read: (pieces: readonly KeptPiece[]) => Promise<T>) => Promise<T | null>;
  /** Keeps a copy of files or bytes, and lets go of the least recently used entries beyond the limit. */
  readonly keep: (name: string, pieces: readonly PieceSource[], bytes: number) => Promise<void>;
}

const entry = z.array(piece);
const contents = 'contents.json';
/** A copy takes minutes at most. */
const forgottenMs = 3_600_000;

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

async function evict({ folder, limitBytes }: CacheSettings): Promise<void> {
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

/** Entries in a folder of their own. Several processes and threads may share it: entries appear whole and are never changed. */
export function keptEntries(settings: CacheSettings): KeptEntries {
  const { folder, limitBytes } = settings;
  const key = settings.key === undefined ? undefined : Buffer.from(settings.key, 'hex');
  const lockOf = (name: string, k: number): Lock => ({ key, name: `${name}/${k}` });

  async function write(name: string, pieces: readonly PieceSource[]): Promise<void> {
    const part = join(folder, `part-${randomUUID()}`);
    try {
      await mkdir(part, { recursive: true, mode: 0o700 });
      const kept: Piece[] = [];
      for (const [k, source] of pieces.entries()) kept.push(await writePiece(source, join(part, String(k)), lockOf(name, k)));
      await writeFile(join(part, contents), JSON.stringify(kept));
      // Another process may have been faster; what it kept is the same.
      await rename(part, join(folder, name));
    } finally {
      await rm(part, { recursive: true, force: true });
    }
  }

  return {
    async take(name, read) {
      const at = join(folder, name);
      try {
        const kept = entry.parse(JSON.parse(await readFile(join(at, contents), 'utf8')));
        const taken = await read(kept.map((one, k) => ({
          sha256: one.sha256, bytes: one.bytes, toFile: (path) => pieceToFile(join(at, String(k)), path, one, lockOf(name, k)), toMemory: () => pieceToMemory(join(at, String(k)), one, lockOf(name, k)),
        })));
        await utimes(join(at, contents), new Date(), new Date());
        return taken;
      } catch {
        // Not there, or damaged: it is made again, and kept anew.
        await rm(at, { recursive: true, force: true });
        return null;
      }
    },
    async keep(name, pieces, bytes) {
      if (bytes > limitBytes) return;
      // What was to be kept is there; that it could not be kept as well, as on a full disk, is no failure of who made it.
      await write(name, pieces).catch(() => undefined);
      await evict(settings).catch(() => undefined);
    },
  };
}
