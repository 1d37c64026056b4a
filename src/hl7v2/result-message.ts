import { sha256Hex } from '../platform/canonical-json.js';
import type { StoredResult } from '../results/result.js';
import type { GivenInput } from '../scoring/score.js';
import { escapeText, stampOf } from './acknowledgement.js';

/** Whom a message is for, and whose it is (MSH-3 to MSH-6). */
export interface Addresses {
  readonly sendingFacility: string;
  readonly receivingApplication: string;
  readonly receivingFacility: string;
}

/** An order as far as its results name it. */
export interface ResultOrder {
  readonly placer: { readonly system: string; readonly value: string };
  readonly filler: { readonly system: string; readonly value: string } | undefined;
  readonly accessionNumber: string | null;
  readonly code: string;
}

/** A stored result of the analysis. */
export interface LesionScore {
  readonly id: string;
  readonly lesionKey: string;
  readonly acquiredAt: Date;
  readonly content: Pick<StoredResult, 'outcome' | 'model' | 'inputs' | 'finishedAt'>;
}

/** What one message tells. */
export interface ResultsToSend {
  readonly analysisId: string;
  readonly patientId: string;
  readonly order: ResultOrder;
  readonly results: readonly LesionScore[];
}

const percent = (fraction: number): string => String(Number((100 * fraction).toFixed(1)));
const field = (...components: readonly string[]): string => components.map(escapeText).join('^').replace(/\^+$/, '');
const segment = (name: string, fields: Readonly<Record<number, string>>): string => {
  const last = Math.max(...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: last }, (_, k) => fields[k + 1] ?? '')].join('|');
};

/** The number of the message of an analysis: the same each time it is sent. */
export const controlIdOf = (analysisId: string): string => sha256Hex(`ORU ${analysisId}`).slice(0, 20).toUpperCase();

/** An input as it was observed: a feature in its own unit, age at the day of imaging, another clinical variable in words at the day it was said. */
function asObserved({ name, value, unit, source }: GivenInput): Readonly<Record<number, string>> {
  if (source.kind === 'clinical' && source.said !== undefined) return { 2: 'ST', 3: field(`input-${name}`, `Input ${name}`, 'L'), 5: escapeText(source.said), 14: (source.date ?? source.imagedOn).replaceAll('-', '') };
  const shown = source.kind === 'feature' ? { value: source.featureValue, unit: source.featureUnit, at: {} } : { value, unit, at: { 14: source.imagedOn.replaceAll('-', '') } };
  return { 3: field(`input-${name}`, `Input ${name}`, 'L'), 5: String(shown.value), 6: field(shown.unit, shown.unit, 'UCUM'), ...shown.at };
}

/** OBX of one lesion: probability and interval, or why there is none; each with the model's version (OBX-17, OBX-18). */
function observations({ lesionKey, acquiredAt, content }: LesionScore, group: number): readonly Readonly<Record<number, string>>[] {
  const { outcome, model, inputs } = content;
  const common = { 4: String(group), 14: stampOf(acquiredAt), 17: field(model.name, model.title, 'L'), 18: field(`${model.name} ${model.version}`, 'Sarcolens', model.onnxSha256.slice(0, 16), 'L') };
  const lesion = { ...common, 2: 'ST', 3: field('lesion', 'Lesion', 'L'), 5: escapeText(lesionKey), 11: 'P' };
  const status = { ...common, 2: 'TX', 3: field('model-status', 'Status of the model', 'L'), 5: escapeText(`${model.status}. ${model.definition}`), 11: 'P' };
  if (outcome.kind === 'abstention') {
    return [lesion, { ...common, 2: 'TX', 3: field('not-assessable', `${model.label}: not assessable`, 'L'), 5: escapeText(`${outcome.code}: ${outcome.text}`), 11: 'X' }, status];
  }
  const { probability, interval } = outcome;
  return [
    lesion,
    { ...common, 2: 'NM', 3: field('probability', model.label, 'L'), 5: percent(probability), 6: field('%', 'percent', 'UCUM'), 11: 'P' },
    { ...common, 2: 'SN', 3: field('probability-interval', `${percent(interval.level)} % interval: ${model.label}`, 'L'), 5: `^${percent(interval.lower)}^-^${percent(interval.upper)}`, 6: field('%', 'percent', 'UCUM'), 11: 'P' },
    ...inputs.map((input) => ({ ...common, 2: 'NM', 11: 'P', ...asObserved(input) })),
    status,
  ];
}

/**
 * The results of an analysis as ORU^R01 (2.5.1, chapter 7): one OBX for each score, preliminary (OBR-25 and OBX-11 are P)
 * until somebody verifies them. The same analysis gives the same message.
 */
export function resultMessage({ analysisId, patientId, order, results }: ResultsToSend, { sendingFacility, receivingApplication, receivingFacility }: Addresses): string {
  const finishedAt = new Date(results.map(({ content }) => content.finishedAt).toSorted().at(-1) ?? 0);
  const acquiredAt = results.map((result) => result.acquiredAt).reduce((latest, one) => (one > latest ? one : latest), new Date(0));
  const placer = field(order.placer.value, order.placer.system);
  const filler = field(order.filler?.value ?? analysisId, order.filler?.system ?? 'SARCOLENS');
  const header = ['MSH', '^~\\&', 'SARCOLENS', escapeText(sendingFacility), escapeText(receivingApplication), escapeText(receivingFacility), stampOf(finishedAt), '', 'ORU^R01^ORU_R01', controlIdOf(analysisId), 'P', '2.5.1', '', '', '', '', '', 'UNICODE UTF-8'];
  const obx = results.flatMap((result, k) => observations(result, k + 1));
  return [
    header.join('|'),
    segment('PID', { 1: '1', 3: `${escapeText(patientId)}^^^^MR` }),
    segment('ORC', { 1: 'RE', 2: placer, 3: filler }),
    segment('OBR', { 1: '1', 2: placer, 3: filler, 4: field('soft-tissue-sarcoma-radiomics', order.code === '' ? 'Soft-tissue sarcoma radiomics' : `Soft-tissue sarcoma radiomics: ${order.code}`, 'L'), 7: stampOf(acquiredAt), 18: escapeText(order.accessionNumber ?? ''), 22: stampOf(finishedAt), 25: 'P' }),
    ...obx.map((fields, k) => segment('OBX', { 1: String(k + 1), ...fields })),
  ].join('\r') + '\r';
}
