import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeReal } from '../../test/support/real.js';
import type { MultipartEvent } from './multipart.js';
import { NotStored, startWriting, store } from './store-part.js';

let home: string;
beforeAll(async () => { home = await mkdtemp(join(tmpdir(), 'sarcolens-store-')); });
afterAll(() => rm(home, { recursive: true }));

/** The rest of a part in chunks as a network brings them. */
async function* arriving(bytes: Buffer, end: () => void = () => undefined): AsyncGenerator<MultipartEvent> {
  for (let at = 0; at < bytes.length; at += 65_536) {
    await Promise.resolve();
    yield { kind: 'data', bytes: bytes.subarray(at, at + 65_536) };
  }
  end();
  yield { kind: 'end-of-part' };
}

const count = (): void => undefined;
const patterned = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31) >> 3));

async function stored(path: string, bytes: Buffer, end?: () => void) {
  const writing = startWriting();
  const instance = await store(arriving(bytes, end), path, { writing, count });
  await writing.end();
  return instance;
}

test.each([0, 1, 65_536, 2 ** 20, 2 ** 20 + 1, 2_500_000])('P1: a part of %d bytes is on disk byte for byte, with its hash', async (length) => {
  const [path, bytes] = [join(home, `${length}.dcm`), patterned(length)];
  expect(await stored(path, bytes)).toEqual({ path, bytes: length, sha256: createHash('sha256').update(bytes).digest('hex') });
  expect((await readFile(path)).equals(bytes)).toBe(true);
});

test('P1: a file that was there before is replaced, not continued', async () => {
  const path = join(home, 'twice.dcm');
  await stored(path, patterned(2_000_000));
  await stored(path, patterned(10));
  expect(await readFile(path)).toHaveLength(10);
});

test('P1: parts of several files are written in the order they came', async () => {
  const writing = startWriting();
  for (const name of ['a', 'b', 'c']) await store(arriving(patterned(1_500_000)), join(home, name), { writing, count });
  await writing.end();
  for (const name of ['a', 'b', 'c']) expect((await readFile(join(home, name))).equals(patterned(1_500_000))).toBe(true);
});

test('P1: a folder that is not there is no fault of the PACS', async () => {
  await expect(stored(join(home, 'absent', '0.dcm'), patterned(10))).rejects.toBeInstanceOf(NotStored);
});

describeReal('a full disk', [{ name: '/dev/full', isThere: existsSync('/dev/full') }], () => {
  test('P1: it is no fault of the PACS, and stops the fetch while more arrives', async () => {
    const path = join(home, 'full.dcm');
    await symlink('/dev/full', path);
    let isAtEnd = false;
    await expect(stored(path, patterned(8_000_000), () => { isAtEnd = true; })).rejects.toBeInstanceOf(NotStored);
    expect(isAtEnd).toBe(false);
  });
});

test('P1: what the PACS breaks off is its own error', async () => {
  await expect(stored(join(home, 'broken.dcm'), patterned(2_000_000), () => { throw new Error('broken off'); })).rejects.toThrow('broken off');
});
