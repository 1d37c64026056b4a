import type { AnalysisState } from '../analysis/analysis-state.js';
import type { Problem } from '../platform/problem.js';
import type { ModelIdentity } from '../results/result.js';
import type { SubjectKind } from '../studies/subject-kind.js';
import { plain } from './card.js';

/** What a card says: a summary and paragraphs. */
export interface Wording {
  readonly summary: string;
  readonly detail: readonly string[];
}

/** An analysis without result. */
export interface StateToTell {
  readonly state: Exclude<AnalysisState, 'done'>;
  readonly problem: Problem | undefined;
}

/** What became of the orders that were just signed. */
export type Signing = { readonly kind: 'none' } | { readonly kind: 'taken' } | { readonly kind: 'not-taken'; readonly reasons: readonly string[] };

type Model = Pick<ModelIdentity, 'name' | 'version' | 'status'>;

/** Which model it is and what it is good for: on every card. */
export const statusLine = ({ name, version, status }: Model): string => `Model ${plain(name)} ${plain(version)}: ${plain(status)}.`;

/** What stands on every card of a patient who is none. */
export const subjectLines: Readonly<Record<SubjectKind, readonly string[]>> = {
  person: [],
  synthetic: ['This patient is synthetic: a phantom for trying things out, not a person.'],
  training: ['This is a patient of the model\'s own training data, with a birth date reconstructed from the published age: what is shown is no prediction.'],
};

const stateSentences: Readonly<Record<Exclude<AnalysisState, 'done' | 'failed' | 'waiting-for-study'>, string>> = {
  queued: 'Analysis in progress: the order is in line to be analysed.',
  running: 'Analysis in progress: the study is being fetched and measured.',
  cancelled: 'The analysis was stopped because the order was revoked or changed.',
};

const waitsForOutline = ({ problem }: StateToTell): boolean => problem?.code === 'STUDY_INCOMPLETE';

function sentenceOf(told: StateToTell): string {
  if (told.state === 'failed') return `The study could not be analysed. ${plain(told.problem?.text ?? '')}`.trim();
  if (told.state !== 'waiting-for-study') return stateSentences[told.state];
  return waitsForOutline(told)
    ? 'Waiting for the tumour to be outlined: the study is analysed as soon as the PACS has its segmentation.'
    : 'Waiting for the study: it is analysed as soon as the PACS has it.';
}

const whatNow: Readonly<Record<Exclude<AnalysisState, 'done'>, string>> = {
  'queued': 'A result appears here when it is ready; nothing has to be done.',
  'running': 'A result appears here when it is ready; nothing has to be done.',
  'waiting-for-study': 'A result appears here when it is ready.',
  'cancelled': 'No result is shown.',
  'failed': 'No result is shown.',
};

/** An analysis that has no result (yet). */
export const tellState = (told: StateToTell, model: Model): Wording => ({
  summary: sentenceOf(told),
  detail: [...(told.problem && told.problem.text !== '' ? [plain(told.problem.text)] : []), whatNow[told.state], statusLine(model)],
});

/** What of a state is new when it changes: being in line and being worked on are one. */
export function stateKey({ state, problem }: StateToTell): string {
  if (state === 'queued' || state === 'running') return 'in-progress';
  return problem === undefined ? state : `${state}:${problem.code}`;
}

/** Orders that were just signed; nothing where there were none. */
export function tellSigning(signing: Signing, model: Model): Wording | undefined {
  if (signing.kind === 'none') return undefined;
  if (signing.kind === 'not-taken') {
    const reasons = signing.reasons.map(plain).filter((reason) => reason !== '');
    return { summary: `The signed order was not taken in. ${reasons.join(' ')}`.trim(), detail: [...reasons, statusLine(model)] };
  }
  return {
    summary: 'Order taken in: its study will be analysed when it arrives.',
    detail: ['The result appears on a later view of the patient; it does not replace any step of diagnosis.', statusLine(model)],
  };
}
