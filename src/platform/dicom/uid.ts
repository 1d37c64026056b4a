import { createHash } from 'node:crypto';

/** A UID made from a text, the same for the same text: a name-based UUID (version 8, RFC 9562) under 2.25 (PS3.5 B.2). */
export function uidFromText(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`).toString(10)}`;
}
