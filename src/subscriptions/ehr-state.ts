import { z } from 'zod';
import type { EhrAnswer } from '../studies/ehr-server.client.js';
import { readStatus } from './notification.js';

const subscription = z.looseObject({ resourceType: z.literal('Subscription'), id: z.string().optional(), status: z.string().optional(), criteria: z.string().optional() });
const bundle = z.looseObject({ resourceType: z.literal('Bundle'), entry: z.array(z.looseObject({ resource: z.unknown().optional() })).default([]) });

/** The first resource of a Bundle, or what is none itself. */
export const firstResource = (body: unknown): unknown => bundle.safeParse(body).data?.entry[0]?.resource ?? body;

/** Id of the Subscription that an answer is about. */
export function subscriptionIdOf({ body, headers }: EhrAnswer): string | undefined {
  return subscription.safeParse(body).data?.id ?? /Subscription\/([A-Za-z0-9\-.]{1,64})/.exec(headers.location ?? '')?.[1];
}

/** How the EHR says that a subscription stands, in the resource itself or in the answer to `$status`. */
export function statusOf({ body }: Pick<EhrAnswer, 'body'>): string | undefined {
  const resource = firstResource(body);
  const status = readStatus(resource);
  return subscription.safeParse(resource).data?.status ?? (status.ok ? status.value.status : undefined);
}

/** Among the subscriptions at our address, the one about this. */
export const foundSubscription = (body: unknown, key: string): string | undefined =>
  bundle.safeParse(body).data?.entry.flatMap(({ resource }) => { const one = subscription.safeParse(resource).data; return one?.criteria === key && one.id !== undefined ? [one.id] : []; })[0];

/** True where a heartbeat has stayed away for twice its period. */
export const overdue = (heardAt: Date, heartbeatSeconds: number, now: Date): boolean => now.getTime() - heardAt.getTime() > 2000 * heartbeatSeconds;
