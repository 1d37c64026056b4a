import { hear } from './hear.js';
import type { Notification } from './notification.js';

const told = (type: Notification['type'], eventsSince: number, ...numbers: readonly number[]): Notification =>
  ({ type, eventsSince, events: numbers.map((number) => ({ number, focus: `ImagingStudy/${number}` })), status: 'active', subscriptionId: 's', topic: undefined });

test.each([
  ['the next event', 20, told('event-notification', 21, 21), { lastEvent: 21, take: ['ImagingStudy/21'], gaps: [] }],
  ['a repeat', 21, told('event-notification', 21, 21), { lastEvent: 21, take: [], gaps: [] }],
  ['an event after one that was lost (21, then 23)', 21, told('event-notification', 23, 23), { lastEvent: 23, take: ['ImagingStudy/23'], gaps: [{ from: 22, to: 22 }] }],
  ['several events with a hole, in no order', 1, told('event-notification', 6, 6, 2, 4), { lastEvent: 6, take: ['ImagingStudy/2', 'ImagingStudy/4', 'ImagingStudy/6'], gaps: [{ from: 3, to: 3 }, { from: 5, to: 5 }] }],
  ['a heartbeat that counts more than was heard', 5, told('heartbeat', 8), { lastEvent: 8, take: [], gaps: [{ from: 6, to: 8 }] }],
  ['a heartbeat that counts what was heard', 5, told('heartbeat', 5), { lastEvent: 5, take: [], gaps: [] }],
  ['a heartbeat that is late', 5, told('heartbeat', 3), { lastEvent: 5, take: [], gaps: [] }],
  ['the first handshake', 0, told('handshake', 0), { lastEvent: 0, take: [], gaps: [] }],
  ['a handshake with a subscription that counts already', 0, told('handshake', 7), { lastEvent: 7, take: [], gaps: [] }],
  ['a handshake after events that were lost', 5, told('handshake', 7), { lastEvent: 7, take: [], gaps: [{ from: 6, to: 7 }] }],
  ['a handshake that begins anew', 5, told('handshake', 0), { lastEvent: 0, take: [], gaps: [] }],
])('SUB-T2: %s', (_what, lastEvent, notification, expected) => {
  expect(hear(lastEvent, notification)).toEqual({ ask: false, ...expected });
});

test('SUB-T2: an event that does not say what it is about has everything asked for', () => {
  expect(hear(1, { ...told('event-notification', 2), events: [{ number: 2, focus: undefined }] })).toEqual({ lastEvent: 2, take: [], ask: true, gaps: [] });
  expect(hear(1, told('event-notification', 2))).toEqual({ lastEvent: 2, take: [], ask: true, gaps: [] });
});
