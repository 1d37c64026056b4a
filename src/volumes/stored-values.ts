import { done, refused, type Outcome } from '../platform/problem.js';
import type { PixelLayout } from './types.js';

/** Stored values in as many bytes each as the decoded frame has. */
export type StoredValues = Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array;

interface Kind {
  new (count: number): StoredValues;
  new (buffer: ArrayBufferLike, byteOffset: number, count: number): StoredValues;
}
const kinds: Readonly<Record<PixelLayout['signed'], Readonly<Record<1 | 2 | 4, Kind>>>> = {
  unsigned: { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }, signed: { 1: Int8Array, 2: Int16Array, 4: Int32Array },
};

/** Typed arrays need an aligned start, which a value inside a file rarely has. */
function wordsOf(bytes: Uint8Array, width: 1 | 2 | 4, signed: PixelLayout['signed']): StoredValues {
  const { buffer, byteOffset, length } = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
  return new kinds[signed][width](buffer, byteOffset, length / width);
}

/**
 * Stored values of one frame: the bits from HighBit down to HighBit − BitsStored + 1, sign-extended when
 * PixelRepresentation says so; what stands above HighBit (overlays, rubbish) is dropped (PS3.5 8.1.1, V2). Where there is
 * nothing to drop the values are those of `bytes` and no copy.
 */
export function storedValues(bytes: Uint8Array, layout: PixelLayout): Outcome<StoredValues> {
  const count = layout.rows * layout.columns;
  const width = bytes.length / count;
  if (width !== 1 && width !== 2 && width !== 4) {
    return refused('PIXEL_DATA_CORRUPT', `a decoded frame holds ${bytes.length} bytes for ${count} pixels`);
  }
  const { bitsStored, highBit } = layout;
  if (bitsStored < 1 || highBit >= layout.bitsAllocated || highBit + 1 < bitsStored) {
    return refused('MALFORMED_DICOM', `BitsAllocated ${layout.bitsAllocated}, BitsStored ${bitsStored} and HighBit ${highBit} contradict each other`);
  }
  // Fewer bytes than HighBit promises hold no sign.
  const signed = highBit < 8 * width ? layout.signed : 'unsigned';
  const words = wordsOf(bytes, width, signed);
  if (highBit + 1 >= 8 * width && highBit + 1 === bitsStored) return done(words);
  const values = new kinds[signed][width](count);
  const left = 31 - highBit;
  const right = 32 - bitsStored;
  if (signed === 'signed') for (let i = 0; i < count; i += 1) values[i] = (words[i] << left) >> right;
  else for (let i = 0; i < count; i += 1) values[i] = (words[i] << left) >>> right;
  return done(values);
}
