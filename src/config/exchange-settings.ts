import { z } from 'zod';
import { url } from './address.js';

const secret = z.string().min(32, 'expected at least 32 characters that nobody can guess');

/** SMART backend services: how this service gets tokens of the EHR for itself. */
export const smartSettings = z.strictObject({
  clientId: z.string().min(1).describe('What the EHR has registered this service as.'),
  keys: z.array(z.string().min(1)).min(1).describe('Files with a private key each, in PEM or as JWK, RSA or EC P-384. The last one signs; all are published at /.well-known/jwks.json.'),
  scope: z.string().min(1).default('system/*.rs'),
});

/** What the EHR is to tell of its own accord. */
export const ehrSubscriptionSettings = z.strictObject({
  secret: secret.describe('What the EHR shows when it calls: part of the address it is given, and of a header. Another one here makes new subscriptions.'),
  topics: z.array(z.strictObject({
    canonical: z.url('expected the canonical address of a topic'),
    filters: z.array(z.string().regex(/^[A-Z][A-Za-z]+\?\S+$/, 'expected a type and parameters, such as ImagingStudy?status=available')).default([]),
  })).default([]).describe('Topics of the EHR by the R4 backport; where it does not offer them, the criteria are used.'),
  criteria: z.array(z.string().regex(/^(ImagingStudy|ServiceRequest)(\?\S+)?$/, 'expected ImagingStudy or ServiceRequest with parameters')).min(1).default(['ImagingStudy?status=available'])
    .describe('Searches by which the EHR is asked for what was missed, by which it tells what is new (R4 criteria subscriptions), or by which it is polled.'),
  heartbeatSeconds: z.coerce.number().int().min(1).default(300).describe('How often the EHR is to say that it is still there; twice as long without a word is too long.'),
  pollSeconds: z.coerce.number().min(1).default(60).describe('How often an EHR is asked that takes no subscriptions.'),
});

/** The patient's page, opened from the EHR. */
export const smartLaunchSettings = z.strictObject({
  clientId: z.string().min(1).describe('What the EHR has registered the page as, with the redirect address <http.publicUrl>/launch/callback.'),
  servers: z.array(url).default([]).describe('FHIR servers that may open the page, beside the EHR of ehr.fhirUrl: those that know the same patients by the same ids.'),
  client: z.enum(['public', 'confidential']).default('public').describe('confidential: the page\'s server signs with the keys of ehr.smart.'),
  scope: z.string().min(1).default('launch openid fhirUser patient/Patient.r'),
  sessionMinutes: z.coerce.number().min(1).max(60).default(15),
});

/** Others who are told when a result is there. */
export const subscriberSettings = z.strictObject({
  hosts: z.array(z.string().regex(/^[a-z0-9.-]+(:\d{1,5})?$/, 'expected a host in lower case, with a port where it is not 443')).min(1).describe('Where notifications may be sent; a subscription to any other host is refused.'),
  signingKey: secret.describe('Each subscription\'s signing secret is made from it.'),
  caFile: z.string().optional().describe('Certificates in PEM of the authorities that those hosts are trusted by, instead of those that Node knows.'),
  timeoutMs: z.coerce.number().int().positive().default(10_000),
  attempts: z.coerce.number().int().min(1).max(6).default(5).describe('So many deliveries in a row may fail before a subscription is set to error.'),
});
