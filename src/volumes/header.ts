import { inflateRawSync } from 'node:zlib';
import dicomParser, { type DataSet } from 'dicom-parser';
import { done, refused, type Outcome } from '../platform/problem.js';

/** The elements of one data set or of one sequence item, read on demand. */
export type Header = DataSet;

export const pixelDataTag = 'x7fe00010';
/** A data set may inflate to this, or to 20 times its file: images never shrink so far, and a mask so large is none. */
const inflatedBytes = 2 ** 27;
const inflatedGrowth = 20;
const inflatedMost = 2 ** 31 - 1;
const cutOff = refused('MALFORMED_DICOM', 'the data set ends inside an element or its elements do not follow PS3.5');

/** dicom-parser's own inflater needs a Buffer and has no limit. */
function inflate(bytes: Uint8Array, position: number): Uint8Array {
  const rest = inflateRawSync(bytes.subarray(position), { maxOutputLength: Math.min(inflatedMost, Math.max(inflatedBytes, inflatedGrowth * bytes.length)) });
  const whole = new Uint8Array(position + rest.length);
  whole.set(bytes.subarray(0, position));
  whole.set(rest, position);
  return whole;
}

function refuseWithoutPrefix(bytes: Uint8Array): Outcome<never> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const group = bytes.length >= 8 ? view.getUint16(0, true) : 0;
  if (group === 2 || group === 8) {
    return refused('MALFORMED_DICOM', 'the file begins with DICOM elements but lacks the 128-byte preamble and the prefix DICM (PS3.10 7.1)');
  }
  return refused('NOT_DICOM', 'the file lacks the prefix DICM at byte 128 (PS3.10 7.1), so it is not DICOM');
}

/** dicom-parser notices an element that runs past the end of the file only when its value is read, and throws then. */
function endsInside(header: Header): boolean {
  return Object.entries(header.elements).every(([tag, { dataOffset, length, items: nested }]) =>
    tag === pixelDataTag || (dataOffset + length <= header.byteArray.length && (nested ?? []).every(({ dataSet }) => dataSet === undefined || endsInside(dataSet))));
}

/** What dicom-parser only remarks: a sequence or item that was still open where the file ended. */
const openEnded = /^eof encountered .* of undefined length$/;

/**
 * Reads the elements of a DICOM file up to PixelData, whose element is in the result but whose value is not touched:
 * a value that is cut off is then found by our own count and not by an exception.
 */
export function readHeader(bytes: Uint8Array): Outcome<Header> {
  if (bytes.length < 132 || String.fromCharCode(...bytes.subarray(128, 132)) !== 'DICM') return refuseWithoutPrefix(bytes);
  try {
    const options = { untilTag: pixelDataTag, inflater: inflate };
    const header = dicomParser.parseDicom(bytes, options);
    if (!endsInside(header) || header.warnings.some((warning) => openEnded.test(warning))) return cutOff;
    if (header.elements['x00080016'] === undefined) {
      return refused('MALFORMED_DICOM', 'the file has no SOPClassUID, so what it holds is unknown');
    }
    return done(header);
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      return refused('MALFORMED_DICOM', `the deflated data set inflates to more than ${inflatedBytes} bytes and ${inflatedGrowth} times its file`);
    }
    const missing = String(error instanceof Error ? error.message : error).includes('0002,0010');
    return missing ? refused('MALFORMED_DICOM', 'the file meta information has no TransferSyntaxUID (0002,0010), so the data set cannot be read') : cutOff;
  }
}

/** A string without padding, '' when absent. */
export const text = (header: Header, tag: string): string => (header.string(tag) ?? '').replaceAll('\0', '').trim();

/** The values of a multi-valued string, [] when absent. */
export const texts = (header: Header, tag: string): readonly string[] => {
  const whole = text(header, tag);
  return whole === '' ? [] : whole.split('\\').map((value) => value.trim());
};

/** Decimal or integer strings as numbers; null when absent or when one is not a finite number. */
export function numbers(header: Header, tag: string): readonly number[] | null {
  const values = texts(header, tag).map((value) => (value === '' ? Number.NaN : Number(value)));
  return values.length > 0 && values.every(Number.isFinite) ? values : null;
}

/** The first decimal or integer string as a number, undefined when absent or not a finite number. */
export function numeric(header: Header, tag: string): number | undefined {
  const first = texts(header, tag)[0];
  const value = first === undefined || first === '' ? Number.NaN : Number(first);
  return Number.isFinite(value) ? value : undefined;
}

/** Reads a binary value of `bytes` bytes; undefined where the element is absent or too short to hold one. */
const binary = (bytes: number, read: (header: Header, tag: string) => number | undefined) => (header: Header, tag: string): number | undefined =>
  ((header.elements[tag]?.length ?? 0) >= bytes ? read(header, tag) : undefined);

export const unsigned16 = binary(2, (header, tag) => header.uint16(tag));
export const signed16 = binary(2, (header, tag) => header.int16(tag));
export const unsigned32 = binary(4, (header, tag) => header.uint32(tag));
export const float32 = binary(4, (header, tag) => header.float(tag));
export const float64 = binary(8, (header, tag) => header.double(tag));

/** The items of a sequence, [] when absent. */
export const items = (header: Header, tag: string): readonly Header[] =>
  (header.elements[tag]?.items ?? []).flatMap((item) => (item.dataSet ? [item.dataSet] : []));

/** The TextDecoder label of a SpecificCharacterSet defined term (PS3.3 C.12.1.1.2); code extensions are not followed. */
function encodingLabel(characterSet: string): string {
  if (characterSet === 'ISO_IR 192') return 'utf-8';
  if (characterSet === 'GB18030' || characterSet === 'GBK') return 'gb18030';
  const parts: Readonly<Record<string, string>> = {
    101: 'iso-8859-2', 109: 'iso-8859-3', 110: 'iso-8859-4', 144: 'iso-8859-5', 127: 'iso-8859-6', 126: 'iso-8859-7', 138: 'iso-8859-8', 148: 'windows-1254',
    166: 'windows-874', 13: 'shift_jis', 87: 'iso-2022-jp', 149: 'euc-kr',
  };
  return parts[/IR (\d+)$/.exec(characterSet)?.[1] ?? ''] ?? 'windows-1252';
}

/** A string that people wrote, decoded by `characterSet` (the value of SpecificCharacterSet); '' when absent. */
export function written(header: Header, tag: string, characterSet: string): string {
  const element = header.elements[tag];
  if (!element) return '';
  const bytes = header.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  return new TextDecoder(encodingLabel(characterSet)).decode(bytes).replaceAll('\0', '').trim();
}

/** The tag of a private element by group, creator and low byte (PS3.5 7.8.1), or undefined when the creator has no block. */
export function privateTag(header: Header, group: string, creator: string, low: string): string | undefined {
  const beginning = `x${group}00`;
  const owner = Object.keys(header.elements).find((tag) => tag.startsWith(beginning) && tag.slice(7) >= '10' && text(header, tag) === creator);
  return owner === undefined ? undefined : `x${group}${owner.slice(7)}${low}`;
}
