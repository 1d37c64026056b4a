import { z } from 'zod';
import '../platform/plain-mistakes.js';
import { addressOf, url } from './address.js';
import { ehrSubscriptionSettings, smartLaunchSettings, smartSettings, subscriberSettings } from './exchange-settings.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits, the SHA-256 of the token');

const sha256Key = z.string().regex(/^[0-9a-f]{64}$/, 'expected a key of 256 bits as 64 hexadecimal digits');

/** Who may knock at the doors that take a bearer token. */
export const roles = ['clinician', 'auditor', 'integrator'] as const;
export type Role = (typeof roles)[number];

const httpSettings = z.strictObject({
  host: z.string().default('127.0.0.1').describe('Address to listen on.'),
  port: z.coerce.number().int().min(0).max(65535).default(3000),
  publicUrl: url.optional().describe('The address callers use; the audience of their tokens. Never taken from the Host header.'),
  corsOrigins: z.array(z.string()).default([]),
  bodyLimitBytes: z.coerce.number().int().positive().default(2_000_000),
  requestsPerMinute: z.coerce.number().int().positive().default(6000).describe('From one address.'),
  clientRequestsPerMinute: z.coerce.number().int().positive().optional().describe('Of one client, by its token, from whatever addresses; by default as many as from one address.'),
  trustedProxies: z.array(z.string()).default([]).describe('Addresses or networks whose X-Forwarded-For names the caller\'s address; without it a proxy counts as one caller.'),
  drainSeconds: z.coerce.number().min(0).max(300).default(0).describe('Asked to end, the service says for so long that it is not ready, and still answers; then it refuses what is new.'),
});

const dicomWebServer = z.strictObject({
  dicomWebUrl: url.describe('Base of the DICOMweb services, such as https://pacs.example.org/dicom-web.'),
  username: z.string().optional(),
  password: z.string().optional(),
  token: z.string().optional(),
  timeoutMs: z.coerce.number().int().positive().default(30_000).describe('Longest silence within one answer.'),
  attempts: z.coerce.number().int().min(1).max(10).default(3),
  studyLimitBytes: z.coerce.number().int().positive().default(4_000_000_000),
  storeResults: z.stringbool().or(z.boolean()).default(false).describe('Stores what was measured of a study from there: Segmentation, structured report, key image.'),
  seriesAtOnce: z.coerce.number().int().min(1).max(16).default(4).describe('Series fetched at one time, whatever the number of analyses.'),
  caFile: z.string().optional().describe('Certificates in PEM of the authorities that the PACS is trusted by, instead of those that Node knows.'),
});

/** A name of a site's choosing; it stands in variables and in addresses. */
const serverName = z.string().regex(/^[a-z0-9-]{1,40}$/, 'expected a name of at most 40 lower-case letters, digits and hyphens');

const pacsSettings = dicomWebServer.extend({
  others: z.record(serverName, dicomWebServer).default({})
    .describe('Further DICOMweb servers, by name: where a study is that the EHR says is there (ImagingStudy.endpoint). No others are ever asked.'),
}).refine((pacs) => { const all = [pacs, ...Object.values(pacs.others)].map((one) => addressOf(one.dicomWebUrl)); return new Set(all).size === all.length; }, {
  path: ['others'], error: 'expected each server once',
});

const ehrSettings = z.strictObject({
  fhirUrl: url,
  token: z.string().optional(),
  smart: smartSettings.optional().describe('Instead of a token: this service gets its own (SMART backend services).'),
  timeoutMs: z.coerce.number().int().positive().default(10_000),
  attempts: z.coerce.number().int().min(1).max(10).default(3),
  subscriptions: ehrSubscriptionSettings.optional().describe('The EHR tells of studies and orders, instead of being waited for.'),
  writeResults: z.stringbool().or(z.boolean()).default(false).describe('Writes results back to the EHR, each once.'),
}).refine(({ token, smart }) => token === undefined || smart === undefined, { path: ['token'], error: 'is of no use beside ehr.smart; expected one of both' });

const cdsClient = z
  .strictObject({
    issuer: z.string().min(1), jwksUrl: url.optional(), jwks: z.object({ keys: z.array(z.looseObject({})) }).optional(),
    algorithms: z.array(z.enum(['ES384', 'RS384'])).min(1).default(['ES384', 'RS384']),
    tenants: z.array(z.string().min(1)).min(1).optional().describe('Tenants of the client that may call; without it, what a token says of its tenant is not looked at.'),
  })
  .refine((client) => Boolean(client.jwksUrl) !== Boolean(client.jwks), 'expected exactly one of jwksUrl and jwks');

const securitySettings = z.strictObject({
  demonstration: z.stringbool().or(z.boolean()).default(false).describe('Loopback callers need no credentials. For trying things out only.'),
  cdsClients: z.array(cdsClient).default([]),
  fhirServers: z.array(url).default([]).describe('FHIR servers a CDS Hooks request may name, beside the EHR.'),
  bearerTokens: z.array(z.strictObject({ name: z.string().min(1), sha256, roles: z.array(z.enum(roles)).min(1) })).default([]),
});

const waitSettings = z.strictObject({
  firstSeconds: z.coerce.number().positive().default(60).describe('First look again for a study that has not arrived; each later look waits twice as long.'),
  longestSeconds: z.coerce.number().positive().default(3600),
  giveUpAfterHours: z.coerce.number().positive().default(24 * 30),
  settleHours: z.coerce.number().min(0).default(24)
    .describe('So long, from when a study was first found to be less than the EHR counts of it or than its masks were drawn on, the rest is waited for; then it is measured as it is.'),
});

