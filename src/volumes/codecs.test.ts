import { loadDecoder, type CompressedEncoding } from './codecs.js';

test.each<CompressedEncoding>(['jpeg-lossless', 'jpeg-ls', 'jpeg-2000', 'htj2k'])('a decoder of %s can be loaded for one volume after the other', async (encoding) => {
  for (let volume = 0; volume < 3; volume += 1) {
    const decode = await loadDecoder(encoding);
    expect(decode(new Uint8Array(4), { rows: 1, columns: 1 })).toMatchObject({ ok: false, problem: { code: 'PIXEL_DATA_TRUNCATED' } });
  }
});

test('a decoder leaves the process alone: nothing listens for its uncaught exceptions', async () => {
  const before = process.listenerCount('uncaughtException');
  await loadDecoder('jpeg-2000');
  expect(process.listenerCount('uncaughtException')).toBe(before);
});
