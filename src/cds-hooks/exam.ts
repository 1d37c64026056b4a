import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ModelManifest } from '../models/manifest.js';
import type { ModelIdentity } from '../results/result.js';
import { sha256Hex } from '../platform/canonical-json.js';
import { plain, shorten, type Suggestion } from './card.js';
import { modalitiesOf, nameOf } from './imaging-order.js';
import { referenceTo } from './request.js';
import { statusLine, type Wording } from './state-wording.js';

/** What an ordered exam must contain so that a model can measure it, in words and as a change of the draft order. */

type Measurement = ModelManifest['measurement'];

const modalityNames: Readonly<Record<Measurement['modality'], string>> = { CT: 'CT', MR: 'MR', PT: 'PET' };

const intensityNeeds: Readonly<Record<Measurement['intensity'], readonly string[]>> = {
  'rescaled': [],
  'suv-bw': ['attenuation correction', 'injected dose, injection time and body weight in the images (for SUV)'],
  'suv-lbm': ['attenuation correction', 'injected dose, injection time, body weight, height and sex in the images (for SUV by lean body mass)'],
  'suv-bsa': ['attenuation correction', 'injected dose, injection time, body weight and height in the images (for SUV by body surface)'],
};

/** A pattern as a person would write it; undefined where it says more than words can. */
function readable(pattern: string): string | undefined {
  const text = pattern.replace(/^\^|\$$|\\b/g, '').replaceAll('\\d+', '1').replaceAll('\\s+', ' ').replaceAll('.*', ' ').trim();
  return /^[\w \-./]+$/.test(text) ? text : undefined;
}

const between = (name: string, range: { readonly min: number; readonly max: number } | undefined, unit: string): readonly string[] => (range ? [`${name} ${range.min} to ${range.max} ${unit}`] : []);

function seriesNeeds({ series = {} }: Measurement): readonly string[] {
  const { description, contrast, plane, minimumSlices, derived, training } = series;
  const names = (description ?? []).flatMap((pattern) => readable(pattern) ?? []);
  return [
    ...(names.length > 0 ? [`a series called ${names.map((name) => `"${name}"`).join(' or ')}`] : []),
    ...(plane ? [`${plane} slices`] : []), ...(contrast ? [`${contrast} contrast agent`] : []), ...(minimumSlices === undefined ? [] : [`at least ${minimumSlices} slices`]),
    ...(derived ? ['original images, no derived ones'] : []),
    ...between('slice distance', training?.sliceDistanceMm, 'mm'), ...between('pixel spacing', training?.pixelSpacingMm, 'mm'), ...between('field strength', training?.fieldStrengthT, 'T'),
  ];
}

/** What the model's manifest asks of an exam: modality first, then how it is acquired, then the outline. */
export function needsOf(measurement: Measurement): readonly string[] {
  const labels = measurement.roiLabels.flatMap((pattern) => readable(pattern) ?? []);
  const labelled = labels.length > 0 ? `, labelled ${labels.map((label) => `"${label}"`).join(' or ')}` : '';
  return [...[modalityNames[measurement.modality], ...intensityNeeds[measurement.intensity], ...seriesNeeds(measurement)].map(plain), `the tumour outlined in the study (SEG or RTSTRUCT${labelled})`];
}

const noteFor = (measurement: Measurement, { name, version }: ModelIdentity): string =>
  `For a radiomics measurement by Sarcolens (model ${plain(name)} ${plain(version)}) the exam should contain: ${needsOf(measurement).join('; ')}.`;

/** A draft order and what it needs to be measured. */
export interface ExamNeed {
  readonly order: string;
  /** Changes when the order or the model's needs do. */
  readonly key: string;
  readonly suggestion: Suggestion;
}

const noted = z.looseObject({ note: z.array(z.looseObject({ text: z.string().optional() })).optional() });

/**
 * The change of a draft order that names what a measurement needs: the whole order as the client sent it, with one note
 * more. None where the order is of another modality (another exam is not asked for), where it does not say of which, has
 * no id, or says so already.
 */
export function needOf(draft: unknown, measurement: Measurement, model: ModelIdentity): ExamNeed | undefined {
  const [order, parsed] = [referenceTo(draft), noted.safeParse(draft)];
  if (order === undefined || !parsed.success || !modalitiesOf(draft).includes(measurement.modality)) return undefined;
  const note = noteFor(measurement, model);
  const there = parsed.data.note ?? [];
  if (there.some(({ text }) => text === note)) return undefined;
  const label = `Add to the order what a measurement needs: ${plain(nameOf(draft))}`;
  const description = 'Adds a note that names the sequences a radiomics measurement needs; everything else of the order stays.';
  return {
    order, key: `exam:${order}:${sha256Hex(note).slice(0, 16)}`,
    suggestion: { label: shorten(label, 120), uuid: randomUUID(), actions: [{ type: 'update', description, resource: { ...parsed.data, note: [...there, { authorString: 'Sarcolens', text: note }] } }] },
  };
}

/** What is said of the ordered exams beside a result. */
export function examLines(orders: readonly unknown[], needs: readonly ExamNeed[], measurement: Measurement): readonly string[] {
  const wanted = modalityNames[measurement.modality];
  if (needs.length > 0) return [`For a usable measurement the ordered exam should contain: ${needsOf(measurement).join('; ')}. The suggestion adds this to the order as a note.`];
  const others = orders.filter((order) => { const named = modalitiesOf(order); return named.length > 0 && !named.includes(measurement.modality); });
  return others.length > 0 && others.length === orders.length ? [`The model measures ${wanted}; the ordered exam is another, and its study alone gets no score.`] : [];
}

/** The needs of the ordered exam alone, where there is nothing else to say. */
export const tellExam = (measurement: Measurement, model: ModelIdentity): Wording => ({
  summary: `For a radiomics measurement the ordered ${modalityNames[measurement.modality]} needs more than usual; the note can be added to the order.`,
  detail: [`The ordered exam should contain: ${needsOf(measurement).join('; ')}.`, 'The suggestion adds this to the order as a note; everything else of the order stays.', statusLine(model)],
});