const cdsHooksSettings = z.strictObject({
  edition: z.enum(['2.0', '3.0']).default('2.0').describe('Of the standard; 3.0 adds version and hookVersion to discovery.'),
  mode: z.enum(['live', 'silent']).default('live').describe('silent: cards are made and recorded, and nobody is shown one.'),
  fatigue: z.strictObject({
    cardsPerClinicianAndWeek: z.coerce.number().int().positive().default(20).describe('A clinician who had so many cards of a service in seven days gets no more of it until the oldest is older.'),
    overrideRate: z.coerce.number().min(0).max(1).default(0.9).describe('A service of whose cards that were shown a larger part is overridden mutes itself.'),
    cardsNeeded: z.coerce.number().int().positive().default(20).describe('Cards that must have been shown before the part counts.'),
    muteDays: z.coerce.number().positive().default(7),
  }).prefault({}),
  snoozeDays: z.coerce.number().positive().default(7).describe('No card of the patient for a user who asked for that.'),
  recentDays: z.coerce.number().int().min(0).default(28).describe('A study younger than this is called measured already.'),
  smartLaunchUrl: url.optional().describe('Launch address of the SMART app; without it cards have no SMART link.'),
  withdrawnModels: z.array(z.strictObject({ name: z.string(), version: z.string(), reason: z.string() })).default([]).describe('Models whose results are no longer shown, and why.'),
});

const isLoopback = (host: string): boolean => /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host);

/** Everything a site may set, with defaults; the one schema for file and environment. */
export const settingsSchema = z.strictObject({
  dataDir: z.string().default('./.sarcolens'),
  databaseUrl: z.string().regex(/^postgres(ql)?:\/\//, 'expected postgres://user:password@host/database').optional(),
  auditKey: z.string().min(16, 'expected at least 16 characters').optional().describe('Keys the hash chain of the audit, so that nobody without it can rewrite the chain.'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  modelsDir: z.string().optional().describe('Folder of model packages; by default the ones that ship.'),
  model: z.strictObject({ name: z.string(), version: z.string() }).default({ name: 'lung-metastasis', version: '1.0.0' }),
  http: httpSettings.prefault({}),
  ehr: ehrSettings.optional(),
  pacs: pacsSettings.optional(),
  cache: z.strictObject({
    limitBytes: z.coerce.number().int().min(0).default(2_000_000_000).describe('Fetched series, and volumes that were slow to decode, kept in dataDir, the least recently used removed first; 0 keeps none.'),
    key: sha256Key.optional().describe('Encrypts what is kept (AES-256-GCM).'),
  }).prefault({}),
  security: securitySettings.prefault({}),
  wait: waitSettings.prefault({}),
  cdsHooks: cdsHooksSettings.prefault({}),
  smartLaunch: smartLaunchSettings.optional().describe('Opens the patient\'s page from the EHR.'),
  subscribers: subscriberSettings.optional().describe('Others may subscribe to results.'),
  worker: z.strictObject({
    threads: z.coerce.number().int().min(1).max(64).default(2),
    analysesAtOnce: z.coerce.number().int().min(1).max(16).default(1),
    pollSeconds: z.coerce.number().min(0.5).default(1),
    heartbeatSeconds: z.coerce.number().int().min(10).default(10).describe('A worker silent for this long is taken for dead and its analysis starts again.'),
  }).prefault({}),
  hl7: z.strictObject({
    port: z.coerce.number().int().min(0).max(65535), host: z.string().default('127.0.0.1'),
    peers: z.array(z.string()).default(['127.0.0.1', '::1']).describe('Addresses that may connect: HL7 v2 knows no credentials.'),
    tls: z.strictObject({
      keyFile: z.string(), certFile: z.string(),
      caFile: z.string().optional().describe('Certificates in PEM of the authorities that peers\' certificates must come from; without it peers need none.'),
    }).optional().describe('MLLP over TLS.'),
  }).optional(),
  hl7Results: z.strictObject({
    host: z.string().min(1), port: z.coerce.number().int().min(1).max(65535),
    sendingFacility: z.string().default(''), receivingApplication: z.string().default(''), receivingFacility: z.string().default(''),
    timeoutMs: z.coerce.number().int().positive().default(30_000).describe('Longest wait for an acknowledgement.'),
    tls: z.strictObject({ caFile: z.string().optional(), keyFile: z.string().optional(), certFile: z.string().optional() }).optional(),
  }).optional().describe('Where results are sent by HL7 v2 (ORU^R01 over MLLP).'),
}).refine(({ smartLaunch, ehr }) => smartLaunch?.client !== 'confidential' || ehr?.smart !== undefined, {
  path: ['smartLaunch', 'client'], error: 'is confidential, which takes keys; expected them at ehr.smart.keys',
}).refine(({ smartLaunch, ehr }) => smartLaunch === undefined || ehr !== undefined || smartLaunch.servers.length > 0, {
  path: ['smartLaunch', 'servers'], error: 'expected a server that may open the page, or ehr.fhirUrl',
}).refine(({ security, http }) => !security.demonstration || isLoopback(http.host), {
  path: ['security', 'demonstration'], error: 'lets callers in without credentials; expected http.host on loopback (127.0.0.1, ::1 or localhost)',
});

export type Settings = z.infer<typeof settingsSchema>;
