import type { ModelIdentity } from '../results/result.js';
import { plain } from './card.js';
import { day, dayOf } from './dates.js';
import type { SafetyFault } from './safety.js';
import { statusLine, type Wording } from './state-wording.js';

function sentenceOf(fault: SafetyFault): string {
  switch (fault.check) {
    case 'result-changed': return 'The stored result does not match its checksum.';
    case 'model-withdrawn': return `The model that made it was withdrawn: ${plain(fault.reason)}`;
    case 'model-not-verified': return `The model that made it cannot be verified: ${plain(fault.reason)}`;
    case 'age-differs':
      return `${plain(fault.label)}: the birth date in the EHR now gives ${fault.now} years on ${dayOf(fault.imagedOn)}; it was computed with ${fault.computedWith} years.`;
  }
}

/** A result that a check keeps from being shown: which check, and no number of the model's. */
export const tellFaults = (acquiredAt: Date, faults: readonly SafetyFault[], model: Pick<ModelIdentity, 'name' | 'version' | 'status'>): Wording => ({
  summary: `${acquiredAt.getTime() > 0 ? `${day(acquiredAt)}: ` : ''}result withheld, a check failed. ${faults.map(sentenceOf).join(' ')}`,
  detail: [
    ...faults.map(sentenceOf),
    'The number that was computed is not shown. What was shown of it before should not be relied on until the cause is found.',
    statusLine(model),
  ],
});
