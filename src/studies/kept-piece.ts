import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { z } from 'zod';

/** What is known of bytes that are kept; with `iv` and `tag` they are encrypted. */
export const piece = z.strictObject({ sha256: z.string(), bytes: z.number(), iv: z.string().optional(), tag: z.string().optional() });
export type Piece = z.infer<typeof piece>;

/** The key that pieces are encrypted with (AES-256-GCM), undefined where they lie as they are, and what a piece is: none can stand for another. */
export interface Lock {
  readonly key: Buffer | undefined;
  readonly name: string;
}

/** What is to be kept: bytes, or a file that has this hash. */
export type PieceSource = Uint8Array | { readonly path: string; readonly sha256: string };

/** Enough for a disk and a cipher to be busy. */
const bytesAtOnce = 2 ** 20;

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += bytesAtOnce) yield bytes.subarray(from, from + bytesAtOnce);
}

const fileChunks = (path: string): AsyncIterable<Uint8Array> => createReadStream(path, { highWaterMark: bytesAtOnce });

/** Writes chunks to a file of its own. */
async function toFile(path: string, write: (put: (chunk: Uint8Array) => Promise<void>) => Promise<void>): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await write(async (chunk) => { await file.writeFile(chunk); });
  } finally {
    await file.close();
  }
}

/** Keeps a file, or bytes, under a path; throws where the file no longer has its hash. */
export async function writePiece(source: PieceSource, path: string, { key, name }: Lock): Promise<Piece> {
  const hash = createHash('sha256');
  const iv = randomBytes(12);
  const cipher = key === undefined ? undefined : createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name));
  let bytes = 0;
  await toFile(path, async (put) => {
    for await (const chunk of 'path' in source ? fileChunks(source.path) : chunksOf(source)) {
      hash.update(chunk);
      bytes += chunk.length;
      await put(cipher?.update(chunk) ?? chunk);
    }
    if (cipher !== undefined) await put(cipher.final());
  });
  const sha256 = hash.digest('hex');
  if ('path' in source && source.sha256 !== sha256) throw new Error('no longer the file that was fetched');
  return { sha256, bytes, ...(cipher === undefined ? {} : { iv: iv.toString('hex'), tag: cipher.getAuthTag().toString('hex') }) };
}

/** What was kept under a path, chunk by chunk; throws when it is not what comes out. */
async function* opened(path: string, { sha256, bytes, iv, tag }: Piece, { key, name }: Lock): AsyncGenerator<Uint8Array> {
  if ((key === undefined) !== (iv === undefined || tag === undefined)) throw new Error('kept with a key and read without one, or the other way round');
  const decipher = key === undefined ? undefined : createDecipheriv('aes-256-gcm', key, Buffer.from(iv ?? '', 'hex')).setAAD(Buffer.from(name)).setAuthTag(Buffer.from(tag ?? '', 'hex'));
  const hash = createHash('sha256');
  let read = 0;
  for await (const chunk of fileChunks(path)) {
    const clear = decipher?.update(chunk) ?? chunk;
    hash.update(clear);
    read += clear.length;
    if (read > bytes) break;
    yield clear;
  }
  decipher?.final();
  if (read !== bytes || hash.digest('hex') !== sha256) throw new Error('not what was kept');
}

/** Copies what was kept into a file; throws when it is not whole. */
export const pieceToFile = (from: string, to: string, kept: Piece, lock: Lock): Promise<void> => toFile(to, async (put) => {
  for await (const chunk of opened(from, kept, lock)) await put(chunk);
});

/** What was kept, in memory that threads can share; throws when it is not whole. */
export async function pieceToMemory(from: string, kept: Piece, lock: Lock): Promise<SharedArrayBuffer> {
  const memory = new SharedArrayBuffer(kept.bytes);
  const into = new Uint8Array(memory);
  let at = 0;
  for await (const chunk of opened(from, kept, lock)) {
    into.set(chunk, at);
    at += chunk.length;
  }
  return memory;
}
