import { backport } from './backport.js';
import type { SubscriptionKind } from './ehr-subscription.entity.js';

/** What the EHR is to tell, and where. */
export interface Wanted {
  readonly key: string;
  readonly kind: SubscriptionKind;
  readonly filters: readonly string[];
  readonly endpoint: string;
  /** Name and value of the header by which it shows that it is the EHR. */
  readonly header: string;
  readonly heartbeatSeconds: number;
}

const longestWaitSeconds = 20;

/**
 * A subscription of ours as R4 Subscription: to a topic by the backport, with ids only and a heartbeat; or to a search, as
 * R4 itself has it, without payload. `requested` is what a client asks for; the server makes it active.
 */
export function ehrSubscription({ key, kind, filters, endpoint, header, heartbeatSeconds }: Wanted, status: 'requested' | 'off') {
  const common = { resourceType: 'Subscription', status, reason: 'Imaging studies and orders to be measured by Sarcolens', criteria: key };
  if (kind === 'criteria') return { ...common, channel: { type: 'rest-hook', endpoint, header: [header] } };
  return {
    ...common,
    meta: { profile: [backport.subscription] },
    ...(filters.length === 0 ? {} : { _criteria: { extension: filters.map((filter) => ({ url: backport.filter, valueString: filter })) } }),
    channel: {
      extension: [{ url: backport.heartbeat, valueUnsignedInt: heartbeatSeconds }, { url: backport.timeout, valueUnsignedInt: longestWaitSeconds }],
      type: 'rest-hook', endpoint, header: [header], payload: 'application/fhir+json',
      _payload: { extension: [{ url: backport.payloadContent, valueCode: 'id-only' }] },
    },
  };
}
