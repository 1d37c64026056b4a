import { isAdc, scaleOf } from './scale.js';
import { suvFactor } from './suv.js';
import type { VolumeToBuild } from './build-volume.js';

/** Whether intensities can be had in a unit that compares between scanners. */
export interface Readiness {
  readonly quantity: 'SUV' | 'ADC';
  readonly ready: boolean;
  /** What stands in the way; null where nothing does. */
  readonly missing: string | null;
}

/** By the headers alone: of PET whether SUV by body weight can be computed, of a diffusion map whether it says its unit; null for all else (V3, V4). */
export function readinessOf({ instances, frames }: Pick<VolumeToBuild, 'instances' | 'frames'>): Readiness | null {
  const [first] = instances;
  if (first.modality === 'PT') {
    const suv = suvFactor(instances.flatMap(({ pet }) => pet ?? []));
    return { quantity: 'SUV', ready: suv.ok, missing: suv.ok ? null : suv.problem.text };
  }
  if (first.modality !== 'MR') return null;
  const scale = scaleOf(instances, frames, 'rescaled');
  if (scale.ok && scale.value.unit === 'um2/s') return { quantity: 'ADC', ready: true, missing: null };
  return isAdc(first) ? { quantity: 'ADC', ready: false, missing: scale.ok ? 'the map does not say its unit, µm²/s or mm²/s' : scale.problem.text } : null;
}
