import { Readable } from 'node:stream';
import fc from 'fast-check';
import { boundaryOf, splitMultipart } from './multipart.js';
import { stowAnswer, stowRequest } from './stow.js';

async function partsOf(contentType: string, body: Uint8Array): Promise<readonly Buffer[]> {
  const found: Buffer[][] = [];
  for await (const event of splitMultipart(Readable.from([body]), boundaryOf(contentType) ?? '')) {
    if (event.kind === 'part') found.push([]);
    else if (event.kind === 'data') found.at(-1)?.push(event.bytes);
  }
  return found.map((pieces) => Buffer.concat(pieces));
}

const item = (uid: string, reason: Readonly<Record<string, number>> = {}) => ({
  '00081155': { vr: 'UI', Value: [uid] }, ...Object.fromEntries(Object.entries(reason).map(([tag, value]) => [tag, { vr: 'US', Value: [value] }])),
});
const answer = (failed: readonly object[], referenced: readonly object[]): string => JSON.stringify({ '00081198': { vr: 'SQ', Value: failed }, '00081199': { vr: 'SQ', Value: referenced } });
const codeOf = (status: number, body: string): string => { const read = stowAnswer({ status, body }, ['1.2']); return read.ok ? 'ok' : read.problem.code; };

describe('STOW-RS request (PS3.18 10.5.1)', () => {
  test('what was put in comes out of the multipart body, byte for byte', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }), async (files) => {
      const { contentType, body } = stowRequest(files);
      expect((await partsOf(contentType, body)).map((part) => [...part])).toEqual(files.map((file) => [...file]));
    }));
  });

  test('the same files give the same body, and the type names application/dicom', () => {
    const files = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)];
    expect(stowRequest(files)).toEqual(stowRequest(files));
    expect(stowRequest(files).contentType).toMatch(/^multipart\/related; type="application\/dicom"; boundary=[a-z0-9-]{1,70}$/);
  });
});

describe('STOW-RS answer (PS3.18 10.5.3)', () => {
  test('200 means that everything was stored, whatever the body', () => {
    for (const body of ['', '<xml/>', answer([], [item('1.2'), item('1.3')])]) {
      expect(stowAnswer({ status: 200, body }, ['1.2', '1.3'])).toEqual({ ok: true, value: { stored: ['1.2', '1.3'], failed: [], changed: [] } });
    }
  });

  test('202 names what failed, with the reason in words', () => {
    const body = answer([item('1.3', { '00081197': 0xa700 })], [item('1.2')]);
    expect(stowAnswer({ status: 202, body }, ['1.2', '1.3'])).toEqual({ ok: true, value: { stored: ['1.2'], failed: [{ sopInstanceUid: '1.3', code: 'A700', text: 'out of resources' }], changed: [] } });
  });

  test('202 stores what it names and nothing else', () => {
    expect(stowAnswer({ status: 202, body: answer([], [item('1.2')]) }, ['1.2', '1.3'])).toMatchObject({ value: { stored: ['1.2'], failed: [{ sopInstanceUid: '1.3', text: 'reason not said' }] } });
  });

  test('409 with a duplicate: it is there already', () => {
    expect(stowAnswer({ status: 409, body: answer([item('1.2', { '00081197': 0x0111 })], []) }, ['1.2'])).toMatchObject({ value: { stored: ['1.2'], failed: [] } });
  });

  test('a list with one data set is read as the data set', () => {
    expect(stowAnswer({ status: 409, body: `[${answer([item('1.2', { '00081197': 0xc122 })], [])}]` }, ['1.2'])).toMatchObject({ value: { failed: [{ code: 'C122', text: 'transfer syntax not supported' }] } });
  });

  test('a warning is kept: stored, but with elements coerced', () => {
    expect(stowAnswer({ status: 200, body: answer([], [item('1.2', { '00081196': 0xb000 })]) }, ['1.2'])).toMatchObject({ value: { stored: ['1.2'], changed: [{ code: 'B000', text: 'elements coerced' }] } });
  });

  test.each([[503, 'PACS_UNAVAILABLE'], [429, 'PACS_UNAVAILABLE'], [401, 'PACS_REFUSED'], [415, 'PACS_REFUSED'], [202, 'PACS_REFUSED'], [409, 'PACS_REFUSED']])('%d without a readable body is %s', (status, code) => {
    expect(codeOf(status, 'no')).toBe(code);
  });
});
