import { done, refused, type Outcome } from '../platform/problem.js';

const itemTag = 0xe000fffe;
const delimiterTag = 0xe0ddfffe;
const headLength = 8;

interface Fragments {
  readonly offsetTable: readonly number[];
  /** Offset from the first fragment's item tag, and the fragment's bytes. */
  readonly fragments: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
}

/** Reads the items of encapsulated PixelData from `start` (PS3.5 A.4); an item that runs past the file is a truncation. */
function readFragments(bytes: Uint8Array, start: number): Outcome<Fragments> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Uint8Array[] = [];
  const offsets: number[] = [];
  for (let at = start; ; ) {
    if (at + headLength > bytes.length) return refused('PIXEL_DATA_TRUNCATED', 'the file ends before the sequence delimiter of its encapsulated PixelData');
    const tag = view.getUint32(at, true);
    const length = view.getUint32(at + 4, true);
    if (tag === delimiterTag) break;
    if (tag !== itemTag) return refused('PIXEL_DATA_CORRUPT', 'encapsulated PixelData holds something that is not an item (PS3.5 A.4)');
    if (at + headLength + length > bytes.length) return refused('PIXEL_DATA_TRUNCATED', 'the file ends inside a fragment of its encapsulated PixelData');
    found.push(bytes.subarray(at + headLength, at + headLength + length));
    offsets.push(at);
    at += headLength + length;
  }
  if (found.length < 2) return refused('PIXEL_DATA_TRUNCATED', 'encapsulated PixelData holds no fragment');
  const table = new DataView(found[0].buffer, found[0].byteOffset, found[0].byteLength);
  return done({
    offsetTable: Array.from({ length: Math.floor(table.byteLength / 4) }, (_, i) => table.getUint32(4 * i, true)),
    fragments: found.slice(1).map((fragment, i) => ({ offset: offsets[i + 1] - offsets[1], bytes: fragment })),
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * The compressed bytes of each frame. Several fragments for several frames are only told apart by a basic offset table;
 * without one they are refused, because a guess would shift frames.
 */
export function encapsulatedFrames(bytes: Uint8Array, start: number, numberOfFrames: number): Outcome<readonly Uint8Array[]> {
  const read = readFragments(bytes, start);
  if (!read.ok) return read;
  const { fragments, offsetTable } = read.value;
  if (numberOfFrames === 1) return done([joined(fragments.map((fragment) => fragment.bytes))]);
  if (fragments.length === numberOfFrames) return done(fragments.map((fragment) => fragment.bytes));
  if (fragments.length < numberOfFrames) {
    return refused('PIXEL_DATA_TRUNCATED', `PixelData holds ${fragments.length} fragments for ${numberOfFrames} frames`);
  }
  if (offsetTable.length !== numberOfFrames) {
    return refused('PIXEL_DATA_CORRUPT', `PixelData holds ${fragments.length} fragments for ${numberOfFrames} frames and no offset table that tells them apart`);
  }
  const frames = offsetTable.map((from, i) => {
    const to = offsetTable[i + 1] ?? Number.POSITIVE_INFINITY;
    return fragments.filter((fragment) => fragment.offset >= from && fragment.offset < to).map((fragment) => fragment.bytes);
  });
  if (frames.some((parts) => parts.length === 0)) return refused('PIXEL_DATA_CORRUPT', 'the basic offset table of PixelData points between fragments');
  return done(frames.map(joined));
}
