import { families, type Aggregation, type ExtractionSettings, type Family } from '../../settings.js';
import { pyradiomicsFeatures } from './names.js';

/** The families of which PyRadiomics knows features. */
export const pyradiomicsFamilies: readonly Family[] = families.filter((family) => pyradiomicsFeatures.some((feature) => feature.family === family));

/** How PyRadiomics puts its matrices together: GLCM and GLRLM averaged over directions, the others in 3D. */
export const pyradiomicsAggregation: readonly Aggregation[] = ['3D_avg', '3D'];

/** A setting that PyRadiomics cannot have, and what was expected of it. */
export interface Mismatch {
  readonly key: keyof ExtractionSettings;
  readonly expected: string;
}

/** What of the settings cannot be had together with `"compatibility": "pyradiomics"`; empty when all can. */
export function pyradiomicsMismatches(settings: Omit<ExtractionSettings, 'compatibility'>): readonly Mismatch[] {
  const { resegmentation } = settings;
  const checks: readonly (readonly [boolean, Mismatch])[] = [
    [settings.filter !== null, { key: 'filter', expected: 'filters are not made as PyRadiomics makes them, null was expected beside compatibility' }],
    [settings.approach !== '3D', { key: 'approach', expected: '3D was expected beside compatibility' }],
    [settings.discretisation === null, { key: 'discretisation', expected: 'PyRadiomics always discretises, FBS or FBN was expected' }],
    [(settings.normalisation ?? []).length > 0, { key: 'normalisation', expected: 'images are not normalised as PyRadiomics does it, no step was expected beside compatibility' }],
    [resegmentation !== null && resegmentation.range !== null && resegmentation.outlierSigma !== null,
      { key: 'resegmentation', expected: 'PyRadiomics re-segments by a range or by outlierSigma, not by both' }],
    [settings.aggregation.some((aggregation) => !pyradiomicsAggregation.includes(aggregation)),
      { key: 'aggregation', expected: `only ${pyradiomicsAggregation.join(' and ')} were expected beside compatibility` }],
    [settings.families.some((family) => !pyradiomicsFamilies.includes(family)),
      { key: 'families', expected: `PyRadiomics knows ${pyradiomicsFamilies.join(', ')}, and only these were expected` }],
  ];
  return checks.flatMap(([isMismatch, mismatch]) => (isMismatch ? [mismatch] : []));
}
