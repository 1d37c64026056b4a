import { inflateRawSync } from 'node:zlib';
import { done, refused, type Outcome } from '../platform/problem.js';
import { loadDecoder, type FrameDecoder } from './codecs.js';
import { encapsulatedFrames } from './encapsulated.js';
import { quotedUid } from './quoted.js';
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

/** A decoded frame on demand, by its index: plain little-endian bytes. */
export type FrameReader = (index: number) => Outcome<Uint8Array>;

function swapped(bytes: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i + width <= bytes.length; i += width) {
    for (let j = 0; j < width; j += 1) out[i + j] = bytes[i + width - 1 - j];
  }
  return out;
}

/** A frame's length after decoding, in bytes; bit-packed frames of SEG are padded to a whole byte. */
const frameLength = ({ rows, columns, samplesPerPixel, bitsAllocated }: PixelLayout): number => Math.ceil((rows * columns * samplesPerPixel * bitsAllocated) / 8);

/** Native pixels, frame by frame; the length must be the header's to the byte, one padding byte apart (V6). */
function nativeFrames({ layout, bytes }: PixelSource, place: PixelPlace, order: 'little' | 'big'): Outcome<FrameReader> {
  const perFrame = frameLength(layout);
  const expected = perFrame * layout.numberOfFrames;
  const announced = place.length ?? 0;
  const there = Math.min(announced, bytes.length - place.offset);
  if (there < expected) return refused('PIXEL_DATA_TRUNCATED', `PixelData holds ${there} bytes, ${expected} expected from the header`);
  if (announced > expected + (expected % 2)) return refused('PIXEL_DATA_CORRUPT', `PixelData holds ${announced} bytes, ${expected} expected from the header`);
  return done((index) => {
    const frame = bytes.subarray(place.offset + index * perFrame, place.offset + (index + 1) * perFrame);
    return done(order === 'big' && layout.bitsAllocated > 8 ? swapped(frame, layout.bitsAllocated / 8) : frame);
  });
}

/** 4096². */
const mostPixels = 2 ** 24;

type Compressed = Exclude<Encoding, 'native' | 'native-big-endian'>;

/** How many times its compressed length a frame can be at most: a pair of RLE bytes is 128, a bit of Huffman code a value; the others are bounded by what anybody has seen. */
const growth: Readonly<Record<Compressed, number>> = { rle: 64, 'deflated-frame': 1032, 'jpeg-lossless': 32, 'jpeg-ls': 65_536, 'jpeg-2000': 65_536, htj2k: 65_536 };

function decodeFrame(bytes: Uint8Array, encoding: Compressed, { layout }: PixelSource, decoders: Decoders): Outcome<Uint8Array> {
  const length = frameLength(layout);
  if (length > bytes.length * growth[encoding]) return refused('PIXEL_DATA_TRUNCATED', `a frame is compressed to ${bytes.length} bytes, too few for the ${length} expected from the header`);
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
 * The frames of an instance, each decoded when it is asked for. How many bytes a value has follows from the length: a
 * decoder may give one byte per value where BitsAllocated says two.
 */
export function openFrames(source: PixelSource, decoders: Decoders): Outcome<FrameReader> {
  const encoding = encodingOf(source.transferSyntaxUid);
  if (!encoding.ok) return encoding;
  const kind = encoding.value;
  const { rows, columns } = source.layout;
  if (rows * columns > mostPixels) return refused('UNSUPPORTED_IMAGE', `a frame has ${columns} × ${rows} pixels; at most ${mostPixels} expected`);
  if (source.pixelData === null) return refused('PIXEL_DATA_TRUNCATED', 'the instance has no PixelData');
  const isNative = kind === 'native' || kind === 'native-big-endian';
  if (isNative !== (source.pixelData.length !== null)) {
    return refused('PIXEL_DATA_CORRUPT', `PixelData is ${isNative ? '' : 'not '}encapsulated, which transfer syntax ${quotedUid(source.transferSyntaxUid)} does not allow`);
  }
  if (isNative) return nativeFrames(source, source.pixelData, kind === 'native' ? 'little' : 'big');
  const compressed = encapsulatedFrames(source.bytes, source.pixelData.offset, source.layout.numberOfFrames);
  return compressed.ok ? done((index) => decodeFrame(compressed.value[index], kind, source, decoders)) : compressed;
}
