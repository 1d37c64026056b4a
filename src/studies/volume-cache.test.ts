import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadedVolume } from '../volumes/index.js';
import { createSeriesCache } from './series-cache.js';
import { createVolumeCache, volumeKey } from './volume-cache.js';

const home = await mkdtemp(join(tmpdir(), 'sarcolens-volumes-'));
afterAll(() => rm(home, { recursive: true, force: true }));

const jpeg2000 = '1.2.840.10008.1.2.4.90';
const size = [512, 512, 16] as const;
const count = size[0] * size[1] * size[2];

function volume({ transferSyntaxUid = jpeg2000, slices = 16, padding = false }: { readonly transferSyntaxUid?: string; readonly slices?: number; readonly padding?: boolean } = {}): LoadedVolume {
  const voxels = new Float32Array(new SharedArrayBuffer(4 * (count / 16) * slices));
  for (let i = 0; i < 10_000; i += 1) voxels[i] = Math.sin(i) * 1000;
  voxels.set([Number.NaN, -0, 1e-40, -1024], 0);
  return {
    volume: { grid: { size: [512, 512, slices], spacingMm: [0.1 + 0.2, 0.3, 2.5], affine: [-0, 1 / 3, 0, 0, 0, 1, 0, 0, 0, 0, 2.5, -1e300, 0, 0, 0, 1] }, voxels },
    sliceOriginsMm: Array.from({ length: slices }, (_, z) => [-0, 0.1, z * 2.5] as const), intensityUnit: 'HU', padding: padding ? new Uint8Array(voxels.length).fill(1, 7, 9) : null, warnings: ['one'],
    source: {
      format: 'DICOM', modality: 'CT', studyInstanceUid: '1.2', seriesInstanceUid: '1.2.3', frameOfReferenceUid: '1.4', patientId: 'PATIENT-1', studyDate: '20260302', acquisitionDateTime: '', seriesDescription: 'Müller',
      manufacturer: '', transferSyntaxUid, instances: [{ sopInstanceUid: '1.2.3.1', sha256: 'ab' }, { sopInstanceUid: '1.2.3.2' }],
    },
  };
}

const keyOf = (name: string): string => volumeKey([name], 'rescaled');
const bits = ({ volume: { voxels } }: LoadedVolume) => createHash('sha256').update(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength)).digest('hex');

describe.each([['as it is', undefined], ['encrypted', 'ab'.repeat(32)]])('a volume that is kept %s', (name, key) => {
  const folder = join(home, name);
  const cache = createVolumeCache({ folder, limitBytes: 1e9, key });

  test.each([[false], [true]])('comes back bit for bit (padding: %s)', async (padding) => {
    const kept = volume({ padding });
    await cache.keep(keyOf(`whole ${padding}`), kept);
    const taken = await cache.take(keyOf(`whole ${padding}`));
    if (taken === null) throw new Error('not kept');
    expect(bits(taken)).toBe(bits(kept));
    expect({ ...taken, padding: null, volume: taken.volume.grid }).toEqual({ ...kept, padding: null, volume: kept.volume.grid });
    expect(taken.padding === null ? null : Buffer.from(taken.padding).equals(Buffer.from(kept.padding ?? []))).toBe(padding ? true : null);
    expect(taken.volume.voxels.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('shows whose it is only where there is no key', async () => {
    await cache.keep(keyOf('whose'), volume());
    const files = await Promise.all((await readdir(join(folder, keyOf('whose')))).map((file) => readFile(join(folder, keyOf('whose'), file), 'latin1')));
    expect(files.some((text) => text.includes('PATIENT-1'))).toBe(key === undefined);
  });

  test('is let go once it is damaged', async () => {
    await cache.keep(keyOf('damaged'), volume());
    const voxels = join(folder, keyOf('damaged'), '2');
    const bytes = await readFile(voxels);
    bytes[1000] ^= 1;
    await writeFile(voxels, bytes);
    expect(await cache.take(keyOf('damaged'))).toBeNull();
    expect(await readdir(folder)).not.toContain(keyOf('damaged'));
  });
});

test('under a key, no volume can stand for another', async () => {
  const folder = join(home, 'swapped');
  const cache = createVolumeCache({ folder, limitBytes: 1e9, key: '01'.repeat(32) });
  await cache.keep(keyOf('a'), volume());
  await cache.keep(keyOf('b'), volume({ padding: true }));
  for (const file of await readdir(join(folder, keyOf('b')))) await writeFile(join(folder, keyOf('a'), file), await readFile(join(folder, keyOf('b'), file)));
  expect(await cache.take(keyOf('a'))).toBeNull();
});

test('only what is slow to decode is kept', async () => {
  const folder = join(home, 'slow');
  const cache = createVolumeCache({ folder, limitBytes: 1e9 });
  const syntaxes = { 'native': '1.2.840.10008.1.2.1', 'RLE': '1.2.840.10008.1.2.5', 'HTJ2K': '1.2.840.10008.1.2.4.201', 'JPEG lossless': '1.2.840.10008.1.2.4.70', 'JPEG-LS': '1.2.840.10008.1.2.4.80', 'JPEG 2000': jpeg2000 };
  for (const [name, transferSyntaxUid] of Object.entries(syntaxes)) await cache.keep(keyOf(name), volume({ transferSyntaxUid }));
  await cache.keep(keyOf('small'), volume({ slices: 15 }));
  expect((await readdir(folder)).toSorted()).toEqual(['JPEG lossless', 'JPEG-LS', 'JPEG 2000'].map(keyOf).toSorted());
});

test('volumes and series share one limit, and what was not used for longest goes first', async () => {
  const folder = join(home, 'shared');
  const settings = { folder, limitBytes: 4 * count + 2000 };
  const [series, volumes] = [createSeriesCache(settings), createVolumeCache(settings)];
  const path = join(home, 'instance');
  await writeFile(path, 'x'.repeat(1000));
  const instance = { path, sha256: createHash('sha256').update('x'.repeat(1000)).digest('hex'), bytes: 1000 };
  const age = (name: string, seconds: number) => utimes(join(folder, name, 'contents.json'), new Date(seconds * 1000), new Date(seconds * 1000));
  await series.keep(keyOf('first'), [instance]);
  await age(keyOf('first'), 1);
  await series.keep(keyOf('second'), [instance]);
  await age(keyOf('second'), 2);
  expect(await series.take(keyOf('first'), join(home, 'out'))).toHaveLength(1);
  await volumes.keep(keyOf('volume'), volume());
  expect((await readdir(folder)).toSorted()).toEqual([keyOf('first'), keyOf('volume')].toSorted());
  await volumes.keep(keyOf('too large'), volume({ padding: true }));
  expect(await readdir(folder)).not.toContain(keyOf('too large'));
});

test('a volume follows from its instances, in whatever order, and from what its intensities stand for', () => {
  expect(volumeKey(['a', 'b'], 'rescaled')).toBe(volumeKey(['b', 'a'], 'rescaled'));
  expect(new Set([volumeKey(['a', 'b'], 'rescaled'), volumeKey(['a'], 'rescaled'), volumeKey(['a', 'b'], 'suv-bw')]).size).toBe(3);
});
