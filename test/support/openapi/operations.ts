import { z } from 'zod';
import { feedbackBody } from '../../../src/cds-hooks/feedback.js';
import { hookBodies, hookEnvelope } from '../../../src/cds-hooks/request.js';
import { services } from '../../../src/cds-hooks/services.js';
import { controls, intakes, offers, readableTypes } from '../../../src/fhir/offers.js';
import { serviceRequest } from '../../../src/orders/service-request.js';

/** What is said of one method at one path, before who may call it is added. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it, `{id}`. */
  readonly path: string;
  readonly tag: 'CDS Hooks' | 'FHIR' | 'Subscriptions' | 'GraphQL' | 'SMART' | 'Studies' | 'Operations';
  readonly summary: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Of the schemas. */
  readonly body?: string;
  /** Statuses that are not the same at every door, with what they mean. */
  readonly answers: Readonly<Record<number, string>>;
  /** Of a good answer. */
  readonly type?: string;
}

const schemaOf = (schema: z.ZodType): object => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' });
  return rest;
};
const fhir = 'application/fhir+json';
const resource = (...types: readonly string[]): object => ({ type: 'object', required: ['resourceType'], properties: { resourceType: { enum: types } } });
/** JSON Schemas of bodies, by the name that operations have for them. */
export const bodies: Readonly<Record<string, object>> = {
  ...Object.fromEntries(services.map(({ hook }) => [hook, { allOf: [schemaOf(hookEnvelope), schemaOf(hookBodies[hook])] }])),
  feedback: schemaOf(feedbackBody), ServiceRequest: schemaOf(serviceRequest), ImagingStudy: resource('ImagingStudy'), Patient: resource('Patient'), Bundle: resource('Bundle'), Subscription: resource('Subscription'),
  question: { type: 'object', required: ['query'], properties: { query: { type: 'string' }, variables: { type: ['object', 'null'] }, operationName: { type: ['string', 'null'] } } },
};

const reads = { 200: 'What was asked for.', 404: 'There is none.' };

const ofHooks: readonly Operation[] = [
  { method: 'get', path: '/cds-services', tag: 'CDS Hooks', summary: 'Discovery: the services and what they need.', answers: { 200: 'The services.' } },
  ...services.flatMap(({ id, hook, title }): readonly Operation[] => [
    { method: 'post', path: `/cds-services/${id}`, tag: 'CDS Hooks', summary: title ?? id, body: hook, answers: { 200: 'At most one card.', 400: 'What is wrong, place by place.', 403: 'fhirServer is none of those that are spoken to.', 412: 'The patient was not to be had.' } },
    { method: 'post', path: `/cds-services/${id}/feedback`, tag: 'CDS Hooks', summary: `Feedback on cards of ${id}.`, body: 'feedback', answers: { 200: 'Stored.', 400: 'What is wrong, place by place.', 404: 'A card that was never shown to this client by this service; the rest was stored.' } },
  ]),
];

const ofReads = readableTypes.flatMap((type): readonly Operation[] => {
  const { parameters, documentation, includes = {}, revIncludes = [] } = offers[type];
  const query = Object.fromEntries([...Object.entries(parameters).map(([name, { type: kind, documentation: text }]) => [name, text ?? `R4 ${kind} parameter.`]), ...controls.map((name) => [name, ({
    _count: 'Matches in a page.', _include: `One of: ${Object.keys(includes).join(', ') || 'none'}.`, _revinclude: `One of: ${revIncludes.join(', ') || 'none'}.`, _format: 'json.', _after: 'Of a next page, as the page before names it.',
  })[name]])]) as Readonly<Record<string, string>>;
  return [
    { method: 'get', path: `/fhir/${type}`, tag: 'FHIR', summary: documentation, query, answers: { 200: 'A searchset, page by page.', 400: 'A parameter that is not known, or none that is needed.', 406: 'Another format than JSON.' }, type: fhir },
    { method: 'get', path: `/fhir/${type}/{id}`, tag: 'FHIR', summary: `Reads a ${type}.`, answers: { ...reads, 406: 'Another format than JSON.' }, type: fhir },
    { method: 'get', path: `/fhir/${type}/{id}/_history/{version}`, tag: 'FHIR', summary: `Reads a version of a ${type}.`, answers: { ...reads, 406: 'Another format than JSON.' }, type: fhir },
  ];
});

const ofIntake: readonly Operation[] = [
  ...Object.entries(intakes).flatMap(([type, summary]): readonly Operation[] => {
    const answers = { 200: 'Known already, or changed.', 201: 'Taken in.', 400: 'What is wrong, by FHIRPath.', 409: 'It contradicts what is known.', 412: 'If-None-Exist matches several.', 422: 'It is valid and cannot be taken.' };
    return [{ method: 'post', path: `/fhir/${type}`, tag: 'FHIR', summary, body: type, answers, type: fhir }, { method: 'put', path: `/fhir/${type}/{id}`, tag: 'FHIR', summary, body: type, answers, type: fhir }];
  }),
  { method: 'post', path: '/fhir', tag: 'FHIR', summary: 'A batch, transaction, message or collection of the same.', body: 'Bundle', answers: { 200: 'What became of each entry.', 400: 'What is wrong, by FHIRPath; of a transaction nothing was taken.', 409: 'It contradicts what is known.', 412: 'If-None-Exist matches several.', 422: 'It is valid and cannot be taken.' }, type: fhir },
  { method: 'get', path: '/fhir/metadata', tag: 'FHIR', summary: 'The capability statement.', answers: { 200: 'CapabilityStatement.', 406: 'Another format than JSON.' }, type: fhir },
];

