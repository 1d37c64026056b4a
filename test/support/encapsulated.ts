import createCharls from '@cornerstonejs/codec-charls/wasmjs';
import createOpenJpeg, { type WasmEncoder } from '@cornerstonejs/codec-openjpeg/wasmjs';
import createOpenJph from '@cornerstonejs/codec-openjph/wasmjs';
import { deflateRawSync } from 'node:zlib';
import type { Dataset } from '../../src/platform/dicom/dataset.js';
import { encode } from '../../src/platform/dicom/encode.js';
import { jpegLossless } from './jpeg-lossless.js';

/** A picture of 16-bit values. */
export interface Picture {
  readonly values: Int16Array | Uint16Array;
  readonly columns: number;
  readonly rows: number;
}

export type Compress = (picture: Picture) => Uint8Array;

const bytesOf = ({ values }: Picture): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** RLE (PS3.5 G): a segment of most significant bytes, then one of least, each in literal runs. */
export function rle(bytes: Uint8Array, width: number): Uint8Array {
  const segments = Array.from({ length: width }, (_, segment) => {
    const plane = bytes.filter((_byte, i) => i % width === width - 1 - segment);
    const runs = Array.from({ length: Math.ceil(plane.length / 128) }, (_run, k) => plane.subarray(128 * k, 128 * (k + 1)));
    return runs.flatMap((run) => [run.length - 1, ...run]);
  });
  const head = new DataView(new ArrayBuffer(64));
  head.setUint32(0, width, true);
  let at = 64;
  for (const [k, segment] of segments.entries()) {
    head.setUint32(4 + 4 * k, at, true);
    at += segment.length;
  }
  return Uint8Array.from([...new Uint8Array(head.buffer), ...segments.flat()]);
}

function withEncoder(encoder: WasmEncoder, { values, columns, rows }: Picture): Uint8Array {
  const frame = { width: columns, height: rows, bitsPerSample: 16, componentCount: 1, isSigned: values instanceof Int16Array, isUsingColorTransform: false };
  encoder.getDecodedBuffer(frame).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  encoder.encode();
  const encoded = Uint8Array.from(encoder.getEncodedBuffer());
  encoder.delete();
  return encoded;
}

/** How a picture is compressed in each transfer syntax that is read; `near` and `lossy` are what must not be. Small pictures bear one wavelet decomposition. */
export async function compressors(decompositions = 1) {
  const quiet = () => ({ print: (): void => undefined, printErr: (): void => undefined });
  const [charls, openJpeg, openJph] = await Promise.all([createCharls(quiet()), createOpenJpeg(quiet()), createOpenJph(quiet())]);
  const jpegLs = (near: number): Compress => (picture) => { const encoder = new charls.JpegLSEncoder(); encoder.setNearLossless(near); return withEncoder(encoder, picture); };
  const quality = (Encoder: typeof openJpeg.J2KEncoder, isLossless: boolean): Compress => (picture) => { const encoder = new Encoder(); encoder.setQuality(isLossless, isLossless ? 0 : 0.01); encoder.setDecompositions(decompositions); return withEncoder(encoder, picture); };
  const lossless: Compress = ({ values, columns, rows }) => jpegLossless(Uint16Array.from(values), columns, rows);
  const deflate: Compress = (picture) => deflateRawSync(bytesOf(picture));
  return {
    bySyntax: {
      '1.2.840.10008.1.2.5': (picture) => rle(bytesOf(picture), 2),
      '1.2.840.10008.1.2.8.1': deflate,
      '1.2.840.10008.1.2.4.57': lossless,
      '1.2.840.10008.1.2.4.70': lossless,
      '1.2.840.10008.1.2.4.80': jpegLs(0),
      '1.2.840.10008.1.2.4.90': quality(openJpeg.J2KEncoder, true),
      '1.2.840.10008.1.2.4.201': quality(openJph.HTJ2KEncoder, true),
      '1.2.840.10008.1.2.4.202': quality(openJph.HTJ2KEncoder, true),
    } satisfies Readonly<Record<string, Compress>>,
    near: jpegLs(4),
    lossy: quality(openJpeg.J2KEncoder, false),
  };
}

/** One after another, in memory of its own. */
const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

function element(tag: readonly [number, number], length: number, content: Uint8Array): Uint8Array {
  const head = new DataView(new ArrayBuffer(8));
  head.setUint16(0, tag[0], true);
  head.setUint16(2, tag[1], true);
  head.setUint32(4, length, true);
  return joined(new Uint8Array(head.buffer), content);
}

/** The file with another TransferSyntaxUID in its meta information. */
export function withSyntax(file: Uint8Array, transferSyntaxUid: string): Uint8Array {
  const value = ascii(transferSyntaxUid.padEnd(transferSyntaxUid.length + (transferSyntaxUid.length % 2), '\0'));
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const group = view.getUint32(140, true);
  let at = 144;
  while (at + 12 < file.length && view.getUint16(at + 2, true) !== 0x10) at += 8 + (['OB', 'UN'].includes(String.fromCharCode(file[at + 4], file[at + 5])) ? 4 + view.getUint32(at + 8, true) : view.getUint16(at + 6, true));
  if (at + 12 >= file.length) return file;
  const old = view.getUint16(at + 6, true);
  const changed = joined(file.subarray(0, at + 6), new Uint8Array([value.length & 255, value.length >> 8]), value, file.subarray(at + 8 + old));
  new DataView(changed.buffer).setUint32(140, group - old + value.length, true);
  return changed;
}

/** Where the meta information ends and the data set begins. */
const dataSetStart = (file: Uint8Array): number => 144 + new DataView(file.buffer, file.byteOffset, file.byteLength).getUint32(140, true);

/** A file in Deflated Explicit VR Little Endian (PS3.5 A.5); `more` is deflated behind the data set. */
export function deflated(dataset: Dataset, more: Uint8Array = new Uint8Array(0)): Uint8Array {
  const file = withSyntax(encode(dataset), '1.2.840.10008.1.2.1.99');
  const start = dataSetStart(file);
  return joined(file.subarray(0, start), deflateRawSync(joined(file.subarray(start), more), { level: 1 }));
}

export interface Encapsulation {
  readonly transferSyntaxUid: string;
  /** Compressed frames, each of one or more fragments. */
  readonly frames: readonly (readonly Uint8Array[])[];
  readonly offsetTable?: 'written' | 'empty';
}

/** A data set with encapsulated PixelData (PS3.5 A.4). */
export function encapsulated({ PixelData: _native, ...dataset }: Dataset, { transferSyntaxUid, frames, offsetTable = 'empty' }: Encapsulation): Uint8Array {
  const even = (bytes: Uint8Array): Uint8Array => (bytes.length % 2 === 0 ? bytes : Uint8Array.from([...bytes, 0]));
  const item = (bytes: Uint8Array): Uint8Array => element([0xfffe, 0xe000], even(bytes).length, even(bytes));
  const sizes = frames.map((fragments) => fragments.reduce((sum, fragment) => sum + item(fragment).length, 0));
  const offsets = Uint32Array.from(sizes, (_, k) => sizes.slice(0, k).reduce((sum, size) => sum + size, 0));
  const table = item(offsetTable === 'written' ? new Uint8Array(offsets.buffer) : new Uint8Array(0));
  const head = new Uint8Array([0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  return joined(withSyntax(encode(dataset), transferSyntaxUid), head, table, ...frames.flat().map(item), element([0xfffe, 0xe0dd], 0, new Uint8Array(0)));
}
