import fc from 'fast-check';
import { contentHash, derivedUid, trackingUidOf } from './uids.js';

const uid = /^2\.25\.(0|[1-9]\d*)$/;

describe('UIDs of made objects (PS3.5 9, B.2)', () => {
  test('whatever they are derived from, they have at most 64 characters and no component begins with a zero', () => {
    fc.assert(fc.property(fc.string(), fc.string(), fc.string(), (resultId, role, content) => {
      const derived = derivedUid({ resultId, role, content });
      expect(derived).toMatch(uid);
      expect(derived.length).toBeLessThanOrEqual(64);
    }));
  });

  test('the same result, role and content give the same UID; another one of them gives another', () => {
    const one = { resultId: 'r', role: 'segmentation', content: 'c' };
    expect(derivedUid({ ...one })).toBe(derivedUid(one));
    expect(new Set([one, { ...one, resultId: 's' }, { ...one, role: 'report' }, { ...one, content: 'd' }].map(derivedUid)).size).toBe(4);
  });

  test('a lesion without tracking UID gets one by patient and lesion, the same at every time point', () => {
    expect(trackingUidOf('P', 'Lesion 1')).toBe(trackingUidOf('P', 'Lesion 1'));
    expect(trackingUidOf('P', 'Lesion 1')).not.toBe(trackingUidOf('Q', 'Lesion 1'));
    expect(trackingUidOf('P', 'Lesion 1')).toMatch(uid);
  });

  test('a single pixel changes the content', () => {
    expect(contentHash({ Rows: 1, PixelData: Uint8Array.of(1).buffer })).not.toBe(contentHash({ Rows: 1, PixelData: Uint8Array.of(2).buffer }));
  });
});
