import { compressors, deflated, encapsulated } from '../../test/support/encapsulated.js';
import { codeOf, fileOf, slice, slices, structureSet, volumeOf, wholeSlice } from '../../test/support/dicom-objects.js';
import { enhanced, sharedGroups } from '../../test/support/enhanced-objects.js';
import { placesIn } from '../../test/support/mutate-dicom.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import { encode } from '../platform/dicom/encode.js';
import { buildVolume } from './build-volume.js';
import { readHeader } from './header.js';
import { sortStudy } from './sort-study.js';
import { splitVolumes } from './split-volumes.js';
import type { Frame } from './types.js';

// What a small or broken file may ask for: it is answered soon, in little memory, and never thrown over.
const built = (file: (z: number) => Uint8Array) => buildVolume(sortStudy([0, 1, 2].map((z) => ({ name: `${z}.dcm`, bytes: file(z) }))).series[0]?.instances ?? []);

async function soon<T>(work: () => Promise<T> | T): Promise<T> {
  const [began, before] = [performance.now(), process.memoryUsage().rss];
  const answer = await work();
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(400e6);
  return answer;
}

test('a data set that inflates without end is refused', async () => {
  const file = deflated(slice(0), new Uint8Array(1.5e8));
  expect(file.length).toBeLessThan(1e6);
  expect(await soon(() => readHeader(file))).toEqual({ ok: false, problem: { code: 'MALFORMED_DICOM', text: 'the deflated data set inflates to more than 134217728 bytes and 20 times its file' } });
});

test.each([1000, 200_000])('sequences nested %i deep are refused', async (depth) => {
  const file = encode(slice(0));
  const { at } = placesIn(file).find(({ tag }) => tag === '00080060') ?? { at: 0 };
  const open = Uint8Array.from([0x08, 0, 0x40, 0x11, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0, 0xe0, 0xff, 0xff, 0xff, 0xff]);
  const nested = new Uint8Array(file.length + depth * open.length);
  nested.set(file.subarray(0, at));
  for (let k = 0; k < depth; k += 1) nested.set(open, at + k * open.length);
  nested.set(file.subarray(at), at + depth * open.length);
  expect(codeOf(await soon(() => readHeader(nested)))).toBe('MALFORMED_DICOM');
});

test('a sequence that is still open where the file ends is a cut file, not a shorter one', () => {
  const file = fileOf(structureSet([{ pointsMm: wholeSlice(33) }, { pointsMm: wholeSlice(36) }]), '').bytes;
  // It ends with the delimiters of an item and of the sequence.
  expect([...file.subarray(-8)]).toEqual([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
  expect([0, 8, 16].map((cut) => codeOf(readHeader(file.subarray(0, file.length - cut))))).toEqual(['ok', 'MALFORMED_DICOM', 'MALFORMED_DICOM']);
});

const { bySyntax } = await compressors();
const picture = { values: new Int16Array(12), columns: 4, rows: 3 };

test.each(Object.keys(bySyntax) as (keyof typeof bySyntax)[])('a few bytes of %s that promise gigabytes are refused before room is made', async (transferSyntaxUid) => {
  const [wide] = [bySyntax[transferSyntaxUid](picture)];
  const promising = (Rows: number, Columns: number) => built((z) => encapsulated(slice(z, { Rows, Columns, PixelData: undefined }), { transferSyntaxUid, frames: [[wide]] }));
  expect(codeOf(await soon(() => promising(65_535, 65_535)))).toBe('UNSUPPORTED_IMAGE');
  expect(codeOf(await soon(() => promising(4000, 4000)))).toMatch(/^PIXEL_DATA_(TRUNCATED|CORRUPT)$/);
});

test('a compressed frame that says it is larger than the header does is refused before it is decoded', async () => {
  const frame = bySyntax['1.2.840.10008.1.2.4.90'](picture);
  // SIZ: Xsiz and Ysiz stand eight bytes into the code stream.
  new DataView(frame.buffer, frame.byteOffset).setUint32(8, 60_000);
  new DataView(frame.buffer, frame.byteOffset).setUint32(12, 60_000);
  expect(await soon(() => built((z) => encapsulated(slice(z, { PixelData: undefined }), { transferSyntaxUid: '1.2.840.10008.1.2.4.90', frames: [[frame]] }))))
    .toEqual({ ok: false, problem: { code: 'PIXEL_DATA_CORRUPT', text: 'a compressed frame is 60000 × 60000, 4 × 3 expected from the header' } });
});

test.each(['1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.201'] as const)('a frame of %s that says it is subsampled is refused: a decoder may never come back from it', async (transferSyntaxUid) => {
  const frame = bySyntax[transferSyntaxUid](picture);
  // SIZ: XRsiz and YRsiz of the one component.
  expect([frame[43], frame[44]]).toEqual([1, 1]);
  frame[44] = 255;
  expect(codeOf(await soon(() => built((z) => encapsulated(slice(z, { PixelData: undefined }), { transferSyntaxUid, frames: [[frame]] }))))).toBe('PIXEL_DATA_CORRUPT');
});

test('a volume of more voxels than can be held is refused', async () => {
  const frames = Array.from({ length: 33 }, (_, z) => ({ z, value: 0 }));
  const { PixelData: _pixels, ...header } = enhanced(frames, sharedGroups, { Rows: 4096, Columns: 4096 });
  const file = encapsulated(header, { transferSyntaxUid: '1.2.840.10008.1.2.4.80', frames: frames.map(() => [bySyntax['1.2.840.10008.1.2.4.80'](picture)]) });
  expect(await soon(() => buildVolume(sortStudy([{ name: 'a.dcm', bytes: file }]).series[0].instances))).toMatchObject({ problem: { code: 'UNSUPPORTED_IMAGE', text: 'the volume has 4096 × 4096 × 33 voxels; at most 536870912 expected' } });
});

test.each<[string, Dataset]>([['slope', { RescaleSlope: '1e300', RescaleIntercept: '0' }], ['intercept', { RescaleSlope: '1', RescaleIntercept: '-1e200' }]])('a %s that no 32-bit number can hold is refused', async (_, change) => {
  expect(codeOf(await volumeOf(slices(3, (z) => (z === 1 ? change : {}))))).toBe('MALFORMED_DICOM');
});

test('a binary value that is cut short at the end of the file is absent, not an exception', () => {
  const { PixelData: _pixels, ...header } = slice(0);
  const file = fileOf(header, '').bytes;
  const last = placesIn(file).at(-1);
  expect(last?.tag).toBe('00280103');
  const cut = file.slice(0, -2);
  new DataView(cut.buffer).setUint16(cut.length - 2, 0, true);
  expect(sortStudy([{ name: 'a.dcm', bytes: cut }]).series[0]?.instances[0]?.layout.signed).toBe('unsigned');
});

test('twelve thousand slices in forty places are told apart soon', async () => {
  const [template] = sortStudy([fileOf(slice(0), '')]).series[0].instances[0].frames;
  const planes = Array.from({ length: 12_000 }, (_, k) => {
    const frame: Frame = { ...template, positionMm: [0, 0, 3 * (k % 40)], dimensions: { EchoTime: '30', AcquisitionTime: String(100_000 + k), TemporalPositionIdentifier: String(1 + Math.floor(k / 40)) } };
    return { frame };
  });
  const volumes = await soon(() => splitVolumes(planes));
  expect([volumes.length, volumes[299]?.label, volumes[299]?.planes.length]).toEqual([300, 'TemporalPositionIdentifier 300', 40]);
});
