import { Readable } from 'node:stream';
import fc from 'fast-check';
import { boundaryOf, splitMultipart } from './multipart.js';

function* cut(bytes: Buffer, sizes: readonly number[]) {
  for (let at = 0, k = 0; at < bytes.length; k += 1) {
    const size = Math.max(1, sizes[k % sizes.length] ?? 1);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const inPieces = (bytes: Buffer, sizes: readonly number[]): AsyncIterable<Uint8Array> => Readable.from(cut(bytes, sizes));

async function parts(body: AsyncIterable<Uint8Array>, boundary: string) {
  const found: { type: string | undefined; bytes: Buffer }[] = [];
  let pieces: Buffer[] = [];
  let type: string | undefined;
  for await (const event of splitMultipart(body, boundary)) {
    if (event.kind === 'part') { pieces = []; type = event.headers.get('content-type'); }
    else if (event.kind === 'data') pieces.push(Buffer.from(event.bytes));
    else found.push({ type, bytes: Buffer.concat(pieces) });
  }
  return found;
}

const encode = (bodies: readonly Uint8Array[], boundary: string) => Buffer.concat([
  ...bodies.flatMap((body) => [Buffer.from(`\r\n--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`), body]),
  Buffer.from(`\r\n--${boundary}--\r\n`),
]);

test('P1: a boundary is read quoted, unquoted and not at all', () => {
  expect(boundaryOf('multipart/related; type="application/dicom"; boundary="a b"')).toBe('a b');
  expect(boundaryOf('multipart/related; boundary=x-1; type=y')).toBe('x-1');
  expect(boundaryOf('application/json; boundary=x')).toBeUndefined();
});

test('P1: parts come back byte for byte however the body is cut', async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 4 }), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
    async (bodies, sizes) => {
      const found = await parts(inPieces(encode(bodies, 'b0'), sizes), 'b0');
      expect(found.map((part) => [...part.bytes])).toEqual(bodies.map((body) => [...body]));
      expect(found[0]?.type).toBe('application/dicom');
    },
  ), { numRuns: 300 });
});

test('P1: content that looks like the beginning of a delimiter is content', async () => {
  const tricky = Buffer.from('\r\n--b\r\n--\r\n-- b0\r\n\r\n');
  const [part] = await parts(inPieces(encode([tricky], 'b0'), [3]), 'b0');
  expect(part?.bytes).toEqual(tricky);
});

test('P1: a body cut off before its closing delimiter is an error, not a shorter study', async () => {
  const whole = encode([Buffer.alloc(100, 7)], 'b0');
  await expect(parts(inPieces(whole.subarray(0, whole.length - 10), [16]), 'b0')).rejects.toThrow('ended before its closing delimiter');
});

test('P1: an empty part and one that begins like a delimiter are told apart in any pieces', async () => {
  const bodies = [Buffer.alloc(0), Buffer.from('--bX'), Buffer.alloc(0)];
  for (const size of [1, 2, 3, 5, 8, 100]) {
    const found = await parts(inPieces(encode(bodies, 'b0'), [size]), 'b0');
    expect(found.map((part) => part.bytes.toString())).toEqual(bodies.map(String));
  }
});

test('P1: what follows the closing delimiter is not waited for', async () => {
  function* endless(): Generator<Uint8Array> {
    yield encode([Buffer.from('one')], 'b0');
    for (;;) yield Buffer.alloc(1000);
  }
  const [part] = await parts(Readable.from(endless()), 'b0');
  expect(part?.bytes.toString()).toBe('one');
});

test.each<[string, () => Generator<Uint8Array>]>([
  ['a body that never begins', function* () { for (;;) yield Buffer.alloc(1000, 32); }],
  ['headers that never end', function* () { yield Buffer.from('--b0\r\n'); for (;;) yield Buffer.alloc(1000, 65); }],
  ['parts without end', function* () { const part = Buffer.from('\r\n--b0\r\n\r\n'.repeat(1000)); for (;;) yield part; }],
])('P1: %s is an error, not a wait', async (_, body) => {
  await expect(parts(Readable.from(body()), 'b0')).rejects.toThrow(/longer than|more than/);
});
