import type { CandidatePerformance, ModelPackage } from '../models/load-model.js';
import type { ChangeOverTime } from '../response/change.js';
import type { StoredResult } from '../results/result.js';
import { displayUnit } from '../scoring/score-inputs.js';
import type { GivenInput } from '../scoring/score.js';
import { plain } from './card.js';
import { ago, day, dayOf, daysSince } from './dates.js';
import { type StateToTell, statusLine, tellState, type Wording } from './state-wording.js';

/** What a card says of a result. Nothing here advises against a biopsy or for a drug. */

const percent = (fraction: number): string => (100 * fraction).toFixed(0);
const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : '±'}${Math.abs(value).toFixed(0)} %`;

/** Three significant digits; of millilitres and millimetres no more than one decimal. */
function figure(value: number, unit: string): string {
  const rounded = Number(value.toPrecision(3));
  return String(/^(mL|mm)$/.test(unit) ? Number(rounded.toFixed(1)) : rounded);
}

/** A result with what is needed to put it into words. */
export interface ResultToTell {
  readonly acquiredAt: Date;
  readonly now: Date;
  readonly result: StoredResult;
  /** The package that made the result. */
  readonly model: ModelPackage | undefined;
  readonly volumeChange: ChangeOverTime | undefined;
  /** Answers for the study's other lesions. */
  readonly otherLesions: readonly StoredResult['outcome'][];
  /** A newer study that could not be assessed. */
  readonly newerWithout: { readonly acquiredAt: Date; readonly outcome: StoredResult['outcome'] } | undefined;
  /** Where a newer analysis stands that has no result yet. */
  readonly newer: StateToTell | undefined;
  /** A study so young is said to be measured already, in days. */
  readonly recentDays: number;
}

const isDated = (acquiredAt: Date): boolean => acquiredAt.getTime() > 0;
/** When a study was acquired, and how long ago. */
const dated = ({ acquiredAt, now }: Pick<ResultToTell, 'acquiredAt' | 'now'>): string => `${day(acquiredAt)} (${ago(acquiredAt, now)})`;

/** The day a clinical variable holds for, and where it is said: of an age the day of imaging, of what a source says the day it bears. */
function sourceOf({ source }: GivenInput): string {
  if (source.kind !== 'clinical') return '';
  const [type = ''] = source.resource.split('/');
  const date = source.said === undefined ? source.imagedOn : source.date ?? undefined;
  const from = source.entered ? `entered here on ${dayOf(source.entered.at)}` : `${plain(type)}${source.versionId === null ? '' : `, version ${plain(source.versionId)}`}`;
  return ` ${date === undefined ? 'without a date' : `${date.length < 8 ? 'in' : 'on'} ${dayOf(date)}`} (${from})`;
}

/** What a source says in words is shown so, and not as the number that the model takes for it. */
const saidBy = ({ source }: GivenInput): string | undefined => (source.kind === 'clinical' && source.said !== undefined ? plain(source.said) : undefined);

/** Every input by its name with its value; a clinical one with the date it holds for and the resource it was read from. */
function inputLines({ result, model }: Pick<ResultToTell, 'result' | 'model'>): string[] {
  return result.inputs.map((given) => {
    const input = model?.manifest.inputs.find((one) => one.name === given.name);
    const label = plain(input?.label ?? given.name);
    const value = input?.from.kind === 'feature' && input.from.transform === 'log2' ? 2 ** given.value : given.value;
    const unit = input ? displayUnit(input) : given.unit;
    const logOdds = result.outcome.kind === 'score' ? result.outcome.contributions.find((one) => one.input === given.name)?.logOdds : undefined;
    const effect = logOdds === undefined ? '' : logOdds > 0.05 ? ', raises the estimate' : logOdds < -0.05 ? ', lowers the estimate' : ', hardly moves the estimate';
    return `- ${label}: ${saidBy(given) ?? `${figure(value, unit)} ${plain(unit)}`}${sourceOf(given)}${effect}`;
  });
}

const inputParagraph = (told: Pick<ResultToTell, 'result' | 'model'>): string[] => (told.result.inputs.length > 0 ? [inputLines(told).join('\n')] : []);

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

function newerLines({ newer, newerWithout, result }: ResultToTell): string[] {
  const without = newerWithout?.outcome.kind === 'abstention' ? [`The newer study of ${day(newerWithout.acquiredAt)} is not assessable: ${plain(newerWithout.outcome.text)}`] : [];
  return newer ? [...without, `A newer order: ${tellState(newer, result.model).summary}`] : without;
}

/** How the image was acquired otherwise than the training data. */
const protocolLines = ({ result }: ResultToTell): string[] => result.warnings.filter((warning) => warning.startsWith('Protocol: ')).map(plain);

const provenanceLine = ({ result }: ResultToTell): string => `${statusLine(result.model)} Computed ${dayOf(result.finishedAt)}.`;

/** The model beside what simpler ones reach on the same patients. */
function comparatorLine(performance: readonly CandidatePerformance[]): string {
  const each = performance.map(({ name, auc }) => `${plain(name)} ${auc.value.toFixed(2)} (${auc.lower.toFixed(2)}–${auc.upper.toFixed(2)})`);
  return `Cross-validated AUC (95 % interval) in the training patients, where 0.5 is chance: ${each.join('; ')}.`;
}

function modelLines({ model }: ResultToTell): string[] {
  if (!model) return [];
  const { training, limits } = model.manifest;
  return [
    comparatorLine(model.performance),
    `Based on ${training.patients} patients, ${training.events} of them with the outcome: ${plain(training.cohort)}. ${limits.map(plain).join(' ')}`,
  ];
}

/** That the tumour need not be measured to know its size: it was, a short while ago. */
function measuredLine({ acquiredAt, now, recentDays }: ResultToTell): string[] {
  const days = daysSince(acquiredAt, now);
  if (!isDated(acquiredAt) || days < 0 || days > recentDays) return [];
  return [`Already measured ${ago(acquiredAt, now)}, on the study of ${day(acquiredAt)}.`];
}

function beside(told: ResultToTell): string[] {
  return [...changeLine(told.volumeChange), ...otherLines(told.otherLesions), ...newerLines(told), provenanceLine(told)];
}

/** A score or an abstention. */
export function tellResult(told: ResultToTell): Wording {
  const { acquiredAt, result } = told;
  if (result.outcome.kind === 'abstention') {
    const reason = plain(result.outcome.text);
    return {
      summary: `${isDated(acquiredAt) ? `Study of ${dated(told)}` : 'Newest study'}: not assessable. ${reason}`,
      detail: [...(reason === '' ? [] : [reason]), ...inputParagraph(told), ...beside(told)],
    };
  }
  const { probability, interval } = result.outcome;
  return {
    summary: `${dated(told)}: ${plain(result.model.label)} ${percent(probability)} % (${percent(interval.level)} % interval ${percent(interval.lower)}–${percent(interval.upper)} %). ${shortStatus(plain(result.model.status))}`,
    detail: [`${plain(result.model.definition)} From the study of ${dated(told)}.`, ...measuredLine(told), ...inputParagraph(told), ...protocolLines(told), ...beside(told), ...modelLines(told)],
  };
}

const shortStatus = (status: string): string => `${status.charAt(0).toUpperCase()}${status.slice(1)}.`;
