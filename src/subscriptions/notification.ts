import { z } from 'zod';
import { done, type Outcome, refused } from '../platform/problem.js';
import { type NotificationType, notificationTypes } from './backport.js';

/** 64-bit numbers travel as text in the R4 backport; some servers send them as numbers. */
const count = z.union([z.string().regex(/^\d{1,9}$/), z.int().min(0).max(999_999_999)]).transform(Number);
const part = z.looseObject({ name: z.string() });
const parameters = z.looseObject({ resourceType: z.literal('Parameters'), parameter: z.array(part) });
const bundle = z.looseObject({ resourceType: z.literal('Bundle'), type: z.string(), entry: z.array(z.looseObject({ resource: z.unknown().optional() })).min(1) });
const reference = z.looseObject({ reference: z.string() });
const nested = z.looseObject({ part: z.array(part) });

/** One event, by its number; without a focus where the notification is empty. */
export interface NotifiedEvent {
  readonly number: number;
  readonly focus: string | undefined;
}

/** What a notification, or the answer to `$status` or `$events`, says. */
export interface Notification {
  readonly type: NotificationType;
  /** Subscription.status as the server has it. */
  readonly status: string | undefined;
  /** Id of the Subscription at the server. */
  readonly subscriptionId: string | undefined;
  readonly topic: string | undefined;
  readonly eventsSince: number | undefined;
  readonly events: readonly NotifiedEvent[];
}

type Part = z.infer<typeof part>;

/** The value of a part, whatever its type is called. */
const valueOf = (of: Part | undefined): unknown => Object.entries(of ?? {}).find(([key]) => key.startsWith('value'))?.[1];
const named = (parts: readonly Part[], name: string): Part | undefined => parts.find((one) => one.name === name);
const textOf = (parts: readonly Part[], name: string): string | undefined => z.string().safeParse(valueOf(named(parts, name))).data;
const countOf = (parts: readonly Part[], name: string): number | undefined => count.safeParse(valueOf(named(parts, name))).data;
const referenceOf = (parts: readonly Part[], name: string): string | undefined => reference.safeParse(valueOf(named(parts, name))).data?.reference;

function eventOf(event: Part): readonly NotifiedEvent[] {
  const { part: parts = [] } = nested.safeParse(event).data ?? {};
  const number = countOf(parts, 'event-number');
  return number === undefined ? [] : [{ number, focus: referenceOf(parts, 'focus') }];
}

/** Reads a SubscriptionStatus, which is a Parameters in R4. */
export function readStatus(input: unknown): Outcome<Notification> {
  const parsed = parameters.safeParse(input);
  if (!parsed.success) return refused('ORDER_INVALID', 'Bundle.entry[0].resource: expected a SubscriptionStatus as R4 Parameters.');
  const parts = parsed.data.parameter;
  const type = notificationTypes.find((one) => one === textOf(parts, 'type'));
  if (type === undefined) return refused('ORDER_INVALID', `Parameters.parameter: expected a type, one of ${notificationTypes.join(', ')}.`);
  return done({
    type, status: textOf(parts, 'status'), topic: textOf(parts, 'topic'), eventsSince: countOf(parts, 'events-since-subscription-start'),
    subscriptionId: /(?:^|\/)Subscription\/([A-Za-z0-9\-.]{1,64})/.exec(referenceOf(parts, 'subscription') ?? '')?.[1],
    events: parts.filter((one) => one.name === 'notification-event').flatMap(eventOf),
  });
}

/** Reads a notification: a Bundle whose first entry is its SubscriptionStatus. Code: ORDER_INVALID, with the place. */
export function readNotification(input: unknown): Outcome<Notification> {
  const parsed = bundle.safeParse(input);
  if (!parsed.success) return refused('ORDER_INVALID', `${['Bundle', ...(parsed.error.issues[0]?.path ?? [])].join('.')}: expected a notification, a Bundle of type history with a SubscriptionStatus.`);
  return readStatus(parsed.data.entry[0]?.resource);
}
