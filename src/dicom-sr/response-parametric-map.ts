import { canonicalJson } from '../platform/canonical-json.js';
import type { ExtractionSettings, FilterSettings, Volume } from '../radiomics/index.js';
import { dcm, ibsi } from './codes.js';
import type { DicomObject, ObjectOrigin } from './dicom-object.js';
import { filterCode } from './filter-codes.js';
import { parametricMap } from './parametric-map.js';
import type { SourceSeries } from './source-series.js';
import { intensityCode } from './units.js';

/** A filter's response on the grid after interpolation, and what it was made of. */
export interface ResponseToWrite {
  readonly source: SourceSeries;
  readonly map: Volume;
  readonly settings: ExtractionSettings & { readonly filter: FilterSettings };
  /** SHA-256 of the settings. */
  readonly settingsHash: string;
  /** Of the intensities that were filtered. */
  readonly intensityUnit: string;
}

/** At most 16 characters, for lists. */
const labels: Readonly<Record<FilterSettings['name'], string>> = {
  'mean': 'Mean', 'laplacian-of-gaussian': 'LoG', 'laws': 'Laws', 'gabor': 'Gabor', 'separable-wavelet': 'Wavelet', 'simoncelli': 'Simoncelli', 'riesz-laplacian-of-gaussian': 'Riesz LoG',
  'riesz-simoncelli': 'Riesz Simoncelli',
};

const spatialResampling = dcm('113085', 'Spatial resampling');
const postProcessing = ibsi('PCDE', 'Image post-acquisition processing');

/** What was done to the source, in the order it was done (CID 7203, and IBSI where DICOM has no code). */
const derivations = ({ interpolation, normalisation = [], filter }: ResponseToWrite['settings']) =>
  [...(normalisation.length > 0 ? [postProcessing] : []), ...(interpolation === null ? [] : [spatialResampling]), filterCode(filter)];

/**
 * A filter's response as a Parametric Map: the quantity is the filter by its IBSI code, the unit that of the image where the
 * filter keeps it, else arbitrary; what was done is coded, and the parameters stand there word for word with the settings' hash.
 */
export function responseParametricMap(origin: ObjectOrigin, { source, map, settings, settingsHash, intensityUnit }: ResponseToWrite): DicomObject {
  const { interpolation, normalisation, approach, filter } = settings;
  const quantity = filterCode(filter);
  const told = canonicalJson({ interpolation, ...(normalisation === undefined ? {} : { normalisation }), approach, filter });
  return parametricMap(origin, {
    source, ...map, quantity, unit: intensityCode(intensityUnit, settings), label: labels[filter.name], explanation: `Response: ${quantity.CodeMeaning}`, derivations: derivations(settings),
    description: `Response of a filter to intensities in ${intensityUnit}: ${told}; settings SHA-256 ${settingsHash}`,
  });
}
