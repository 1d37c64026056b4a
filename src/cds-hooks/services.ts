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

/** An instance read of a root-level field: within the subset of the standard that every client has. */
const prefetch = { patient: 'Patient/{{context.patientId}}' };
const usageRequirements = 'Answers from stored results of imaging orders it was sent; it never analyses an image while the user waits.';

export const services: readonly CdsService[] = [
  {
    hook: 'patient-view', id: 'sarcolens-patient-view', title: 'Soft-tissue sarcoma radiomics', prefetch, usageRequirements,
    description: 'Shows the newest radiomics result of the patient: predicted risk with interval and drivers, or why there is none.',
  },
  {
    hook: 'order-select', id: 'sarcolens-order-select', title: 'Soft-tissue sarcoma radiomics at ordering', prefetch, usageRequirements,
    description: 'While imaging is being ordered, shows what earlier studies of the patient have already told.',
  },
  {
    hook: 'order-sign', id: 'sarcolens-order-sign', title: 'Take an imaging order in', prefetch, usageRequirements,
    description: 'Takes signed imaging orders in, so that their study is analysed when it arrives, and says so.',
  },
];

export const serviceById = (id: string): CdsService | undefined => services.find((service) => service.id === id);
