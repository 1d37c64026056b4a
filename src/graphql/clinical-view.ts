import { type ClinicalFact as Fact, type ClinicalReading, inWords } from '../clinical/facts.js';
import { codingOf, meaningsOf } from '../clinical/meanings.js';
import { standingOf, whyNotKnown } from '../clinical/standing.js';
import { unitsOf } from '../clinical/ucum.js';
import { type ClinicalVariable as Variable, kindOf, variableNames } from '../clinical/variables.js';
import type { ClinicalFact, ClinicalVariable, ClinicalVariables } from './clinical.types.js';

/** A fact as it is queried. */
export function viewFact({ variable, value, date, source }: Fact): ClinicalFact {
  const [coded, number] = [value.kind === 'coded' ? value : undefined, value.kind === 'number' ? value : undefined];
  const [ehr, entered] = [source.kind === 'ehr' ? source : undefined, source.kind === 'entered' ? source : undefined];
  return {
    variable, value: inWords(value), system: coded?.system ?? null, code: coded?.code ?? null, number: number?.number ?? null, unit: number?.unit ?? null, date, source: source.kind,
    resource: ehr?.resource ?? null, versionId: ehr?.versionId ?? null, enteredBy: entered?.by ?? null, enteredAt: entered?.at ?? null,
  };
}

function viewVariable(variable: Variable, facts: readonly Fact[], today: string): ClinicalVariable {
  const { label, holds } = kindOf(variable);
  const standing = standingOf(variable, facts, { imagedOn: today, lesionKey: null });
  return {
    variable, label, standing: standing.kind, value: standing.kind === 'known' ? inWords(standing.fact.value) : null, problem: standing.kind === 'known' ? null : whyNotKnown(label, standing),
    facts: facts.filter((fact) => fact.variable === variable).map(viewFact), choices: meaningsOf(variable).map((meaning) => ({ ...codingOf(meaning), display: meaning.display })),
    units: unitsOf(variable), isDated: holds !== 'always',
  };
}

/** What is known of a patient, variable by variable, as it would stand for an image of today. */
export const viewClinical = ({ facts, leftOut, notRead }: ClinicalReading, today: string): ClinicalVariables => ({
  variables: variableNames.map((variable) => viewVariable(variable, facts, today)), leftOut, notRead: notRead.map(({ type, reason }) => `${type}: ${reason}`),
});
