import type { AnalysisState } from '../analysis/analysis-state.js';
import type { ModelManifest } from '../models/manifest.js';
import type { Problem } from '../platform/problem.js';
import type { ChangeOverTime } from '../response/change.js';
import type { StoredResult } from '../results/result.js';
import { displayUnit } from '../scoring/score-inputs.js';
import { plain } from './card.js';

/** Every sentence a card can say. Nothing here advises against a biopsy or for a drug. */

const day = (date: Date): string => date.toISOString().slice(0, 10);
const percent = (fraction: number): string => (100 * fraction).toFixed(0);
const figure = (value: number): string => String(Number(value.toPrecision(3)));
const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : '±'}${Math.abs(value).toFixed(0)} %`;

/** What a card says: a summary and paragraphs. */
export interface Wording {
  readonly summary: string;
  readonly detail: readonly string[];
}

/** A result with what is needed to put it into words. */
export interface ResultToTell {
  readonly acquiredAt: Date;
  readonly result: StoredResult;
  readonly manifest: ModelManifest | undefined;
  readonly volumeChange: ChangeOverTime | undefined;
  /** Answers for the study's other lesions. */
  readonly otherLesions: readonly StoredResult['outcome'][];
  /** A newer study that could not be assessed. */
  readonly newerWithout: { readonly acquiredAt: Date; readonly outcome: StoredResult['outcome'] } | undefined;
  /** Where a newer analysis stands that has no result yet. */
  readonly newer: StateToTell | undefined;
}

/** An analysis without result. */
export interface StateToTell {
  readonly state: Exclude<AnalysisState, 'done'>;
  readonly problem: Problem | undefined;
}

function inputLines({ result, manifest }: ResultToTell): string[] {
  return result.inputs.map((given) => {
    const input = manifest?.inputs.find((one) => one.name === given.name);
    const label = input?.label ?? given.name;
    const value = input?.from.kind === 'feature' && input.from.transform === 'log2' ? 2 ** given.value : given.value;
    const unit = input ? displayUnit(input) : given.unit;
    const logOdds = result.outcome.kind === 'score' ? result.outcome.contributions.find((one) => one.input === given.name)?.logOdds : undefined;
    const effect = logOdds === undefined ? '' : logOdds > 0.05 ? ', raises the estimate' : logOdds < -0.05 ? ', lowers the estimate' : ', hardly moves the estimate';
    const source = given.source.kind === 'clinical' ? ` on ${given.source.imagedOn}` : '';
    return `- ${label}: ${figure(value)} ${unit}${source}${effect}`;
  });
}

function changeLine(change: ChangeOverTime | undefined): string[] {
  const baseline = change?.sinceBaseline?.percent;
  const nadir = change?.sinceNadir?.percent;
  if (baseline === undefined) return [];
  return [`Volume since the first time point: ${signed(baseline)}${nadir === undefined ? '' : `; since the smallest: ${signed(nadir)}`}. Whether this is more than measurement noise is not assessed here.`];
}

function otherLines(others: ResultToTell['otherLesions']): string[] {
  if (others.length === 0) return [];
  const each = others.map((outcome) => (outcome.kind === 'score' ? `${percent(outcome.probability)} %` : 'not assessable'));
  return [`Other lesions of the study: ${each.join(', ')}.`];
}

function newerLines({ newer, newerWithout }: ResultToTell): string[] {
  const without = newerWithout?.outcome.kind === 'abstention' ? [`The newer study of ${day(newerWithout.acquiredAt)} is not assessable: ${plain(newerWithout.outcome.text)}`] : [];
  return newer ? [...without, `A newer order: ${tellState(newer).summary}`] : without;
}

const provenanceLine = ({ result }: ResultToTell): string =>
  `Model ${result.model.name} ${result.model.version}: ${result.model.status}. Computed ${result.finishedAt.slice(0, 10)}.`;

/** A score or an abstention. */
export function tellResult(told: ResultToTell): Wording {
  const { acquiredAt, result, manifest } = told;
  if (result.outcome.kind === 'abstention') {
    return {
      summary: `${acquiredAt.getTime() > 0 ? `Study of ${day(acquiredAt)}` : 'Newest study'}: not assessable. ${plain(result.outcome.text)}`,
      detail: [plain(result.outcome.text), ...(result.inputs.length > 0 ? [inputLines(told).join('\n')] : []), ...changeLine(told.volumeChange), ...otherLines(told.otherLesions), ...newerLines(told), provenanceLine(told)],
    };
  }
  const { probability, interval } = result.outcome;
  return {
    summary: `${day(acquiredAt)}: ${manifest?.output.label ?? result.model.name} ${percent(probability)} % (${percent(interval.level)} % interval ${percent(interval.lower)}–${percent(interval.upper)} %). ${shortStatus(result.model.status)}`,
    detail: [
      `${manifest?.output.definition ?? 'Predicted probability'} From the study of ${day(acquiredAt)}.`,
      inputLines(told).join('\n'),
      ...changeLine(told.volumeChange),
      ...otherLines(told.otherLesions),
      ...newerLines(told),
      provenanceLine(told),
      ...(manifest ? [`Trained on ${manifest.training.patients} patients, ${manifest.training.events} of them with the outcome. ${manifest.limits.join(' ')}`] : []),
    ],
  };
}

const shortStatus = (status: string): string => `${status.charAt(0).toUpperCase()}${status.slice(1)}.`;

const stateSentences: Readonly<Record<Exclude<AnalysisState, 'done' | 'failed'>, string>> = {
  queued: 'Analysis in progress: the order is in line to be analysed.',
  running: 'Analysis in progress: the study is being fetched and measured.',
  'waiting-for-study': 'Waiting for the study: it is analysed as soon as the PACS has it.',
  cancelled: 'The analysis was stopped because the order was revoked or changed.',
};

/** An analysis that has no result (yet). */
export function tellState({ state, problem }: StateToTell): Wording {
  const detail = problem ? [plain(problem.text)] : [];
  if (state === 'failed') return { summary: `The study could not be analysed. ${plain(problem?.text ?? '')}`.trim(), detail: [...detail, 'No result is shown.'] };
  return { summary: stateSentences[state], detail: [...detail, 'A result appears here when it is ready; nothing has to be done.'] };
}

/** An order taken in at signing. */
export const tellTaken = (): Wording => ({
  summary: 'Order taken in: its study will be analysed when it arrives.',
  detail: ['The result appears on the patient\'s next view. Research demonstration: it does not replace any step of diagnosis.'],
});
