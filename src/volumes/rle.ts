import { done, refused, type Outcome } from '../platform/problem.js';

const headerLength = 64;

/** PackBits (PS3.5 G.3.1) from `from` to `to` into every `stride`-th byte; says how many bytes came out. */
function unpack(bytes: Uint8Array, from: number, to: number, target: { readonly out: Uint8Array; readonly first: number; readonly stride: number }): number {
  const { out, first, stride } = target;
  const capacity = Math.ceil((out.length - first) / stride);
  let written = 0;
  for (let at = from; at < to && written < capacity; ) {
    const control = bytes[at];
    at += 1;
    if (control < 128) {
      const count = Math.min(control + 1, to - at, capacity - written);
      for (let i = 0; i < count; i += 1) out[first + stride * (written + i)] = bytes[at + i];
      written += count;
      at += control + 1;
    } else if (control > 128 && at < to) {
      const count = Math.min(257 - control, capacity - written);
      for (let i = 0; i < count; i += 1) out[first + stride * (written + i)] = bytes[at];
      written += count;
      at += 1;
    }
  }
  return written;
}

/**
 * One RLE frame (PS3.5 annex G) → `samples` values of `bytesPerSample` bytes, little endian. The segments hold the most
 * significant byte first. Fewer bytes than promised are PIXEL_DATA_TRUNCATED, never zeros.
 */
export function decodeRle(bytes: Uint8Array, samples: number, bytesPerSample: number): Outcome<Uint8Array> {
  if (bytes.length < headerLength) return refused('PIXEL_DATA_TRUNCATED', 'an RLE frame is shorter than its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments = view.getUint32(0, true);
  if (segments !== bytesPerSample) {
    return refused('PIXEL_DATA_CORRUPT', `an RLE frame has ${segments} segments, ${bytesPerSample} expected from the header`);
  }
  const out = new Uint8Array(samples * bytesPerSample);
  for (let segment = 0; segment < segments; segment += 1) {
    const from = view.getUint32(4 + 4 * segment, true);
    const to = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : bytes.length;
    if (from < headerLength || from > to || to > bytes.length) return refused('PIXEL_DATA_CORRUPT', 'the offsets of an RLE frame point outside it');
    const written = unpack(bytes, from, to, { out, first: segments - 1 - segment, stride: segments });
    if (written !== samples) return refused('PIXEL_DATA_TRUNCATED', `an RLE segment holds ${written} bytes, ${samples} expected`);
  }
  return done(out);
}
