import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FetchedInstance } from './store-part.js';
import { createSeriesCache } from './series-cache.js';

const home = await mkdtemp(join(tmpdir(), 'sarcolens-cache-'));
afterAll(() => rm(home, { recursive: true, force: true }));

const keyOf = (name: string): string => createHash('sha256').update(name).digest('hex');
let made = 0;

async function seriesOf(...texts: readonly string[]): Promise<readonly FetchedInstance[]> {
  return Promise.all(texts.map(async (text) => {
    const path = join(home, `original-${made++}`);
    await writeFile(path, text);
    return { path, sha256: createHash('sha256').update(text).digest('hex'), bytes: text.length };
  }));
}

const textsOf = async (instances: readonly FetchedInstance[] | null) => (instances === null ? null : Promise.all(instances.map(({ path }) => readFile(path, 'utf8'))));
const folder = (name: string): string => join(home, name);

describe.each([['as it is', undefined], ['encrypted', 'ab'.repeat(32)]])('a cache that keeps series %s', (name, key) => {
  const at = folder(`kept-${name}`);
  const cache = createSeriesCache({ folder: at, limitBytes: 100, ...(key === undefined ? {} : { key }) });

  test('gives back what it was given, and nothing for another key', async () => {
    await cache.keep(keyOf('a'), await seriesOf('first PATIENT', 'second'));
    expect(await textsOf(await cache.take(keyOf('a'), folder(`out-${name}`)))).toEqual(['first PATIENT', 'second']);
    expect(await cache.take(keyOf('b'), folder('none'))).toBeNull();
    expect((await readFile(join(at, keyOf('a'), '0'), 'latin1')).includes('PATIENT')).toBe(key === undefined);
  });

  test('lets go of what was damaged', async () => {
    await cache.keep(keyOf('c'), await seriesOf('whole'));
    await writeFile(join(at, keyOf('c'), '0'), 'whale');
    expect(await cache.take(keyOf('c'), folder(`damaged-${name}`))).toBeNull();
    expect(await readdir(at)).not.toContain(keyOf('c'));
  });
});

test('the least recently used goes first, and nothing larger than the limit is kept', async () => {
  const at = folder('small');
  const cache = createSeriesCache({ folder: at, limitBytes: 25 });
  for (const [k, name] of ['a', 'b'].entries()) {
    await cache.keep(keyOf(name), await seriesOf('0123456789'));
    await utimes(join(at, keyOf(name), 'contents.json'), new Date(1000 * (k + 1)), new Date(1000 * (k + 1)));
  }
  expect(await cache.take(keyOf('a'), folder('again'))).not.toBeNull();
  await cache.keep(keyOf('c'), await seriesOf('0123456789'));
  expect((await readdir(at)).toSorted()).toEqual([keyOf('a'), keyOf('c')].toSorted());
  await cache.keep(keyOf('d'), await seriesOf('0'.repeat(26)));
  expect(await readdir(at)).not.toContain(keyOf('d'));
});

test('a cache that is damaged, or cannot be written, fails nothing', async () => {
  const at = folder('broken');
  const cache = createSeriesCache({ folder: at, limitBytes: 100 });
  await cache.keep(keyOf('a'), await seriesOf('one'));
  await writeFile(join(at, keyOf('a'), 'contents.json'), '');
  await cache.keep(keyOf('b'), await seriesOf('two'));
  expect((await readdir(at)).toSorted()).toEqual([keyOf('b')]);
  await writeFile(folder('a file'), '');
  await expect(createSeriesCache({ folder: folder('a file'), limitBytes: 100 }).keep(keyOf('a'), await seriesOf('one'))).resolves.toBeUndefined();
});

test('with a key, what was kept without one is not given', async () => {
  const at = folder('before the key');
  await createSeriesCache({ folder: at, limitBytes: 100 }).keep(keyOf('a'), await seriesOf('plain'));
  expect(await createSeriesCache({ folder: at, limitBytes: 100, key: '01'.repeat(32) }).take(keyOf('a'), folder('plain'))).toBeNull();
  expect(await readdir(at)).toEqual([]);
});

test('what was encrypted under another key is not given', async () => {
  const at = folder('keys');
  await createSeriesCache({ folder: at, limitBytes: 100, key: '01'.repeat(32) }).keep(keyOf('a'), await seriesOf('secret'));
  expect(await createSeriesCache({ folder: at, limitBytes: 100, key: '02'.repeat(32) }).take(keyOf('a'), folder('other'))).toBeNull();
});
