import { done, refused, type Outcome } from '../platform/problem.js';
import { loadDecoders, openFrames } from './decode.js';
import type { Segmentation } from './seg.js';
import { encodingOf } from './transfer-syntax.js';

/** A frame's values, one a pixel, when they are asked for. */
export type SegReader = (index: number) => Outcome<Uint8Array | Uint16Array>;

/** S4: `count` bits from bit `from` on, which need not begin a byte, least significant bit first (PS3.5 8.1.1). */
function unpacked(bytes: Uint8Array, from: number, count: number): Uint8Array {
  const values = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) values[i] = (bytes[(from + i) >> 3] >> ((from + i) & 7)) & 1;
  return values;
}

/** Native bit-packed frames follow each other without padding, so they are read from the whole value. */
function packedFrames({ instance: { layout, pixelData, bytes } }: Segmentation): Outcome<SegReader> {
  const perFrame = layout.rows * layout.columns;
  const expected = Math.ceil((perFrame * layout.numberOfFrames) / 8);
  const place = pixelData ?? { offset: bytes.length, length: 0 };
  const there = Math.min(place.length ?? 0, bytes.length - place.offset);
  if (there < expected) return refused('PIXEL_DATA_TRUNCATED', `the Segmentation's PixelData holds ${there} bytes, ${expected} expected from the header`);
  if ((place.length ?? 0) > expected + (expected % 2)) {
    return refused('PIXEL_DATA_CORRUPT', `the Segmentation's PixelData holds ${place.length ?? 0} bytes, ${expected} expected from the header`);
  }
  return done((index) => {
    const from = index * perFrame;
    const start = Math.floor(from / 8);
    return done(unpacked(bytes.subarray(place.offset + start), from - 8 * start, perFrame));
  });
}

function widened(frame: Uint8Array, pixels: number, bitsAllocated: number): Outcome<Uint8Array | Uint16Array> {
  if (bitsAllocated === 1 && frame.length === Math.ceil(pixels / 8)) return done(unpacked(frame, 0, pixels));
  if (frame.length === pixels) return done(frame);
  if (frame.length === 2 * pixels) return done(Uint16Array.from({ length: pixels }, (_, i) => frame[2 * i] | (frame[2 * i + 1] << 8)));
  return refused('PIXEL_DATA_CORRUPT', `a frame of the Segmentation holds ${frame.length} bytes for ${pixels} pixels`);
}

/** Opens the frames of a Segmentation, whatever way they were packed or compressed (S4, S8). */
export async function openSegmentation(segmentation: Segmentation): Promise<Outcome<SegReader>> {
  const { instance } = segmentation;
  const { layout } = instance;
  const encoding = encodingOf(instance.transferSyntaxUid);
  if (!encoding.ok) return encoding;
  if (layout.rows < 1 || layout.columns < 1) return refused('UNSUPPORTED_IMAGE', 'Rows or Columns of the Segmentation is absent');
  if (layout.bitsAllocated === 1 && encoding.value === 'native') return packedFrames(segmentation);
  if (layout.bitsAllocated === 1 && encoding.value === 'native-big-endian') {
    return refused('UNSUPPORTED_TRANSFER_SYNTAX', 'the Segmentation packs bits in the retired big-endian transfer syntax 1.2.840.10008.1.2.2');
  }
  if (![1, 8, 16].includes(layout.bitsAllocated) || layout.samplesPerPixel !== 1) {
    return refused('UNSUPPORTED_IMAGE', `the Segmentation has BitsAllocated ${layout.bitsAllocated}; 1, 8 or 16 expected`);
  }
  const decoders = await loadDecoders([instance]);
  if (!decoders.ok) return decoders;
  const frames = openFrames(instance, decoders.value);
  if (!frames.ok) return frames;
  return done((index) => {
    const frame = frames.value(index);
    return frame.ok ? widened(frame.value, layout.rows * layout.columns, layout.bitsAllocated) : frame;
  });
}

/** Whether a stored value means "inside" (S6: a fraction of at least the threshold; S7: the segment's own number). */
export function insideTest({ type, fraction }: Segmentation, segment: number, fractionThreshold: number): (value: number) => boolean {
  if (type === 'LABELMAP') return (value) => value === segment;
  if (fraction !== null) return (value) => value / fraction.maximum >= fractionThreshold;
  return (value) => value !== 0;
}
