import { valueOf } from '../../test/support/dicom-objects.js';
import { storedValues } from './stored-values.js';
import type { PixelLayout } from './types.js';

const layout = (changes: Partial<PixelLayout>): PixelLayout =>
  ({ rows: 1, columns: 2, samplesPerPixel: 1, bitsAllocated: 16, bitsStored: 16, highBit: 15, signed: 'unsigned', numberOfFrames: 1, ...changes });

const bytesOf = (...words: readonly number[]): Uint8Array => new Uint8Array(Uint16Array.from(words).buffer);

test.each([
  ['all 16 bits', {}, [0xf234, 1], [0xf234, 1]],
  ['all 16 bits with a sign', { signed: 'signed' }, [0xfffe, 1], [-2, 1]],
  ['12 bits', { bitsStored: 12, highBit: 11 }, [0xfffe, 1], [0xffe, 1]],
  ['12 bits with a sign', { bitsStored: 12, highBit: 11, signed: 'signed' }, [0x0ffe, 0xf001], [-2, 1]],
  ['the upper 12 bits with a sign', { bitsStored: 12, highBit: 15, signed: 'signed' }, [0xffef, 0x001f], [-2, 1]],
] as const)('V2: %s', (_, changes, words, expected) => {
  expect(Array.from(valueOf(storedValues(bytesOf(...words), layout(changes))))).toEqual(expected);
});

test('V2: a frame decoded to one byte a value has no sign where its sign would be in another byte', () => {
  expect(Array.from(valueOf(storedValues(new Uint8Array([200, 1]), layout({ bitsStored: 12, highBit: 11, signed: 'signed' }))))).toEqual([200, 1]);
});

test.each([1, 2, 3])('V2: 32-bit values may begin %d bytes off in a file', (offset) => {
  const file = Buffer.alloc(16);
  file.writeUInt32LE(4_000_000_000, offset);
  file.writeUInt32LE(7, offset + 4);
  const frame = file.subarray(offset, offset + 8);
  expect(Array.from(valueOf(storedValues(frame, layout({ bitsAllocated: 32, bitsStored: 32, highBit: 31 }))))).toEqual([4_000_000_000, 7]);
});

test('V2: values of which nothing is dropped are not copied', () => {
  const bytes = bytesOf(1, 2);
  expect(valueOf(storedValues(bytes, layout({}))).buffer).toBe(bytes.buffer);
});
