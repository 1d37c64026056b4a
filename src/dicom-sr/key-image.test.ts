import { measuredSmall, origin, score } from '../../test/support/measured-study.js';
import { everyElement, headerOf } from '../../test/support/written-objects.js';
import { items, text } from '../volumes/header.js';
import { isSet } from './bitmap-font.js';
import { captionOf, keyImage, type KeyImageToWrite } from './key-image.js';
import { greyOf, keySlice, windowOf } from './key-slice.js';
import { wrapped } from './picture.js';
import { renderSlice, scaleOf } from './render-slice.js';

const { source, image, region } = await measuredSmall();
const drawn = score.outcome.kind === 'score' ? { label: score.model.label, probability: score.outcome.probability, interval: score.outcome.interval, model: score.model } : null;
const wanted: KeyImageToWrite = {
  source, intensities: image.volume.voxels, mask: region.mask.voxels, lesionNumber: 2, figures: [{ name: 'SUVmax', value: 8.7654, unit: '' }, { name: 'Volume', value: 123.456, unit: 'mL' }], score: drawn, use: 'research',
};

describe('what is drawn', () => {
  test('the slice with the largest cross-section, the first of several', () => {
    const mask = Uint8Array.from([0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0]);
    expect(keySlice(mask, { size: [2, 2, 4] })).toBe(1);
  });

  test('CT in the soft-tissue window, whatever is in the region', () => {
    expect(windowOf({ modality: 'CT', slice: Float32Array.of(1, 2), mask: Uint8Array.of(1, 1), columns: 2 })).toEqual({ low: -160, high: 240 });
  });

  test('others from the 1st to the 99th percentile of the box around the region; what lies outside has no say', () => {
    const slice = Float32Array.from({ length: 400 }, (_, i) => (i % 20 < 10 && i < 200 ? i : 1e6));
    const mask = Uint8Array.from({ length: 400 }, (_, i) => (i === 0 || i === 189 ? 1 : 0));
    expect(windowOf({ modality: 'PT', slice, mask, columns: 20 })).toEqual({ low: 1, high: 188 });
  });

  test('a box of one value has a window all the same', () => {
    expect(windowOf({ modality: 'MR', slice: Float32Array.of(5, 5), mask: Uint8Array.of(1, 1), columns: 2 })).toEqual({ low: 4, high: 6 });
  });

  test('greys end at black and white', () => {
    expect([-200, -160, 40, 240, 999].map((value) => greyOf(value, { low: -160, high: 240 }))).toEqual([0, 0, 128, 255, 255]);
  });

  test('pixels are square in millimetres', () => {
    expect(scaleOf({ columns: 100, rows: 50, pixelSpacingMm: [2, 1] })).toEqual([6, 12]);
    expect(scaleOf({ columns: 512, rows: 512, pixelSpacingMm: [0.9, 0.9] })).toEqual([1, 1]);
  });

  test('the outline runs inside the edge of the region, closed, and the middle stays grey', () => {
    const columns = 64;
    const inside = (x: number, y: number): boolean => x >= 20 && x < 40 && y >= 10 && y < 30;
    const mask = Uint8Array.from({ length: columns * columns }, (_, i) => (inside(i % columns, Math.floor(i / columns)) ? 1 : 0));
    const picture = renderSlice({ columns, rows: columns, pixelSpacingMm: [1, 1], values: new Float32Array(columns * columns), mask, window: { low: 0, high: 1 } }, 0);
    const isYellow = (x: number, y: number): boolean => picture.rgb[3 * (x + picture.width * y)] === 255;
    const scale = picture.width / columns;
    expect([[20, 10], [39, 29], [20, 20], [30, 10]].map(([x, y]) => isYellow(x === 39 ? (x + 1) * scale - 1 : x * scale, y === 29 ? (y + 1) * scale - 1 : y * scale))).toEqual([true, true, true, true]);
    expect([isYellow(30 * scale, 20 * scale), isYellow(20 * scale - 1, 20 * scale)]).toEqual([false, false]);
  });
});

describe('what is written', () => {
  test('lesion and figures, score with interval and model, and what it is not for', () => {
    expect(captionOf(wanted)).toEqual(['Lesion 2, SUVmax 8.77, Volume 123 mL', 'lung metastasis risk 23.5 % (10.0-40.0 %)', 'Model lung-metastasis 1.0.0', 'RESEARCH - NOT FOR DIAGNOSIS']);
  });

  test('without a score there is none, and a cleared model does not say what it is not', () => {
    expect(captionOf({ ...wanted, figures: [], score: null, use: 'clinical' })).toEqual(['Lesion 2']);
  });

  test('every character that a caption may hold has a glyph of its own', () => {
    const shape = (character: string): string => Array.from({ length: 35 }, (_, i) => Number(isSet(character, i % 5, Math.floor(i / 5)))).join('');
    const characters = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.,-%:()/+=<>_?');
    expect(new Set(characters.map(shape)).size).toBe(characters.length);
    expect([shape('a'), shape('é')]).toEqual([shape('A'), shape('?')]);
  });

  test('long lines break between words, longer words within', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
  });
});

describe('the Secondary Capture', () => {
  const header = headerOf(keyImage(origin, wanted).bytes);

  test('it says that there is text in its pixels, and what it was made from', () => {
    expect(text(header, 'x00280301')).toBe('YES');
    expect(text(items(header, 'x00082112')[0], 'x00081155')).toBe(source.slices[1].sopInstanceUid);
  });

  test('its size is that of its pixels, every element even', () => {
    const [rows = 0, columns = 0] = [header.uint16('x00280010'), header.uint16('x00280011')];
    expect(header.elements.x7fe00010.length).toBe(3 * rows * columns + ((3 * rows * columns) % 2));
    for (const { length } of everyElement(header)) expect(length % 2).toBe(0);
  });

  test('rows and columns point where the source says', () => {
    expect(text(header, 'x00200020')).toBe('L\\P');
  });

  test('the same input gives the same bytes', () => {
    expect(keyImage(origin, wanted)).toEqual(keyImage(origin, wanted));
  });
});
