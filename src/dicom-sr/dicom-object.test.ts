import { dateAndTime } from './dicom-object.js';

const moment = new Date('2026-03-01T23:30:15.900Z');

test.each([['', '20260301', '233015'], ['+0000', '20260301', '233015'], ['+0100', '20260302', '003015'], ['-0530', '20260301', '180015'], ['nonsense', '20260301', '233015']])('by a clock at "%s" from UTC it is %s %s', (offset, date, time) => {
  expect(dateAndTime(moment, offset)).toEqual({ date, time });
});
