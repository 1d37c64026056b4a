import fc from 'fast-check';
import { packBits } from './pack-bits.js';

test('bits follow each other over planes that end within a byte, in an even number of bytes (PS3.5 8.1.1)', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }).chain((size) => fc.array(fc.uint8Array({ minLength: size, maxLength: size, max: 1 }), { maxLength: 5 })), (planes) => {
    const packed = new Uint8Array(packBits(planes));
    const bits = planes.flatMap((plane) => [...plane]);
    expect(packed.length % 2).toBe(0);
    expect(bits.map((_, i) => (packed[i >> 3] >> (i & 7)) & 1)).toEqual(bits);
    expect(packed.length).toBe(2 * Math.ceil(bits.length / 16));
  }));
});
