import { done, refused, type Outcome } from '../platform/problem.js';
import { decodedFrames, loadDecoders, type PixelSource } from './decode.js';
import type { Segmentation } from './seg.js';
import { encodingOf } from './transfer-syntax.js';

const fractionThreshold = 0.5;

/** S4: bit `i` of a run of packed bits that need not begin at a byte, least significant bit first (PS3.5 8.1.1). */
const bit = (bytes: Uint8Array, i: number): number => (bytes[i >> 3] >> (i & 7)) & 1;

/** Native bit-packed frames follow each other without padding, so they are read from the whole value. */
function packedFrames({ instance: { layout, pixelData, bytes } }: Segmentation): Outcome<readonly Uint8Array[]> {
  const perFrame = layout.rows * layout.columns;
  const expected = Math.ceil((perFrame * layout.numberOfFrames) / 8);
  const place = pixelData ?? { offset: bytes.length, length: 0 };
  const there = Math.min(place.length ?? 0, bytes.length - place.offset);
  if (there < expected) return refused('PIXEL_DATA_TRUNCATED', `the Segmentation's PixelData holds ${there} bytes, ${expected} expected from the header`);
  if ((place.length ?? 0) > expected + (expected % 2)) {
    return refused('PIXEL_DATA_CORRUPT', `the Segmentation's PixelData holds ${place.length ?? 0} bytes, ${expected} expected from the header`);
  }
  const packed = bytes.subarray(place.offset, place.offset + expected);
  return done(Array.from({ length: layout.numberOfFrames }, (_, f) => Uint8Array.from({ length: perFrame }, (_value, i) => bit(packed, f * perFrame + i))));
}

function widened(frame: Uint8Array, pixels: number, bitsAllocated: number): Outcome<Uint8Array | Uint16Array> {
  if (frame.length === pixels) return done(frame);
  if (frame.length === 2 * pixels) return done(Uint16Array.from({ length: pixels }, (_, i) => frame[2 * i] | (frame[2 * i + 1] << 8)));
  if (bitsAllocated === 1 && frame.length === Math.ceil(pixels / 8)) return done(Uint8Array.from({ length: pixels }, (_, i) => bit(frame, i)));
  return refused('PIXEL_DATA_CORRUPT', `a frame of the Segmentation holds ${frame.length} bytes for ${pixels} pixels`);
}

/** The frames of a Segmentation, one value per pixel, whatever way they were packed or compressed (S4, S8). */
export async function segPixels(segmentation: Segmentation): Promise<Outcome<readonly (Uint8Array | Uint16Array)[]>> {
  const { instance } = segmentation;
  const { layout } = instance;
  const encoding = encodingOf(instance.transferSyntaxUid);
  if (!encoding.ok) return encoding;
  if (layout.bitsAllocated === 1 && encoding.value === 'native') return packedFrames(segmentation);
  if (layout.bitsAllocated === 1 && encoding.value === 'native-big-endian') {
    return refused('UNSUPPORTED_TRANSFER_SYNTAX', 'the Segmentation packs bits in the retired big-endian transfer syntax 1.2.840.10008.1.2.2');
  }
  if (![1, 8, 16].includes(layout.bitsAllocated) || layout.samplesPerPixel !== 1) {
    return refused('UNSUPPORTED_IMAGE', `the Segmentation has BitsAllocated ${layout.bitsAllocated}; 1, 8 or 16 expected`);
  }
  const source: PixelSource = instance;
  const decoders = await loadDecoders([source]);
  if (!decoders.ok) return decoders;
  const frames = decodedFrames(source, decoders.value);
  if (!frames.ok) return frames;
  const values: (Uint8Array | Uint16Array)[] = [];
  for (const frame of frames.value) {
    const pixels = widened(frame, layout.rows * layout.columns, layout.bitsAllocated);
    if (!pixels.ok) return pixels;
    values.push(pixels.value);
  }
  return done(values);
}

/** Whether a stored value means "inside" (S6: a fraction of at least one half; S7: the segment's own number). */
export function insideTest({ type, maximumFractionalValue }: Segmentation, segment: number): (value: number) => boolean {
  if (type === 'LABELMAP') return (value) => value === segment;
  if (type === 'FRACTIONAL') return (value) => value / maximumFractionalValue >= fractionThreshold;
  return (value) => value !== 0;
}
