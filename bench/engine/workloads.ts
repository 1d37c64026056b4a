import { aggregations, catalogue, families, type Aggregation, type ExtractionSettings, type Family, type FilterSettings } from '../../src/radiomics/index.js';
import type { Bins } from './cases.js';

/** What is measured: the seven families that every peer has, the same on filtered images, autocorrelation, or all there is. */
export type Mode = 'features' | 'filters' | 'moran' | 'all-families' | 'all-families-3D' | Family;

const autocorrelation = ['morph_moran_i', 'morph_geary_c'];
const compared: readonly Family[] = ['morphology', 'intensity-statistics', 'glcm', 'glrlm', 'glszm', 'ngldm', 'ngtdm'];
const spatial: readonly Aggregation[] = ['3D_comb', '3D'];

function baseOf([kind, number]: Bins): ExtractionSettings {
  return {
    interpolation: { spacingMm: [1, 1, 1], method: 'cubic-spline', roundIntensities: false }, approach: '3D', resegmentation: null, ivh: null,
    discretisation: kind === 'binCount' ? { method: 'FBN', bins: number } : { method: 'FBS', binWidth: number },
    aggregation: spatial, families: compared, omit: autocorrelation, filter: null,
  };
}

const common = { dimensions: '3D', boundary: 'mirror', rotationInvariance: null } as const;
const filters: readonly FilterSettings[] = [
  ...['LLL', 'LLH', 'LHL', 'LHH', 'HLL', 'HLH', 'HHL', 'HHH'].map((subband) => ({ name: 'separable-wavelet', family: 'coif1', subband, level: 1, ...common }) as const),
  ...[1, 3, 5].map((sigmaMm) => ({ name: 'laplacian-of-gaussian', sigmaMm, cutoffSigma: 4, ...common }) as const),
];

/** The extractions that a mode consists of. Shape is measured once, as the peers do, on the image without a filter. */
export function settingsOf(mode: Mode, bins: Bins): readonly ExtractionSettings[] {
  const base = baseOf(bins);
  switch (mode) {
    case 'features': return [base];
    case 'filters': return [base, ...filters.map((filter) => ({ ...base, filter, families: compared.slice(1) }))];
    case 'moran': {
      const others = catalogue.filter((entry) => entry.family === 'morphology' && !autocorrelation.includes(entry.tag)).map(({ tag }) => tag);
      return [{ ...base, families: ['morphology'], omit: others }];
    }
    case 'all-families': return [{ ...base, families, aggregation: aggregations }];
    case 'all-families-3D': return [{ ...base, families, aggregation: ['3D_avg', '3D_comb', '3D'] }];
    default: return [{ ...base, families: [mode] }];
  }
}

/** A mode by its name. */
export function modeNamed(name: string): Mode {
  const modes: readonly Mode[] = ['features', 'filters', 'moran', 'all-families', 'all-families-3D', ...families];
  const found = modes.find((mode) => mode === name);
  if (found === undefined) throw new Error(`${name} is no mode; one of ${modes.join(', ')} was expected.`);
  return found;
}
