import type { Code } from '../platform/dicom/dataset.js';
import type { FilterSettings } from '../radiomics/index.js';
import { ibsi } from './codes.js';

const filters: Readonly<Record<FilterSettings['name'], Code>> = {
  'mean': ibsi('S60F', 'Mean filter'), 'laplacian-of-gaussian': ibsi('L6PA', 'Laplacian-of-Gaussian filter'), 'laws': ibsi('JTXT', 'Laws kernels'), 'gabor': ibsi('Q88H', 'Gabor filter'),
  'separable-wavelet': ibsi('25BO', 'Separable wavelet'), 'simoncelli': ibsi('LODD', 'Simoncelli non-separable wavelet'),
  'riesz-laplacian-of-gaussian': ibsi('AYRS', 'Riesz transform of Laplacian of Gaussian'), 'riesz-simoncelli': ibsi('AYRS', 'Riesz transform of Simoncelli wavelet'),
};

/** A convolutional filter by its IBSI code (IBSI 2 reference manual, chapter 3). */
export const filterCode = ({ name }: FilterSettings): Code => filters[name];
