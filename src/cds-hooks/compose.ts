import type { ModelPackage } from '../models/load-model.js';
import { type ChangeOverTime, changesOverTime } from '../response/change.js';
import type { ResultHead } from '../results/result-head.js';
import type { ResultEntity } from '../results/result.entity.js';
import type { Indicator, Suggestion } from './card.js';
import { examLines, needOf, tellExam } from './exam.js';
import type { StudyToShow } from './newest-study.js';
import { faultsOf, type ModelStanding } from './safety.js';
import { tellFaults } from './safety-wording.js';
import type { Hook } from './services.js';
import { type Signing, stateKey, type StateToTell, tellSigning, tellState, type Wording } from './state-wording.js';
import { tellResult } from './wording.js';

/** How far the newest analysis of a patient is. */
export interface NewestAnalysis extends StateToTell {
  readonly id: string;
}

type Result = Pick<ResultEntity, 'id' | 'lesionKey' | 'studyInstanceUid' | 'acquiredAt' | 'createdAt' | 'probability' | 'modelName' | 'modelVersion' | 'content' | 'contentHash'>;

/** Everything a card may be about. */
export interface Material {
  readonly hook: Hook;
  /** All of the patient's results. */
  readonly results: readonly ResultHead[];
  /** Those of the newest usable study. */
  readonly study: StudyToShow<Result>;
  readonly newest: NewestAnalysis | undefined;
  /** Of the model that made the result that is shown. */
  readonly standing: ModelStanding | undefined;
  readonly birthDate: string | null;
  readonly orders: readonly unknown[];
  readonly signing: Signing;
  /** What of the signing is new, by order. */
  readonly signed: readonly string[];
  /** The model in use. */
  readonly model: ModelPackage;
  readonly recentDays: number;
  readonly now: Date;
  /** Keys of what the user was told before. */
  readonly seen: ReadonlySet<string>;
}

/** What a card is to say. */
export interface Telling {
  readonly wording: Wording;
  readonly indicator: Indicator;
  /** Each thing it tells, by a key that stays while nothing changes. */
  readonly keys: readonly string[];
  readonly result: Result | undefined;
  readonly suggestions: readonly Suggestion[];
}

/** The same study, model and answer have the same key, however often they were computed. */
const keyOf = ({ studyInstanceUid, lesionKey, modelName, modelVersion, contentHash }: Result): string => `result:${[studyInstanceUid, lesionKey, modelName, modelVersion, contentHash.slice(0, 16)].join('|')}`;

/** Change of the lesion's volume up to the study of the result, as the same model measured it. */
function volumeChange(results: readonly ResultHead[], shown: Result): ChangeOverTime | undefined {
  const alike = results.filter((one) => one.lesionKey === shown.lesionKey && one.manifestSha256 === shown.content.model.manifestSha256 && one.acquiredAt <= shown.acquiredAt);
  const newest = new Map(alike.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime()).map((one) => [one.studyInstanceUid, one]));
  const points = [...newest.values()].toSorted((a, b) => a.acquiredAt.getTime() - b.acquiredAt.getTime())
    .flatMap(({ studyInstanceUid, volume }) => (volume === null ? [] : [{ study: studyInstanceUid, value: volume }]));
  return points.at(-1)?.study === shown.studyInstanceUid ? changesOverTime(points.map(({ value }) => value)).at(-1) : undefined;
}

type Statement = Omit<Telling, 'suggestions'>;

function aboutResult(shown: Result, { results, study, newest, standing, birthDate, now, recentDays }: Material): Statement {
  const { results: [, ...others], newerWithout } = study;
  const faults = standing ? faultsOf({ content: shown.content, contentHash: shown.contentHash, standing, birthDate }) : [];
  if (faults.length > 0) {
    return { wording: tellFaults(shown.acquiredAt, faults, shown.content.model), indicator: 'warning', result: shown, keys: faults.map((fault) => `withheld:${fault.check}:${keyOf(shown)}`) };
  }
  return {
    wording: tellResult({
      acquiredAt: shown.acquiredAt, now, recentDays, result: shown.content, model: standing?.kind === 'sound' ? standing.model : undefined, volumeChange: volumeChange(results, shown),
      otherLesions: others.map((one) => one.content.outcome), newerWithout: newerWithout && { acquiredAt: newerWithout.acquiredAt, outcome: newerWithout.content.outcome },
      newer: newest && newest.state !== 'cancelled' ? newest : undefined,
    }),
    indicator: 'info', result: shown,
    keys: [keyOf(shown), ...others.map(keyOf), ...(newerWithout ? [keyOf(newerWithout)] : []), ...(newest ? [keyOfState(newest)] : [])],
  };
}

const keyOfState = (newest: NewestAnalysis): string => `analysis:${newest.id}:${stateKey(newest)}`;

/** What is known of the patient: a result, else how far the newest analysis is, else nothing. */
function aboutPatient(material: Material): Statement | undefined {
  const { study, newest, model } = material;
  const [shown] = study.results;
  if (shown) return aboutResult(shown, material);
  return newest && { wording: tellState(newest, model.identity), indicator: 'info', result: undefined, keys: [keyOfState(newest)] };
}

const isNew = (keys: readonly string[], seen: ReadonlySet<string>): boolean => keys.some((key) => !seen.has(key));

function atOrderSelect(material: Material): Telling | undefined {
  const { orders, model: { manifest: { measurement }, identity }, seen } = material;
  const needs = orders.flatMap((order) => needOf(order, measurement, identity) ?? []);
  const suggestions = needs.map((need) => need.suggestion);
  const keys = needs.map((need) => need.key);
  const about = aboutPatient(material);
  if (about && isNew(about.keys, seen)) {
    const { wording } = about;
    return { ...about, wording: { ...wording, detail: [...wording.detail, ...examLines(orders, needs, measurement)] }, keys: [...about.keys, ...keys], suggestions };
  }
  if (needs.length === 0) return about && { ...about, suggestions };
  return { wording: tellExam(measurement, identity), indicator: 'info', result: undefined, keys, suggestions };
}

/**
 * What there is to say at a hook, whether or not it was said before: at patient-view what is known of the patient; at
 * order-select that and what the ordered exam needs, or the exam alone where the rest is known to the user; at order-sign
 * what became of the orders. Undefined where there is nothing.
 */
export function compose(material: Material): Telling | undefined {
  const { hook, signing, signed, model } = material;
  if (hook === 'order-select') return atOrderSelect(material);
  if (hook === 'order-sign') {
    const wording = tellSigning(signing, model.identity);
    return wording && { wording, indicator: 'info', keys: signed, result: undefined, suggestions: [] };
  }
  const about = aboutPatient(material);
  return about && { ...about, suggestions: [] };
}
