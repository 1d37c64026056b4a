import type { Role } from '../config/index.js';

/** What a caller must bring to a door. */
export type Requirement =
  | { readonly kind: 'open' }
  | { readonly kind: 'cds-client' }
  /** The EHR, by what it was given when it was subscribed to. */
  | { readonly kind: 'notification' }
  /** `pages`: a page that an EHR opened for one patient may ask as well, as a clinician who sees nobody else. */
  | { readonly kind: 'bearer'; readonly roles: readonly Role[]; readonly pages?: 'taken' };

interface Door {
  readonly path: RegExp;
  readonly methods: readonly string[];
  readonly requirement: Requirement;
}

const open: Requirement = { kind: 'open' };
const reading: Requirement = { kind: 'bearer', roles: ['clinician', 'auditor', 'integrator'] };
const readingByPages: Requirement = { ...reading, pages: 'taken' };

/** Every door there is. What is not listed is shut. */
const doors: readonly Door[] = [
  { path: /^\/health\/(live|ready)$/, methods: ['GET', 'HEAD'], requirement: open },
  { path: /^\/(index\.html)?$/, methods: ['GET', 'HEAD'], requirement: open },
  { path: /^\/(assets\/[\w.-]+|favicon\.svg|icon\.png)$/, methods: ['GET', 'HEAD'], requirement: open },
  // Discovery names services and no patient; some clients ask for it before they have a token.
  { path: /^\/cds-services$/, methods: ['GET'], requirement: open },
  { path: /^\/cds-services\//, methods: ['POST'], requirement: { kind: 'cds-client' } },
  { path: /^\/graphql$/, methods: ['POST'], requirement: readingByPages },
  // An EHR leads a browser here that holds nothing of ours yet.
  { path: /^\/launch(\/callback)?$/, methods: ['GET'], requirement: open },
  { path: /^\/launch\/patient$/, methods: ['GET'], requirement: readingByPages },
  // Public keys, by which servers check our signatures.
  { path: /^\/\.well-known\/jwks\.json$/, methods: ['GET'], requirement: open },
  { path: /^\/fhir\/\$notify\//, methods: ['POST'], requirement: { kind: 'notification' } },
  { path: /^\/fhir\/Subscription(\/|$)/, methods: ['GET'], requirement: { kind: 'bearer', roles: ['integrator', 'auditor'] } },
  { path: /^\/fhir\/Subscription(\/|$)/, methods: ['POST', 'PUT', 'DELETE'], requirement: { kind: 'bearer', roles: ['integrator'] } },
  { path: /^\/fhir\/metadata$/, methods: ['GET'], requirement: open },
  { path: /^\/fhir\/AuditEvent(\/|$)/, methods: ['GET'], requirement: { kind: 'bearer', roles: ['auditor'] } },
  { path: /^\/fhir(\/|$)/, methods: ['GET'], requirement: reading },
  { path: /^\/fhir(\/|$)/, methods: ['POST', 'PUT'], requirement: { kind: 'bearer', roles: ['integrator'] } },
  { path: /^\/studies\/[0-9.]{1,64}\/report$/, methods: ['GET'], requirement: reading },
  { path: /^\/metrics$/, methods: ['GET'], requirement: { kind: 'bearer', roles: ['integrator', 'auditor'] } },
];

/** What the door at this method and path asks for; undefined where there is none. */
export const requirementOf = (method: string, path: string): Requirement | undefined =>
  doors.find((door) => door.path.test(path) && door.methods.includes(method))?.requirement;
