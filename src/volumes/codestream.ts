import { done, refused, type Outcome } from '../platform/problem.js';

/** What a compressed frame says of itself before its pixels. */
interface Codestream {
  readonly columns: number;
  readonly rows: number;
  readonly components: number;
  readonly loss: 'none' | 'lossy';
}

const jpegLs = 0xf7;
/** Start of frame of JPEG's lossless processes, Huffman and arithmetic. */
const losslessJpeg = new Set([0xc3, 0xcb]);
const startsFrame = (marker: number): boolean => (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) || marker === jpegLs;

/** Marker segments up to the pixels: marker, and where the segment's content begins and ends. */
function* segmentsOf(view: DataView, start: number): Generator<{ readonly marker: number; readonly from: number; readonly to: number }> {
  for (let at = start; at + 4 <= view.byteLength && view.getUint8(at) === 0xff; ) {
    if (view.getUint8(at + 1) === 0xff) { at += 1; continue; }
    const to = at + 2 + view.getUint16(at + 2);
    if (to < at + 4 || to > view.byteLength) return;
    yield { marker: view.getUint8(at + 1), from: at + 4, to };
    at = to;
  }
}

/** JPEG and JPEG-LS (ISO/IEC 10918-1 B.2, 14495-1 C.2). The scan of JPEG-LS says how near it comes where JPEG has its predictor. */
function readJpeg(view: DataView): Codestream | null {
  let frame: { readonly process: number; readonly rows: number; readonly columns: number; readonly components: number } | null = null;
  for (const { marker, from, to } of segmentsOf(view, 2)) {
    if (startsFrame(marker) && to - from >= 6) frame = { process: marker, rows: view.getUint16(from + 1), columns: view.getUint16(from + 3), components: view.getUint8(from + 5) };
    if (marker !== 0xda) continue;
    const near = from + 1 + 2 * view.getUint8(from);
    if (frame === null || near >= to) return null;
    const { process, ...size } = frame;
    const isExact = process === jpegLs ? view.getUint8(near) === 0 : losslessJpeg.has(process);
    return { ...size, loss: isExact ? 'none' : 'lossy' };
  }
  return null;
}

/** JPEG 2000 and HTJ2K (ISO/IEC 15444-1 A.5.1, A.6.1): size, not subsampled, and the wavelet, of which 9-7 is never exact. */
function readJpeg2000(view: DataView): Codestream | null {
  let size: Omit<Codestream, 'loss'> | null = null;
  for (const { marker, from, to } of segmentsOf(view, 2)) {
    if (marker === 0x51) {
      // HTJ2K's decoder waits for ever for the rows that a subsampled component does not have.
      if (to - from < 39 || view.getUint8(from + 37) !== 1 || view.getUint8(from + 38) !== 1) return null;
      const [x, y, left, top] = [2, 6, 10, 14].map((offset) => view.getUint32(from + offset));
      size = { columns: x - left, rows: y - top, components: view.getUint16(from + 34) };
    }
    if (marker === 0x52 && to - from >= 10) return size === null ? null : { ...size, loss: view.getUint8(from + 9) === 1 ? 'none' : 'lossy' };
  }
  return null;
}

/**
 * Compares what a compressed frame says of itself with what the header promises, before a decoder makes room for it (V5,
 * V6): a few bytes can ask for gigabytes, and a lossless transfer syntax does not keep loss out.
 */
export function checkCodestream(bytes: Uint8Array, what: string, { rows, columns }: { readonly rows: number; readonly columns: number }): Outcome<null> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.byteLength >= 4 ? view.getUint16(0) : 0;
  const found = start === 0xffd8 ? readJpeg(view) : start === 0xff4f ? readJpeg2000(view) : null;
  if (found === null) return refused('PIXEL_DATA_CORRUPT', `a frame cannot be decoded as ${what}: its header is broken`);
  if (found.columns !== columns || found.rows !== rows) {
    return refused('PIXEL_DATA_CORRUPT', `a compressed frame is ${found.columns} × ${found.rows}, ${columns} × ${rows} expected from the header`);
  }
  if (found.components !== 1) return refused('PIXEL_DATA_CORRUPT', `a compressed frame has ${found.components} components, one expected`);
  return found.loss === 'none' ? done(null) : refused('LOSSY_COMPRESSION', `a frame is ${what} with loss, though its transfer syntax is lossless; lossless pixels expected`);
}
