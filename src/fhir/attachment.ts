import { createHash } from 'node:crypto';

/** A text as R4 Attachment: its size in bytes, and SHA-1 as R4 wants the hash. */
export function attachmentOf(text: string, { contentType, title, creation }: { readonly contentType: string; readonly title: string; readonly creation?: Date }) {
  const bytes = Buffer.from(text, 'utf8');
  return {
    contentType, language: 'en', data: bytes.toString('base64'), size: bytes.length, hash: createHash('sha1').update(bytes).digest('base64'), title,
    ...(creation === undefined ? {} : { creation: creation.toISOString() }),
  };
}
