import { inflateRawSync } from 'node:zlib';
import { done, refused, type Outcome } from '../platform/problem.js';
import { loadDecoder, type FrameDecoder } from './codecs.js';
import { encapsulatedFrames } from './encapsulated.js';
import { decodeRle } from './rle.js';
import { encodingOf, type Encoding } from './transfer-syntax.js';
import type { PixelLayout, PixelPlace } from './types.js';

/** What is needed to get at the pixels of one instance. */
export interface PixelSource {
  readonly bytes: Uint8Array;
  readonly transferSyntaxUid: string;
  readonly layout: PixelLayout;
  readonly pixelData: PixelPlace | null;
}

/** Decoders loaded so far, for one volume. */
export type Decoders = Map<Encoding, FrameDecoder>;

/** Loads what `sources` need; a transfer syntax that is not allowed is refused here. */
export async function loadDecoders(sources: readonly PixelSource[]): Promise<Outcome<Decoders>> {
  const decoders: Decoders = new Map();
  for (const syntax of new Set(sources.map((source) => source.transferSyntaxUid))) {
    const encoding = encodingOf(syntax);
    if (!encoding.ok) return encoding;
    const kind = encoding.value;
    if (kind === 'jpeg-lossless' || kind === 'jpeg-ls' || kind === 'jpeg-2000' || kind === 'htj2k') decoders.set(kind, await loadDecoder(kind));
  }
  return done(decoders);
}

function swapped(bytes: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i + width <= bytes.length; i += width) {
    for (let j = 0; j < width; j += 1) out[i + j] = bytes[i + width - 1 - j];
  }
  return out;
}

/** Native pixels, cut into frames; the length must be the header's to the byte, one padding byte apart (V6). */
function nativeFrames(source: PixelSource, place: PixelPlace, order: 'little' | 'big'): Outcome<readonly Uint8Array[]> {
  const { layout, bytes } = source;
  const perFrame = (layout.rows * layout.columns * layout.samplesPerPixel * layout.bitsAllocated) / 8;
  const expected = perFrame * layout.numberOfFrames;
  const announced = place.length ?? 0;
  const there = Math.min(announced, bytes.length - place.offset);
  if (there < expected) return refused('PIXEL_DATA_TRUNCATED', `PixelData holds ${there} bytes, ${expected} expected from the header`);
  if (announced > expected + (expected % 2)) return refused('PIXEL_DATA_CORRUPT', `PixelData holds ${announced} bytes, ${expected} expected from the header`);
  const whole = bytes.subarray(place.offset, place.offset + expected);
  const pixels = order === 'big' && layout.bitsAllocated > 8 ? swapped(whole, layout.bitsAllocated / 8) : whole;
  return done(Array.from({ length: layout.numberOfFrames }, (_, i) => pixels.subarray(i * perFrame, (i + 1) * perFrame)));
}

/** A frame's length after decoding, in bytes; bit-packed frames of SEG are padded to a whole byte. */
const frameLength = ({ rows, columns, bitsAllocated }: PixelLayout): number => Math.ceil((rows * columns * bitsAllocated) / 8);

function decodeFrame(bytes: Uint8Array, encoding: Encoding, { layout }: PixelSource, decoders: Decoders): Outcome<Uint8Array> {
  const length = frameLength(layout);
  if (encoding === 'rle') {
    const width = Math.max(1, layout.bitsAllocated / 8);
    return decodeRle(bytes, length / width, width);
  }
  if (encoding === 'deflated-frame') {
    try {
      const inflated = inflateRawSync(bytes, { maxOutputLength: length + 1 });
      return inflated.length >= length ? done(inflated.subarray(0, length)) : refused('PIXEL_DATA_TRUNCATED', `a frame inflates to ${inflated.length} bytes, ${length} expected`);
    } catch {
      return refused('PIXEL_DATA_CORRUPT', 'a deflated frame cannot be inflated to what the header promises');
    }
  }
  const decoder = decoders.get(encoding);
  if (!decoder) throw new Error(`no decoder was loaded for ${encoding}`);
  return decoder(bytes, layout);
}

/**
 * The frames of an instance as plain little-endian bytes. How many bytes a value has follows from the length: a decoder
 * may give one byte per value where BitsAllocated says two.
 */
export function decodedFrames(source: PixelSource, decoders: Decoders): Outcome<readonly Uint8Array[]> {
  const encoding = encodingOf(source.transferSyntaxUid);
  if (!encoding.ok) return encoding;
  if (source.pixelData === null) return refused('PIXEL_DATA_TRUNCATED', 'the instance has no PixelData');
  const isNative = encoding.value === 'native' || encoding.value === 'native-big-endian';
  if (isNative !== (source.pixelData.length !== null)) {
    return refused('PIXEL_DATA_CORRUPT', `PixelData is ${isNative ? '' : 'not '}encapsulated, which transfer syntax ${source.transferSyntaxUid} does not allow`);
  }
  if (isNative) return nativeFrames(source, source.pixelData, encoding.value === 'native' ? 'little' : 'big');
  const compressed = encapsulatedFrames(source.bytes, source.pixelData.offset, source.layout.numberOfFrames);
  if (!compressed.ok) return compressed;
  const frames: Uint8Array[] = [];
  for (const bytes of compressed.value) {
    const frame = decodeFrame(bytes, encoding.value, source, decoders);
    if (!frame.ok) return frame;
    frames.push(frame.value);
  }
  return done(frames);
}
