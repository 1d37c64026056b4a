import type { ProblemCode } from '../platform/problem.js';
import type { NotMeasurable } from '../radiomics/index.js';

/** The stable code of each reason for which the engine measures nothing. */
export const codeOfNotMeasurable: Readonly<Record<NotMeasurable['reason'], ProblemCode>> = {
  'mask-empty': 'ROI_EMPTY', 'mask-grid-mismatch': 'MASK_GRID_MISMATCH', 'region-too-large': 'REGION_TOO_LARGE', 'filter-too-fine': 'FILTER_TOO_FINE',
};
