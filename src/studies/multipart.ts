/** What a multipart body is made of, in the order it arrives. */
export type MultipartEvent =
  | { readonly kind: 'part'; readonly headers: ReadonlyMap<string, string> }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'end-of-part' };

/** The boundary of a `multipart/…` content type; undefined where it is another type or names none. */
export function boundaryOf(contentType: string): string | undefined {
  if (!/^multipart\//i.test(contentType)) return undefined;
  const found = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  return found?.[1] ?? found?.[2];
}

function parseHeaders(block: string): ReadonlyMap<string, string> {
  const lines = block.split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
}

/** How many bytes at the end of a buffer may be the beginning of a delimiter. */
function openEnd(buffer: Buffer, delimiter: Buffer): number {
  for (let at = buffer.indexOf(delimiter[0], Math.max(0, buffer.length - delimiter.length + 1)); at >= 0; at = buffer.indexOf(delimiter[0], at + 1)) {
    if (buffer.subarray(at).equals(delimiter.subarray(0, buffer.length - at))) return buffer.length - at;
  }
  return 0;
}

/** The longest header block of a part, and the longest beginning before the first, that is waited for. */
const headerLimit = 16_384;
/** More instances than any series has. */
const mostParts = 100_000;

/**
 * Splits a multipart body (RFC 2046 §5.1) while it streams: memory stays at one chunk, whatever the size of a part.
 * Throws where the body ends before its closing delimiter, for what came may be less than what was sent, and where it goes on
 * and on beside its parts. What follows the closing delimiter is not read.
 */
export async function* splitMultipart(body: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<MultipartEvent> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first delimiter may open the body, with no line break before it.
  let buffer: Buffer = Buffer.from('\r\n');
  let state: 'preamble' | 'after-delimiter' | 'headers' | 'content' = 'preamble';
  const passed = { preamble: 0, parts: 0 };
  // The break that ends the headers may also begin the delimiter of an empty part, so it is kept and passed over.
  let skip = 0;
  for await (const chunk of body) {
    // Seldom is anything left of the chunk before; without a copy a series of 70 MB arrives a tenth sooner.
    buffer = buffer.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([buffer, chunk]);
    for (let isStuck = false; !isStuck;) {
      isStuck = true;
      if (state === 'preamble' || state === 'content') {
        const at = buffer.indexOf(delimiter);
        const upTo = at >= 0 ? at : buffer.length - openEnd(buffer, delimiter);
        if (state === 'content' && upTo > skip) yield { kind: 'data', bytes: buffer.subarray(skip, upTo) };
        if (state === 'content' && at >= 0) yield { kind: 'end-of-part' };
        if (state === 'preamble') passed.preamble += upTo;
        if (passed.preamble > headerLimit) throw new Error(`what comes before the first part is longer than ${headerLimit} bytes`);
        skip = Math.max(0, skip - upTo);
        buffer = buffer.subarray(at >= 0 ? at + delimiter.length : upTo);
        if (at >= 0) { state = 'after-delimiter'; isStuck = false; }
      } else if (state === 'after-delimiter' && buffer.length >= 2) {
        if (buffer.subarray(0, 2).toString('latin1') === '--') return;
        state = 'headers';
        isStuck = false;
      } else if (state === 'headers') {
        const end = buffer.indexOf('\r\n\r\n');
        if (end < 0 && buffer.length > headerLimit) throw new Error(`a part's headers are longer than ${headerLimit} bytes`);
        if (end >= 0) {
          passed.parts += 1;
          if (passed.parts > mostParts) throw new Error(`the body holds more than ${mostParts} parts`);
          yield { kind: 'part', headers: parseHeaders(buffer.subarray(0, end).toString('latin1')) };
          buffer = buffer.subarray(end + 2);
          skip = 2;
          state = 'content';
          isStuck = false;
        }
      }
    }
  }
  throw new Error('the multipart body ended before its closing delimiter');
}
