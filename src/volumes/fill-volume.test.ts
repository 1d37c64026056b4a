import { compressors, encapsulated } from '../../test/support/encapsulated.js';
import { codeOf, slice, valueOf } from '../../test/support/dicom-objects.js';
import { chanceOf } from '../../test/support/random.js';
import { buildVolume } from './build-volume.js';
import { sortStudy } from './sort-study.js';
import type { Instance } from './types.js';

const side = 512;
const depth = 26;
const jpegLs = '1.2.840.10008.1.2.4.80';
const { bySyntax } = await compressors();

/** Noise, which does not compress, so that there is work for several threads; the last slices hold padding. */
function instances(): readonly Instance[] {
  const chance = chanceOf(11);
  return sortStudy(Array.from({ length: depth }, (_, z) => {
    const values = Int16Array.from({ length: side * side }, (_value, i) => (z >= 20 && i < 1000 ? -2000 : chance.below(1000)));
    const header = slice(z, { Rows: side, Columns: side, PixelRepresentation: 1, PixelPaddingValue: -2000, RescaleSlope: 1 + z / 100, RescaleIntercept: -z, PixelData: undefined, _vrMap: { PixelPaddingValue: 'SS' } });
    return { name: `${z}.dcm`, bytes: encapsulated(header, { transferSyntaxUid: jpegLs, frames: [[bySyntax[jpegLs]({ values, columns: side, rows: side })]] }) };
  })).series[0]?.instances ?? [];
}

describe('decoding on several threads', () => {
  const series = instances();
  const cut = (instance: Instance): Instance => ({ ...instance, bytes: instance.bytes.slice(0, -40_000) });

  test('gives the bits of one thread, padding and all', async () => {
    expect(series.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeGreaterThan(2 ** 23);
    const alone = valueOf(await buildVolume(series, { threads: 1 }));
    expect(alone.padding?.reduce((sum, value) => sum + value, 0)).toBe(6000);
    for (const threads of [2, 3]) {
      const shared = valueOf(await buildVolume(series, { threads }));
      expect(Buffer.compare(Buffer.from(shared.volume.voxels.buffer), Buffer.from(alone.volume.voxels.buffer))).toBe(0);
      expect(Buffer.compare(Buffer.from(shared.padding?.buffer ?? new ArrayBuffer()), Buffer.from(alone.padding?.buffer ?? new ArrayBuffer()))).toBe(0);
      expect(shared.warnings).toEqual(alone.warnings);
    }
  });

  test.each([[[3, 20]], [[20]], [[25]]])('answers with the problem of the earliest slice, whichever thread finds it: %j', async (broken) => {
    const damaged = series.map((instance, z) => (broken.includes(z) ? cut(instance) : instance));
    const alone = await buildVolume(damaged, { threads: 1 });
    expect(codeOf(alone)).toMatch(/^PIXEL_DATA/);
    expect(await buildVolume(damaged, { threads: 2 })).toEqual(alone);
  });
});
