import { systems } from './systems.js';

/** Artificial Intelligence asserted: the label of what a model made (HL7 AI transparency). */
export const aiAsserted = { system: systems.observationValue, code: 'AIAST', display: 'Artificial Intelligence asserted' } as const;

/** What a model made is labelled in `meta.security`, so that whoever takes it over knows. */
export const aiLabel = { security: [aiAsserted] } as const;

/** The only version of what is never changed. */
export const metaOf = (madeAt: Date) => ({ versionId: '1', lastUpdated: madeAt.toISOString() });
