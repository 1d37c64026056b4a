import { backport } from './backport.js';
import type { SubscriptionEntity } from './subscription.entity.js';
import { resultAvailable } from './topic.js';

/** What of a subscription is stored as its content: what it was asked for, but for its headers. */
export interface SubscriptionContent {
  readonly endpoint: string;
  readonly payloadContent: 'empty' | 'id-only';
}

/** A stored subscription's content; only this folder writes it. */
export function contentOf({ content }: Pick<SubscriptionEntity, 'content'>): SubscriptionContent {
  const endpoint: unknown = Reflect.get(content, 'endpoint');
  const payloadContent: unknown = Reflect.get(content, 'payloadContent');
  return { endpoint: typeof endpoint === 'string' ? endpoint : '', payloadContent: payloadContent === 'empty' ? 'empty' : 'id-only' };
}

/** A subscription as R4 Subscription. Its headers open doors of the subscriber's and are not shown. */
export function subscriptionResource(row: SubscriptionEntity): Readonly<Record<string, unknown>> & { readonly resourceType: 'Subscription'; readonly id: string } {
  const { id, status, revision, patientId, heartbeatSeconds, endsAt, problem, changedAt } = row;
  const { endpoint, payloadContent } = contentOf(row);
  return {
    resourceType: 'Subscription', id, meta: { versionId: String(revision), lastUpdated: changedAt.toISOString(), profile: [backport.subscription] },
    status, reason: 'To be told when a result is available', criteria: resultAvailable,
    ...(patientId === null ? {} : { _criteria: { extension: [{ url: backport.filter, valueString: `RiskAssessment?patient=Patient/${patientId}` }] } }),
    ...(endsAt === null ? {} : { end: endsAt.toISOString() }), ...(problem === null ? {} : { error: problem }),
    channel: {
      ...(heartbeatSeconds === null ? {} : { extension: [{ url: backport.heartbeat, valueUnsignedInt: heartbeatSeconds }] }),
      type: 'rest-hook', endpoint, payload: 'application/fhir+json', _payload: { extension: [{ url: backport.payloadContent, valueCode: payloadContent }] },
    },
  };
}
