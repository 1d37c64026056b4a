import type { Role } from '../config/index.js';

/** What a caller must bring to a door. */
export type Requirement =
  | { readonly kind: 'open' }
  | { readonly kind: 'cds-client' }
  | { readonly kind: 'bearer'; readonly roles: readonly Role[] };

interface Door {
  readonly path: RegExp;
  readonly methods: readonly string[];
  readonly requirement: Requirement;
}

const open: Requirement = { kind: 'open' };
const reading: Requirement = { kind: 'bearer', roles: ['clinician', 'auditor', 'integrator'] };

/** Every door there is. What is not listed is shut. */
const doors: readonly Door[] = [
  { path: /^\/health\/(live|ready)$/, methods: ['GET', 'HEAD'], requirement: open },
  { path: /^\/(index\.html)?$/, methods: ['GET', 'HEAD'], requirement: open },
  { path: /^\/(assets\/[\w.-]+|favicon\.svg|icon\.png)$/, methods: ['GET', 'HEAD'], requirement: open },
  // Discovery names services and no patient; some clients ask for it before they have a token.
  { path: /^\/cds-services$/, methods: ['GET'], requirement: open },
  { path: /^\/cds-services\//, methods: ['POST'], requirement: { kind: 'cds-client' } },
  { path: /^\/graphql$/, methods: ['POST'], requirement: reading },
  { path: /^\/fhir\/metadata$/, methods: ['GET'], requirement: open },
  { path: /^\/fhir(\/|$)/, methods: ['GET'], requirement: reading },
  { path: /^\/fhir(\/|$)/, methods: ['POST', 'PUT'], requirement: { kind: 'bearer', roles: ['integrator'] } },
  { path: /^\/studies\/[0-9.]{1,64}\/report$/, methods: ['GET'], requirement: reading },
  { path: /^\/metrics$/, methods: ['GET'], requirement: { kind: 'bearer', roles: ['integrator', 'auditor'] } },
];

/** What the door at this method and path asks for; undefined where there is none. */
export const requirementOf = (method: string, path: string): Requirement | undefined =>
  doors.find((door) => door.path.test(path) && door.methods.includes(method))?.requirement;
