import { done, refused, type Outcome } from '../platform/problem.js';
import { suvKinds } from './body-size.js';
import { usualUnit } from './mr-scaling.js';
import { knownWord } from './quoted.js';
import { suvFactor } from './suv.js';
import type { Frame, Instance, Intensity } from './types.js';

/** What makes intensities of stored values. */
export interface Scale {
  readonly unit: string;
  readonly warnings: readonly string[];
  /** Each frame by its own: stored × slope + intercept; then times `factor`. */
  readonly linear: (frame: Frame) => { readonly slope: number; readonly intercept: number };
  readonly factor: number;
}

const petUnits: Readonly<Record<string, string>> = { BQML: 'Bq/ml', GML: 'g/ml', CNTS: 'counts' };

const rescale: Scale['linear'] = ({ slope, intercept }) => ({ slope, intercept });

/** Whether a series says of itself that it is a map of apparent diffusion coefficients. */
export const isAdc = ({ imageType, seriesDescription }: Instance): boolean => imageType.includes('ADC') || /\badc\b|apparent diffusion/i.test(seriesDescription);

/** V3: for MR a real world value mapping comes before the rescale; diffusion is in µm²/s. */
function mrScale(instance: Instance, frames: readonly Frame[]): Outcome<Scale> {
  const mappings = frames.map(({ scaling }) => scaling?.realWorld);
  const units = [...new Set(mappings.map((mapping) => mapping?.unit))];
  if (units.length > 1) return refused('UNSUPPORTED_IMAGE', `the slices are in ${units.length} units by their real world values; one expected`);
  if (mappings[0] !== undefined) {
    return done({ unit: mappings[0].unit || 'a.u.', warnings: [], factor: 1, linear: (frame) => frame.scaling?.realWorld ?? rescale(frame) });
  }
  const { unit, factor } = usualUnit(frames[0]?.scaling?.rescaleType ?? '');
  if (unit === 'um2/s') return done({ unit, warnings: [], factor, linear: rescale });
  const warnings = isAdc(instance) ? ['the series is an ADC map but does not say its unit (µm²/s or mm²/s): intensities compare with no other scanner'] : [];
  return done({ unit: 'a.u.', warnings, factor: 1, linear: rescale });
}

function rescaled(instance: Instance, frames: readonly Frame[]): Outcome<Scale> {
  if (instance.modality === 'MR') return mrScale(instance, frames);
  const units = instance.pet?.units ?? '';
  const unit = instance.modality === 'CT' ? 'HU' : petUnits[units] ?? (knownWord(units) || 'a.u.');
  return done({ unit, warnings: [], factor: 1, linear: rescale });
}

/** Philips' floating-point values, which compare between scans: (stored × slope + intercept) / (slope × scale slope). */
function philips(frames: readonly Frame[]): Outcome<Scale> {
  const without = frames.filter(({ scaling }) => scaling?.philipsScaleSlope === undefined).length;
  if (without > 0) return refused('UNSUPPORTED_IMAGE', `${without} of ${frames.length} slices lack Philips' scale slope (2005,100E), which philips-fp needs`);
  return done({
    unit: 'a.u.', warnings: [], factor: 1,
    linear: ({ slope, intercept, scaling }) => ({ slope: 1 / (scaling?.philipsScaleSlope ?? 1), intercept: intercept / (slope * (scaling?.philipsScaleSlope ?? 1)) }),
  });
}

/** How the stored values of one series become the intensities that are wanted, and their unit (V3, V4). */
export function scaleOf(instances: readonly Instance[], frames: readonly Frame[], wanted: Intensity): Outcome<Scale> {
  const [first] = instances;
  if (wanted === 'stored') return done({ unit: 'a.u.', warnings: [], factor: 1, linear: () => ({ slope: 1, intercept: 0 }) });
  if (wanted === 'philips-fp') return philips(frames);
  const plain = rescaled(first, frames);
  if (!plain.ok || wanted === 'rescaled' || (wanted === 'suv-bw-or-rescaled' && first.modality !== 'PT')) return plain;
  const kind = suvKinds.find((each) => wanted === `suv-${each}`);
  const suv = suvFactor(instances.flatMap(({ pet }) => pet ?? []), kind);
  if (suv.ok) return done({ ...plain.value, factor: suv.value, unit: `SUV${kind ?? 'bw'}` });
  if (kind !== undefined) return suv;
  const { unit, warnings } = plain.value;
  return done({ ...plain.value, warnings: [...warnings, `SUV is not computable (${suv.problem.text}): intensities are in ${unit}`] });
}
