import type { ResultEntity } from '../results/result.entity.js';
import type { AnyResource } from './bundle.js';
import { deviceIdOf } from './device.js';
import { aiLabel, metaOf } from './labels.js';
import { systems } from './systems.js';

/** Per cent with every digit that the fraction has: moving the point in the decimal text loses no bit, multiplying would. */
export function asPercentage(fraction: number): number {
  const [mantissa = '', exponent = '0'] = fraction.toExponential().split('e');
  return Number(`${mantissa}e${Number(exponent) + 2}`);
}

const known = (object: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)));

const percentQuantity = (fraction: number) => ({ value: asPercentage(fraction), unit: '%', system: systems.ucum, code: '%' });

/** Whether a result counts, or its order was entered in error since. */
export type Standing = 'stands' | 'withdrawn';

/**
 * A result as R4 RiskAssessment. `probabilityDecimal` is a percentage there, and so are the ends of the interval. An
 * abstention has status cancelled, no prediction, and its reason as note; the result of an order that was entered in
 * error has that status, is another version, and has no prediction either.
 */
export function riskAssessment({ id, orderId, patientId, content, acquiredAt, createdAt }: ResultEntity, standing: Standing = 'stands'): AnyResource {
  const { outcome, model, inputs, featureSetIds, resources } = content;
  const common = {
    meta: { ...metaOf(createdAt), ...(standing === 'withdrawn' ? { versionId: '2' } : {}), ...aiLabel },
    identifier: [{ system: systems.result, value: id }],
    basedOn: { reference: `ServiceRequest/${orderId}` },
    method: { coding: [{ system: systems.model, code: `${model.name}|${model.version}` }], text: `${model.name} ${model.version}: ${model.status}` },
    subject: { reference: `Patient/${patientId}` },
    occurrenceDateTime: acquiredAt.toISOString(),
    performer: { reference: `Device/${deviceIdOf(model)}` },
    basis: [...featureSetIds.map((set) => ({ reference: `Observation/${set}` })), ...resources.map(({ reference }) => ({ reference }))],
  };
  if (standing === 'withdrawn') return { resourceType: 'RiskAssessment', id, ...known({ ...common, status: 'entered-in-error', note: [{ text: 'The order of this result was entered in error.' }] }) };
  if (outcome.kind === 'abstention') return { resourceType: 'RiskAssessment', id, ...known({ ...common, status: 'cancelled', note: [{ text: `${outcome.code}: ${outcome.text}` }] }) };
  const { probability, interval, contributions } = outcome;
  const prediction = {
    extension: [
      { url: systems.interval, valueRange: { low: percentQuantity(interval.lower), high: percentQuantity(interval.upper) } },
      ...contributions.map((one) => ({ url: systems.contribution, extension: [{ url: 'input', valueString: one.input }, { url: 'logOdds', valueDecimal: one.logOdds }] })),
    ],
    outcome: { text: model.definition },
    probabilityDecimal: asPercentage(probability),
    rationale: `From ${inputs.map((one) => one.name).join(', ')}; ${asPercentage(interval.level)} % interval ${asPercentage(interval.lower).toFixed(1)} to ${asPercentage(interval.upper).toFixed(1)} %.`,
  };
  return { resourceType: 'RiskAssessment', id, ...known({ ...common, status: 'final', prediction: [prediction], note: [{ text: `${model.status}.` }] }) };
}
