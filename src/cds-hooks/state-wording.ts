import type { AnalysisState } from '../analysis/analysis-state.js';
import type { Problem } from '../platform/problem.js';
import type { ModelIdentity } from '../results/result.js';
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
export type Signing = { readonly kind: 'none' } | { readonly kind: 'taken' } | { readonly kind: 'not-taken'; readonly reason: string };

type Model = Pick<ModelIdentity, 'name' | 'version' | 'status'>;

/** Which model it is and what it is good for: on every card. */
export const statusLine = ({ name, version, status }: Model): string => `Model ${name} ${version}: ${status}.`;

const stateSentences: Readonly<Record<Exclude<AnalysisState, 'done' | 'failed' | 'waiting-for-study'>, string>> = {
  queued: 'Analysis in progress: the order is in line to be analysed.',
  running: 'Analysis in progress: the study is being fetched and measured.',
  cancelled: 'The analysis was stopped because the order was revoked or changed.',
};

function sentenceOf({ state, problem }: StateToTell): string {
  if (state === 'failed') return `The study could not be analysed. ${plain(problem?.text ?? '')}`.trim();
  if (state !== 'waiting-for-study') return stateSentences[state];
  return problem?.code === 'STUDY_INCOMPLETE'
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
  detail: [...(told.problem ? [plain(told.problem.text)] : []), whatNow[told.state], statusLine(model)],
});

/** Orders that were just signed; nothing where there were none. */
export function tellSigning(signing: Signing, model: Model): Wording | undefined {
  if (signing.kind === 'none') return undefined;
  if (signing.kind === 'not-taken') return { summary: `The signed order was not taken in. ${plain(signing.reason)}`, detail: [plain(signing.reason), statusLine(model)] };
  return {
    summary: 'Order taken in: its study will be analysed when it arrives.',
    detail: ['The result appears on a later view of the patient; it does not replace any step of diagnosis.', statusLine(model)],
  };
}
