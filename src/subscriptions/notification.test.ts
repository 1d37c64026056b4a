import { readNotification } from './notification.js';

const status = (...parameter: readonly object[]) => ({ resourceType: 'Bundle', type: 'history', entry: [{ resource: { resourceType: 'Parameters', parameter } }] });
const type = (valueCode: string) => ({ name: 'type', valueCode });

test('SUB-T2: a notification is a SubscriptionStatus as R4 Parameters, its numbers text or numbers', () => {
  const event = { name: 'notification-event', part: [{ name: 'event-number', valueString: '3' }, { name: 'focus', valueReference: { reference: 'https://ehr.example.org/fhir/ImagingStudy/9' } }] };
  expect(readNotification(status(
    { name: 'subscription', valueReference: { reference: 'https://ehr.example.org/fhir/Subscription/a' } }, { name: 'topic', valueCanonical: 'urn:topic' }, { name: 'status', valueCode: 'active' }, type('event-notification'),
    { name: 'events-since-subscription-start', valueInteger: 3 }, event,
  ))).toEqual({ ok: true, value: { type: 'event-notification', status: 'active', subscriptionId: 'a', topic: 'urn:topic', eventsSince: 3, events: [{ number: 3, focus: 'https://ehr.example.org/fhir/ImagingStudy/9' }] } });
});

test.each([[{}, /^Bundle\.resourceType: /], [{ resourceType: 'Bundle', type: 'history', entry: [] }, /^Bundle\.entry: /], [status(type('nonsense')), /expected a type, one of handshake/], [{ resourceType: 'Bundle', type: 'history', entry: [{ resource: { resourceType: 'Patient' } }] }, /expected a SubscriptionStatus/]])(
  'SUB-T2: what is no notification says so (%#)', (body, text) => {
    const read = readNotification(body);
    expect(read.ok ? '' : read.problem.text).toMatch(text);
  },
);
