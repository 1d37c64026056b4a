import fc from 'fast-check';
import { decimalString } from './decimal-string.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('DICOM decimal strings (PS3.5 6.2)', () => {
  test('any finite double takes at most 16 characters of the DS repertoire', () => {
    fc.assert(fc.property(finite, (value) => {
      expect(decimalString(value)).toMatch(/^(?=.{1,16}$)-?(\d+(\.\d+)?)(e-?\d+)?$/);
    }), { numRuns: 5000 });
  });

  test('read back, at least ten significant digits are the same', () => {
    // Below that the doubles themselves have fewer digits, above it rounding up would end at infinity.
    fc.assert(fc.property(finite.filter((value) => Math.abs(value) > 1e-290 && Math.abs(value) < 1e308), (value) => {
      expect(Math.abs(Number(decimalString(value)) / value - 1)).toBeLessThan(5e-10);
    }), { numRuns: 5000 });
  });

  test('what has a text of 16 characters comes back to the bit', () => {
    fc.assert(fc.property(finite.filter((value) => String(value).replace('e+', 'e').length <= 16), (value) => {
      expect(Number(decimalString(value)) === value).toBe(true);
    }), { numRuns: 2000 });
  });

  test.each([
    [1 / 3, '0.33333333333333'], [-1 / 3, '-0.3333333333333'], [0.1 + 0.2, '0.30000000000000'], [-1.234567890123e-109, '-1234567890e-118'], [123456789.12345678, '123456789.123457'],
    [1e21, '1e21'], [Number.MAX_VALUE, '179769313486e297'], [0, '0'], [-0, '0'],
  ])('%d is written %s', (value, text) => {
    expect(decimalString(value)).toBe(text);
  });

  test.each([Number.NaN, Infinity, -Infinity])('%d has no decimal string', (value) => {
    expect(() => decimalString(value)).toThrow('cannot be written');
  });
});
