import { randomUUID } from 'node:crypto';
import { backport, type NotificationType } from './backport.js';
import type { SubscriptionEntity } from './subscription.entity.js';

/** Canonical of the one topic there is: a result was stored, a score or an abstention. Its focus is the RiskAssessment. */
export const resultAvailable = 'urn:sarcolens:topic:result-available';

/** An event that a notification tells of. */
export interface ToldEvent {
  readonly number: number;
  readonly resultId: string;
  readonly at: Date;
}

/** What a notification of ours is made from. */
export interface Telling {
  readonly subscription: Pick<SubscriptionEntity, 'id' | 'status' | 'events' | 'content' | 'problem'>;
  readonly type: NotificationType;
  readonly events: readonly ToldEvent[];
  /** Of this FHIR server. */
  readonly base: string;
  readonly now: Date;
}

const contentOf = (content: object): unknown => Reflect.get(content, 'payloadContent');
const isEmpty = ({ content }: Telling['subscription']): boolean => contentOf(content) === 'empty';

function eventPart({ number, resultId, at }: ToldEvent, { subscription, base }: Telling) {
  const focus = isEmpty(subscription) ? [] : [{ name: 'focus', valueReference: { reference: `${base}/RiskAssessment/${resultId}` } }];
  return { name: 'notification-event', part: [{ name: 'event-number', valueString: String(number) }, { name: 'timestamp', valueInstant: at.toISOString() }, ...focus] };
}

/** A SubscriptionStatus, which is a Parameters in R4. */
export function subscriptionStatus(telling: Telling) {
  const { subscription: { id, status, events: count, problem }, type, events, base } = telling;
  return {
    resourceType: 'Parameters', id: randomUUID(), meta: { profile: [backport.status] },
    parameter: [
      { name: 'subscription', valueReference: { reference: `${base}/Subscription/${id}` } }, { name: 'topic', valueCanonical: resultAvailable }, { name: 'status', valueCode: status },
      { name: 'type', valueCode: type }, { name: 'events-since-subscription-start', valueString: String(count) }, ...events.map((event) => eventPart(event, telling)),
      ...(problem === null ? [] : [{ name: 'error', valueCodeableConcept: { text: problem } }]),
    ],
  };
}

/** A notification, or the answer to `$events`: a Bundle of type history whose first entry is the status. */
export function notificationBundle(telling: Telling) {
  const { subscription, events, base, now } = telling;
  const status = subscriptionStatus(telling);
  const named = isEmpty(subscription) ? [] : events.map(({ resultId }) => ({ fullUrl: `${base}/RiskAssessment/${resultId}`, request: { method: 'POST', url: 'RiskAssessment' }, response: { status: '201' } }));
  return {
    resourceType: 'Bundle', id: randomUUID(), meta: { profile: [backport.notification] }, type: 'history', timestamp: now.toISOString(),
    entry: [{ fullUrl: `urn:uuid:${status.id}`, resource: status, request: { method: 'GET', url: `${base}/Subscription/${subscription.id}/$status` }, response: { status: '200' } }, ...named],
  };
}
