import { done, refused, type Outcome } from '../platform/problem.js';
import type { PixelLayout } from './types.js';

type Words = Uint8Array | Uint16Array | Uint32Array;

/** Typed arrays need an aligned start, which a value inside a file rarely has. */
function wordsOf(bytes: Uint8Array, width: number): Words {
  if (width === 1) return bytes;
  const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  const buffer = aligned.buffer;
  return width === 2 ? new Uint16Array(buffer, aligned.byteOffset, bytes.length / 2) : new Uint32Array(buffer, aligned.byteOffset, bytes.length / 4);
}

/**
 * Stored values of one frame: the bits from HighBit down to HighBit − BitsStored + 1, sign-extended when
 * PixelRepresentation says so; what stands above HighBit (overlays, rubbish) is dropped (PS3.5 8.1.1, V2).
 */
export function storedValues(bytes: Uint8Array, layout: PixelLayout): Outcome<Float64Array> {
  const count = layout.rows * layout.columns;
  const width = bytes.length / count;
  if (width !== 1 && width !== 2 && width !== 4) {
    return refused('PIXEL_DATA_CORRUPT', `a decoded frame holds ${bytes.length} bytes for ${count} pixels`);
  }
  const { bitsStored, highBit } = layout;
  if (bitsStored < 1 || highBit >= layout.bitsAllocated || highBit + 1 < bitsStored) {
    return refused('MALFORMED_DICOM', `BitsAllocated ${layout.bitsAllocated}, BitsStored ${bitsStored} and HighBit ${highBit} contradict each other`);
  }
  const words = wordsOf(bytes, width);
  const values = new Float64Array(count);
  const left = 31 - highBit;
  const right = 32 - bitsStored;
  if (layout.signed === 'signed') for (let i = 0; i < count; i += 1) values[i] = (words[i] << left) >> right;
  else for (let i = 0; i < count; i += 1) values[i] = (words[i] << left) >>> right;
  return done(values);
}
