import { done, refused, type Outcome } from '../platform/problem.js';

/** How the pixels of a transfer syntax come out (PS3.5 A.4; PS3.6 A.1). */
export type Encoding = 'native' | 'native-big-endian' | 'rle' | 'deflated-frame' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

/** The allow-list: every syntax here gives back the bits that were acquired. */
const allowed: Readonly<Record<string, Encoding>> = {
  '1.2.840.10008.1.2': 'native',
  '1.2.840.10008.1.2.1': 'native',
  '1.2.840.10008.1.2.1.99': 'native',
  '1.2.840.10008.1.2.2': 'native-big-endian',
  '1.2.840.10008.1.2.5': 'rle',
  '1.2.840.10008.1.2.8.1': 'deflated-frame',
  '1.2.840.10008.1.2.4.57': 'jpeg-lossless',
  '1.2.840.10008.1.2.4.70': 'jpeg-lossless',
  '1.2.840.10008.1.2.4.80': 'jpeg-ls',
  '1.2.840.10008.1.2.4.90': 'jpeg-2000',
  '1.2.840.10008.1.2.4.201': 'htj2k',
  '1.2.840.10008.1.2.4.202': 'htj2k',
};

const lossy: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.2.4.81': 'JPEG-LS near-lossless',
  '1.2.840.10008.1.2.4.91': 'JPEG 2000, possibly lossy',
  '1.2.840.10008.1.2.4.203': 'HTJ2K, possibly lossy',
};

/** Says how to decode a transfer syntax, or why it is not decoded. */
export function encodingOf(transferSyntaxUid: string): Outcome<Encoding> {
  const encoding = allowed[transferSyntaxUid];
  if (encoding) return done(encoding);
  const kind = lossy[transferSyntaxUid];
  if (kind) return refused('LOSSY_COMPRESSION', `the pixels are compressed with transfer syntax ${transferSyntaxUid} (${kind}); lossless pixels expected`);
  return refused('UNSUPPORTED_TRANSFER_SYNTAX',
    `transfer syntax ${transferSyntaxUid || '(none)'} is not on the allow-list; native, RLE, JPEG lossless, JPEG-LS, JPEG 2000 lossless or HTJ2K lossless expected`);
}
