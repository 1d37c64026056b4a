import { z } from 'zod';
import { done, type Outcome, refused } from '../platform/problem.js';
import { backport } from './backport.js';
import { resultAvailable } from './topic.js';

const extension = z.looseObject({ url: z.string(), valueString: z.string().optional(), valueCode: z.string().optional(), valueUnsignedInt: z.int().optional(), valuePositiveInt: z.int().optional() });
const extended = z.looseObject({ extension: z.array(extension).optional() });

const subscription = z.looseObject({
  resourceType: z.literal('Subscription', 'expected a Subscription'),
  status: z.enum(['requested', 'active', 'error', 'off'], 'expected requested, active, error or off'),
  criteria: z.literal(resultAvailable, `expected the topic ${resultAvailable}`),
  _criteria: extended.optional(),
  end: z.iso.datetime({ offset: true, error: 'expected an instant' }).optional(),
  channel: z.looseObject({
    type: z.literal('rest-hook', 'expected rest-hook'),
    endpoint: z.url('expected an address'),
    header: z.array(z.string().regex(/^[A-Za-z0-9-]{1,60}: [\x20-\x7e]{0,1000}$/, 'expected a name, a colon, a space and a value')).max(10).optional(),
    payload: z.enum(['application/fhir+json', 'application/json'], 'expected application/fhir+json').optional(),
    _payload: extended.optional(),
    extension: z.array(extension).optional(),
  }),
});

/** What a subscriber asks for, as it will be held to. */
export interface ReadSubscription {
  readonly status: 'requested' | 'off';
  readonly endpoint: string;
  readonly headers: readonly string[];
  readonly payloadContent: 'empty' | 'id-only';
  readonly patientId: string | null;
  readonly heartbeatSeconds: number | null;
  readonly endsAt: Date | null;
}

const unsupported = (place: string, text: string) => refused('ORDER_INVALID', `Subscription.${place}: ${text}.`);

/** Headers that are ours, or decide how a message is framed. */
const ownHeaders = /^(host|content-length|content-type|transfer-encoding|connection|x-sarcolens-.*):/i;

/** True where notifications may be sent to an address: https, to a host of the list, without a name or password in it. */
function mayBeSentTo(endpoint: string, hosts: readonly string[]): boolean {
  const { protocol = '', host = '', username = '', password = '' } = URL.parse(endpoint) ?? {};
  return protocol === 'https:' && username === '' && password === '' && hosts.includes(host);
}

function readFilters(filters: readonly { readonly url: string; readonly valueString?: string | undefined }[]): Outcome<string | null> {
  const [first, ...others] = filters;
  if (first === undefined) return done(null);
  const patientId = /^RiskAssessment\?patient=(?:Patient\/)?([A-Za-z0-9\-.]{1,64})$/.exec(first.valueString ?? '')?.[1];
  return first.url === backport.filter && patientId !== undefined && others.length === 0 ? done(patientId) : unsupported('criteria', 'expected no filter but RiskAssessment?patient=ID');
}

/**
 * Reads what somebody wants to be told, and refuses what cannot be held to (R4 backport, "Creating subscriptions"): another
 * topic, channel, filter or payload, and an endpoint that is not on the list. Code: ORDER_INVALID, with the place.
 */
export function readSubscription(input: unknown, hosts: readonly string[]): Outcome<ReadSubscription> {
  const parsed = subscription.safeParse(input);
  if (!parsed.success) return refused('ORDER_INVALID', `${parsed.error.issues.map((issue) => `${['Subscription', ...issue.path].join('.')}: ${issue.message}`).join('; ')}.`);
  const { status, channel, end, _criteria: criteria } = parsed.data;
  const filter = readFilters(criteria?.extension ?? []);
  if (!filter.ok) return filter;
  if (!mayBeSentTo(channel.endpoint, hosts)) return unsupported('channel.endpoint', 'expected an https address on a host that the settings list under subscribers.hosts');
  const headers = channel.header ?? [];
  if (headers.some((header) => ownHeaders.test(header))) return unsupported('channel.header', 'names a header that is not the subscriber\'s to set');
  const content = channel._payload?.extension?.find(({ url }) => url === backport.payloadContent)?.valueCode ?? (channel.payload === undefined ? 'empty' : 'id-only');
  if (content !== 'empty' && content !== 'id-only') return unsupported('channel.payload', 'expected payload content empty or id-only; a result is read with a token');
  const known = [backport.heartbeat, backport.timeout, backport.maxCount] as readonly string[];
  const strange = channel.extension?.find(({ url }) => !known.includes(url));
  if (strange) return unsupported('channel.extension', `expected ${known.join(', ')}`);
  const heartbeat = channel.extension?.find(({ url }) => url === backport.heartbeat)?.valueUnsignedInt ?? null;
  if (heartbeat !== null && heartbeat < 1) return unsupported('channel.extension', 'expected a heartbeat period of at least one second');
  const endsAt = end === undefined ? null : new Date(end);
  if (endsAt !== null && endsAt <= new Date()) return unsupported('end', 'expected an instant that is to come');
  return done({ status: status === 'off' ? 'off' : 'requested', endpoint: channel.endpoint, headers, payloadContent: content, patientId: filter.value, heartbeatSeconds: heartbeat, endsAt });
}
