import { type ClinicalFact, inWords, sourceInWords } from './facts.js';
import { widening } from './meanings.js';
import { type ClinicalVariable, kindOf } from './variables.js';

/** Of which image a variable is asked: its day, and the lesion on it; without a lesion, of the tumour as a whole. */
export interface Moment {
  /** ISO date. */
  readonly imagedOn: string;
  readonly lesionKey: string | null;
}

/** How a variable stands: what is known, what stands against each other, or that there is nothing to go by. */
export type Standing =
  | { readonly kind: 'known'; readonly fact: ClinicalFact }
  | { readonly kind: 'conflicting'; readonly facts: readonly ClinicalFact[] }
  | { readonly kind: 'undated'; readonly facts: readonly ClinicalFact[] }
  | { readonly kind: 'missing' };

/** How a FHIR date lies to a day; undefined where it is too coarse to say, or is not said. */
function against(date: string | null, day: string): 'before' | 'same' | 'after' | undefined {
  if (date === null) return undefined;
  const common = day.slice(0, date.length);
  if (date === common) return date.length === day.length ? 'same' : undefined;
  return date < common ? 'before' : 'after';
}

type Holding = 'holds' | 'says nothing' | 'not dated';

/** Whether a fact says something of an image of that day. A treatment of the day itself may have come before or after it. */
function holdsOn(fact: ClinicalFact, imagedOn: string): Holding {
  const { holds } = kindOf(fact.variable);
  if (holds === 'always') return 'holds';
  const lies = against(fact.date, imagedOn);
  if (lies === undefined) return 'not dated';
  if (holds === 'changes') return lies === 'after' ? 'says nothing' : 'holds';
  if (fact.value.kind === 'coded' && fact.value.meaning === 'no') return lies === 'before' ? 'says nothing' : 'holds';
  return lies === 'before' ? 'holds' : lies === 'same' ? 'not dated' : 'says nothing';
}

const depthOf = ({ variable, value }: ClinicalFact): number => (value.kind === 'coded' ? widening(variable, value.meaning).length : 0);

/** True where neither denies the other: the same, or one is a kind of the other. */
function agree(one: ClinicalFact, other: ClinicalFact): boolean {
  if (one.value.kind === 'number' || other.value.kind === 'number') return one.value.kind === 'number' && other.value.kind === 'number' && one.value.number === other.value.number;
  return widening(one.variable, one.value.meaning).includes(other.value.meaning) || widening(other.variable, other.value.meaning).includes(one.value.meaning);
}

/** Of what changes only the newest day counts. */
function newestOnly(facts: readonly ClinicalFact[]): readonly ClinicalFact[] {
  const newest = facts.map((fact) => fact.date ?? '').sort().at(-1);
  return facts.filter((fact) => (fact.date ?? '') === newest);
}

/** What counts among facts that agree: the most exact, of the EHR rather than entered, the newest. */
const first = (facts: readonly ClinicalFact[]): ClinicalFact | undefined => facts.toSorted((a, b) =>
  depthOf(b) - depthOf(a) || Number(a.source.kind === 'entered') - Number(b.source.kind === 'entered') || (b.date ?? '').localeCompare(a.date ?? ''))[0];

const isOf = ({ lesions }: ClinicalFact, lesionKey: string | null): boolean => lesions === null || lesionKey === null || lesions.includes(lesionKey);

function standingAmong(facts: readonly ClinicalFact[], variable: ClinicalVariable, imagedOn: string): Standing {
  const holding = Map.groupBy(facts, (fact) => holdsOn(fact, imagedOn));
  const undated = holding.get('not dated') ?? [];
  const all = holding.get('holds') ?? [];
  const counting = kindOf(variable).holds === 'changes' ? newestOnly(all) : all;
  if (counting.some((one) => counting.some((other) => !agree(one, other)))) return { kind: 'conflicting', facts: counting };
  const fact = first(counting);
  // A treatment without a date leaves a "no" in doubt, and a "yes" as it is.
  const inDoubt = undated.some((one) => fact === undefined || !agree(one, fact));
  if (inDoubt) return { kind: 'undated', facts: fact === undefined ? undated : [fact, ...undated] };
  return fact === undefined ? { kind: 'missing' } : { kind: 'known', fact };
}

/**
 * How a variable stands for one lesion of one image, or, without a lesion, for the tumour: then a conflict about any of its
 * lesions is one. Two facts conflict unless they say the same, or one says a kind of the other.
 */
export function standingOf(variable: ClinicalVariable, facts: readonly ClinicalFact[], { imagedOn, lesionKey }: Moment): Standing {
  const said = facts.filter((fact) => fact.variable === variable && isOf(fact, lesionKey));
  if (lesionKey !== null) return standingAmong(said, variable, imagedOn);
  const lesions = [...new Set(said.flatMap((fact) => fact.lesions?.join('\n') ?? []))];
  const each = lesions.length === 0 ? [standingAmong(said, variable, imagedOn)]
    : lesions.map((lesion) => standingAmong(said.filter((fact) => fact.lesions === null || fact.lesions.join('\n') === lesion), variable, imagedOn));
  return each.find(({ kind }) => kind === 'conflicting') ?? each.find(({ kind }) => kind === 'undated') ?? each[0] ?? { kind: 'missing' };
}

const listed = (facts: readonly ClinicalFact[]): string => facts.map((fact) => `${inWords(fact.value)} (${sourceInWords(fact)})`).join(', ');

/** Why a variable is not known, and what to do about it, in sentences. */
export function whyNotKnown(label: string, standing: Exclude<Standing, { kind: 'known' }>): string {
  if (standing.kind === 'conflicting') return `${label} is contradictory: ${listed(standing.facts)}. Correct the one that is wrong, in the EHR or on the patient's page; the next analysis takes it.`;
  if (standing.kind === 'undated') return `${label} is not certain, for it is not dated well enough to say whether it holds at imaging: ${listed(standing.facts)}. Add the day in the EHR, or correct it on the patient's page; the next analysis takes it.`;
  return `${label} is not known. Code it in the EHR or enter it on the patient's page; the next analysis takes it.`;
}
