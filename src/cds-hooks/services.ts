import type { Settings } from '../config/index.js';

/** The hooks that are answered. */
export const hooks = ['patient-view', 'order-select', 'order-sign'] as const;
export type Hook = (typeof hooks)[number];

/** A service as discovery shows it (CDS Hooks 2.0, Discovery). */
export interface CdsService {
  readonly hook: Hook;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly prefetch: Readonly<Record<string, string>>;
  readonly usageRequirements: string;
}

/** As discovery of 3.0 shows it besides. */
interface Versions {
  readonly version: string;
  readonly hookVersion: string;
}

/** An instance read of a root-level field: within the subset of the standard that every client has. */
const patient = 'Patient/{{context.patientId}}';
/** What an order that gives no reason may be about; 50 are more active problems than anybody has that matter here. */
const conditions = 'Condition?patient={{context.patientId}}&clinical-status=active&_count=50';
const usageRequirements = 'Answers from stored results of imaging orders it was sent; it never analyses an image while the user waits. '
  + 'Needs the patient, prefetched or by fhirServer with patient/Patient.read (SMART v1) or patient/Patient.r (v2); patient/Condition.read or patient/Condition.s helps where orders give no reason.';

/**
 * One id for each hook. An id that several hooks share says that the newer answer takes the place of the older ("update
 * stale guidance", CDS Hooks 2.0); these services tell nothing twice, so an empty answer would take away a card that
 * nobody has dealt with yet.
 */
export const services: readonly CdsService[] = [
  {
    hook: 'patient-view', id: 'sarcolens-patient-view', title: 'Soft-tissue sarcoma radiomics', prefetch: { patient }, usageRequirements,
    description: 'Shows what is new of the patient since the user last saw it: predicted risk with interval and drivers, or why there is none.',
  },
  {
    hook: 'order-select', id: 'sarcolens-order-select', title: 'Soft-tissue sarcoma radiomics at ordering', prefetch: { patient, conditions }, usageRequirements,
    description: 'While imaging of a soft-tissue mass is being ordered, shows what earlier studies have told, and suggests what the exam should contain for a measurement.',
  },
  {
    hook: 'order-sign', id: 'sarcolens-order-sign', title: 'Take an imaging order in', prefetch: { patient, conditions }, usageRequirements,
    description: 'Takes signed imaging orders in, so that their study is analysed when it arrives; says so for a soft-tissue mass, or what is missing.',
  },
];

/** Of the published hooks (HL7 CDS Hooks Library). */
const hookVersions: Readonly<Record<Hook, string>> = { 'patient-view': '1.0', 'order-select': '1.0', 'order-sign': '1.1.0' };

/** What discovery answers in an edition of the standard. */
export const discovered = (edition: Settings['cdsHooks']['edition']): readonly (CdsService & Partial<Versions>)[] =>
  (edition === '2.0' ? services : services.map((service) => ({ ...service, version: '3.0.0-ballot', hookVersion: hookVersions[service.hook] })));

export const serviceById = (id: string): CdsService | undefined => services.find((service) => service.id === id);