const nobody = 'The settings name no subscribers.';
const ofSubscriptions: readonly Operation[] = [
  { method: 'get', path: '/fhir/Subscription', tag: 'Subscriptions', summary: 'The caller\'s own subscriptions.', answers: { 200: 'A searchset.', 400: 'A parameter that is not known.', 404: nobody }, type: fhir },
  { method: 'post', path: '/fhir/Subscription', tag: 'Subscriptions', summary: 'Subscribes to the topic "result available" (R4 backport).', body: 'Subscription', answers: { 201: 'Taken; a handshake follows.', 404: nobody, 400: 'What is wrong, by FHIRPath.', 422: 'What is not supported.' }, type: fhir },
  { method: 'get', path: '/fhir/Subscription/$status', tag: 'Subscriptions', summary: 'How subscriptions stand.', query: { id: 'Of one of them.', status: 'Of those that are so.' }, answers: { 200: 'A searchset of SubscriptionStatus.', 404: nobody, 400: 'A parameter that is not known.' }, type: fhir },
  { method: 'get', path: '/fhir/Subscription/{id}', tag: 'Subscriptions', summary: 'Reads a subscription.', answers: reads, type: fhir },
  { method: 'put', path: '/fhir/Subscription/{id}', tag: 'Subscriptions', summary: 'Changes a subscription, or asks for it again after an error.', body: 'Subscription', answers: { ...reads, 400: 'What is wrong, by FHIRPath.', 422: 'What is not supported.' }, type: fhir },
  { method: 'delete', path: '/fhir/Subscription/{id}', tag: 'Subscriptions', summary: 'Ends a subscription.', answers: { 204: 'It is over.', 404: 'There is none.' } },
  { method: 'get', path: '/fhir/Subscription/{id}/$status', tag: 'Subscriptions', summary: 'How a subscription stands.', answers: reads, type: fhir },
  { method: 'get', path: '/fhir/Subscription/{id}/$events', tag: 'Subscriptions', summary: 'Events that were told or could not be.', query: { eventsSinceNumber: 'From this event on.', eventsUntilNumber: 'Up to this event.', content: 'id-only.' }, answers: { ...reads, 400: 'What is wrong.' }, type: fhir },
  { method: 'post', path: '/fhir/$notify/{secret}', tag: 'Subscriptions', summary: 'Notifications of the EHR, at the address it was given.', body: 'Bundle', answers: { 200: 'Heard.', 204: 'Heard.', 400: 'It is no notification.', 404: 'The subscription is not ours.' }, type: fhir },
];

const noLaunch = 'The settings let no EHR launch.';
const ofTheRest: readonly Operation[] = [
  { method: 'post', path: '/graphql', tag: 'GraphQL', summary: 'Questions by the schema of schema.graphql.', body: 'question', answers: { 200: 'The answer; errors are in it.', 400: 'The question cannot be answered, or costs too much.' } },
  { method: 'get', path: '/launch', tag: 'SMART', summary: 'EHR launch of a patient\'s page.', query: { iss: 'The FHIR server of the EHR.', launch: 'What it launched with.' }, answers: { 303: 'To the EHR\'s authorization.', 404: noLaunch, 400: 'A page of one sentence.', 403: 'A page of one sentence.', 502: 'A page of one sentence.' }, type: 'text/html' },
  { method: 'get', path: '/launch/callback', tag: 'SMART', summary: 'Where the EHR leads the browser back.', query: { code: 'From the EHR.', state: 'Of the launch.', error: 'From the EHR.' }, answers: { 303: 'To the page.', 404: noLaunch, 400: 'A page of one sentence.', 403: 'A page of one sentence.', 502: 'A page of one sentence.' }, type: 'text/html' },
  { method: 'get', path: '/launch/patient', tag: 'SMART', summary: 'The patient that the page was launched for.', answers: { 200: 'Its id, or null.', 404: 'The caller was not launched.' } },
  { method: 'get', path: '/.well-known/jwks.json', tag: 'SMART', summary: 'The public keys of this client.', answers: { 200: 'A JWK set.', 404: 'It has none.' } },
  { method: 'get', path: '/studies/{uid}/report', tag: 'Studies', summary: 'What a study of the PACS holds, and why it cannot be measured.', answers: { ...reads, 400: 'It is no UID.', 403: 'The PACS does not let it be read.', 502: 'The PACS failed.', 503: 'The PACS does not answer, or there is none.' } },
  { method: 'get', path: '/health/live', tag: 'Operations', summary: 'The process is alive.', answers: { 200: 'It is.' } },
  { method: 'get', path: '/health/ready', tag: 'Operations', summary: 'Requests can be answered.', answers: { 200: 'They can.', 503: 'They cannot, and why.' } },
  { method: 'get', path: '/metrics', tag: 'Operations', summary: 'Numbers in the text format of Prometheus.', answers: { 200: 'The numbers.' }, type: 'text/plain' },
];

/** Every call that can be made. */
export const operations: readonly Operation[] = [...ofHooks, ...ofReads, ...ofIntake, ...ofSubscriptions, ...ofTheRest];
