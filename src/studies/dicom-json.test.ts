import { isUid, textOf } from './dicom-json.js';

test.each(['..', '.', '...', '1', '1.', '.1', '1..2', '../1.2', '1.2/3', '1.2\0', `1.${'2'.repeat(63)}`, ''])('P1: %j is no UID: it would become the name of a folder', (text) => {
  expect(isUid(text)).toBe(false);
  expect(textOf({ '0020000E': { vr: 'UI', Value: [text] } }, '0020000E')).toBe('');
  expect(textOf({ '0020000E': { Value: [text] } }, '0020000E')).toBe('');
});

test('P1: a UID is one, with leading zeros too, as some devices write them', () => {
  expect(['1.2.840.10008.1', '2.25.07', '1.2'].map(isUid)).toEqual([true, true, true]);
  expect(textOf({ '0020000E': { vr: 'UI', Value: ['1.2.3 '] } }, '0020000E')).toBe('1.2.3');
});

test('other attributes are texts as they are', () => {
  expect(textOf({ '00080060': { vr: 'CS', Value: [' MR '] } }, '00080060')).toBe('MR');
  expect(textOf({ '00201209': { vr: 'IS', Value: [12] } }, '00201209')).toBe('12');
  expect([textOf({}, '00080060'), textOf({ '00080060': { vr: 'CS' } }, '00080060')]).toEqual(['', '']);
});
