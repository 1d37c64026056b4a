import { done, refused, type Outcome, type ProblemCode } from '../platform/problem.js';
import { quotedUid } from './quoted.js';

/** How the pixels of a transfer syntax come out (PS3.5 A.4; PS3.6 A.1). */
export type Encoding = 'native' | 'native-big-endian' | 'rle' | 'deflated-frame' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

/** A transfer syntax by name, and how it is read or with which code it is refused. */
export interface TransferSyntax {
  readonly uid: string;
  readonly name: string;
  readonly encoding?: Encoding;
  readonly code?: Extract<ProblemCode, 'LOSSY_COMPRESSION' | 'UNSUPPORTED_TRANSFER_SYNTAX'>;
}

const read = (uid: string, name: string, encoding: Encoding): TransferSyntax => ({ uid, name, encoding });
const lossy = (uid: string, name: string): TransferSyntax => ({ uid, name, code: 'LOSSY_COMPRESSION' });
const unsupported = (uid: string, name: string): TransferSyntax => ({ uid, name, code: 'UNSUPPORTED_TRANSFER_SYNTAX' });

/** The allow-list: what is read gives back the bits that were acquired. The others are those that archives hold; what is not here is refused like them. */
export const transferSyntaxes: readonly TransferSyntax[] = [
  read('1.2.840.10008.1.2', 'Implicit VR Little Endian', 'native'),
  read('1.2.840.10008.1.2.1', 'Explicit VR Little Endian', 'native'),
  read('1.2.840.10008.1.2.1.99', 'Deflated Explicit VR Little Endian', 'native'),
  read('1.2.840.10008.1.2.2', 'Explicit VR Big Endian', 'native-big-endian'),
  read('1.2.840.10008.1.2.5', 'RLE Lossless', 'rle'),
  read('1.2.840.10008.1.2.8.1', 'Deflated Image Frame', 'deflated-frame'),
  read('1.2.840.10008.1.2.4.57', 'JPEG Lossless', 'jpeg-lossless'),
  read('1.2.840.10008.1.2.4.70', 'JPEG Lossless SV1', 'jpeg-lossless'),
  read('1.2.840.10008.1.2.4.80', 'JPEG-LS Lossless', 'jpeg-ls'),
  read('1.2.840.10008.1.2.4.90', 'JPEG 2000 Lossless', 'jpeg-2000'),
  read('1.2.840.10008.1.2.4.201', 'HTJ2K Lossless', 'htj2k'),
  read('1.2.840.10008.1.2.4.202', 'HTJ2K Lossless RPCL', 'htj2k'),
  lossy('1.2.840.10008.1.2.4.81', 'JPEG-LS Near-Lossless'),
  lossy('1.2.840.10008.1.2.4.91', 'JPEG 2000, possibly lossy'),
  lossy('1.2.840.10008.1.2.4.203', 'HTJ2K, possibly lossy'),
  unsupported('1.2.840.10008.1.2.4.50', 'JPEG Baseline'),
  unsupported('1.2.840.10008.1.2.4.51', 'JPEG Extended'),
  unsupported('1.2.840.10008.1.2.4.92', 'JPEG 2000 Part 2 Lossless'),
  unsupported('1.2.840.10008.1.2.4.93', 'JPEG 2000 Part 2'),
  unsupported('1.2.840.10008.1.2.4.94', 'JPIP Referenced'),
  unsupported('1.2.840.10008.1.2.4.100', 'MPEG2 Main Profile'),
  unsupported('1.2.840.10008.1.2.4.102', 'MPEG-4 AVC/H.264'),
  unsupported('1.2.840.10008.1.2.4.107', 'HEVC/H.265 Main Profile'),
  unsupported('1.2.840.10008.1.2.4.110', 'JPEG XL Lossless'),
  unsupported('1.2.840.10008.1.2.4.112', 'JPEG XL'),
];

const known = new Map(transferSyntaxes.map((syntax) => [syntax.uid, syntax]));

/** Says how to decode a transfer syntax, or why it is not decoded. */
export function encodingOf(transferSyntaxUid: string): Outcome<Encoding> {
  const { name, encoding, code } = known.get(transferSyntaxUid) ?? unsupported(transferSyntaxUid, '');
  if (encoding !== undefined) return done(encoding);
  if (code === 'LOSSY_COMPRESSION') return refused(code, `the pixels are compressed with transfer syntax ${transferSyntaxUid} (${name}); lossless pixels expected`);
  return refused('UNSUPPORTED_TRANSFER_SYNTAX',
    `transfer syntax ${quotedUid(transferSyntaxUid)}${name === '' ? '' : ` (${name})`} is not on the allow-list; native, RLE, JPEG lossless, JPEG-LS, JPEG 2000 lossless or HTJ2K lossless expected`);
}

/** The name people know of a transfer syntax; undefined where it is none of these. */
export const transferSyntaxName = (transferSyntaxUid: string): string | undefined => known.get(transferSyntaxUid)?.name;
