export type { Dataset } from '../../platform/dicom/dataset.js';
export { decimalString as ds } from '../../platform/dicom/decimal-string.js';
export { encode } from '../../platform/dicom/encode.js';
