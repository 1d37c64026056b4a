import { fileOf, slices, valueOf } from '../../test/support/dicom-objects.js';
import { origin } from '../../test/support/measured-study.js';
import { everyElement, headerOf } from '../../test/support/written-objects.js';
import { items, text } from '../volumes/header.js';
import { sortStudy } from '../volumes/index.js';
import { ibsi } from './codes.js';
import { parametricMap, type MapToWrite } from './parametric-map.js';
import { sourceSeries } from './source-series.js';
import { arbitrary } from './units.js';

const source = valueOf(sourceSeries(sortStudy(slices(5).map((image, k) => fileOf(image, String(k)))).series[0]?.instances ?? []));

/** Two columns 0.5 mm apart along y, three rows 0.75 mm apart along −z, two planes 2 mm apart along −x. */
const grid: MapToWrite['grid'] = { size: [2, 3, 2], spacingMm: [0.5, 0.75, 2], affine: [0, 0, -2, 5, 0.5, 0, 0, 6, 0, -0.75, 0, 7, 0, 0, 0, 1] };
const voxels = Float32Array.from({ length: 12 }, (_, i) => (i - 4) / 3);
const wanted: MapToWrite = { source, grid, voxels, quantity: ibsi('L6PA', 'Laplacian-of-Gaussian filter'), unit: arbitrary, label: 'LoG', explanation: 'Response' };
const header = headerOf(parametricMap(origin, wanted).bytes);
const [shared] = items(header, 'x52009229');

test('the values are float32 as they were, frame after frame', () => {
  const { dataOffset, length } = header.elements.x7fe00008;
  expect(new Float32Array(Uint8Array.from(header.byteArray.subarray(dataOffset, dataOffset + length)).buffer)).toEqual(voxels);
});

test('the map lies where its own grid says', () => {
  expect(text(items(shared, 'x00209116')[0], 'x00200037').split('\\').map(Number)).toEqual([0, 1, 0, 0, 0, -1]);
  expect(text(items(shared, 'x00289110')[0], 'x00280030')).toBe('0.75\\0.5');
  expect(items(header, 'x52009230').map((frame) => text(items(frame, 'x00209113')[0], 'x00200032'))).toEqual(['5\\6\\7', '3\\6\\7']);
});

test('a value means itself, of a coded quantity in a coded unit', () => {
  const [mapping] = items(shared, 'x00409096');
  expect([mapping.double('x00409224'), mapping.double('x00409225'), mapping.double('x00409214'), mapping.double('x00409213')]).toEqual([0, 1, voxels[0], voxels[11]]);
  const [definition] = items(mapping, 'x00409220');
  expect([text(items(definition, 'x0040a168')[0], 'x00080100'), text(items(mapping, 'x004008ea')[0], 'x00080100')]).toEqual(['L6PA', "[arb'U]"]);
});

test('even lengths; the same input gives the same bytes, another value another instance', () => {
  for (const { length } of everyElement(header)) expect(length % 2).toBe(0);
  expect(parametricMap(origin, wanted)).toEqual(parametricMap(origin, wanted));
  expect(parametricMap(origin, { ...wanted, voxels: voxels.map((value) => value + 1) }).sopInstanceUid).not.toBe(parametricMap(origin, wanted).sopInstanceUid);
});

test('labels of habitats are written as the numbers they are', () => {
  const labels = Uint8Array.from({ length: 12 }, (_, i) => i % 4);
  const { byteArray, elements: { x7fe00008: { dataOffset, length } } } = headerOf(parametricMap(origin, { ...wanted, voxels: labels }).bytes);
  expect([...new Float32Array(Uint8Array.from(byteArray.subarray(dataOffset, dataOffset + length)).buffer)]).toEqual([...labels]);
});

test('a map of another size or with a hole is a mistake of the caller', () => {
  expect(() => parametricMap(origin, { ...wanted, voxels: voxels.subarray(1) })).toThrow('has 11 values, 12 expected');
  expect(() => parametricMap(origin, { ...wanted, voxels: voxels.with(3, Number.NaN) })).toThrow('not a finite number');
});
