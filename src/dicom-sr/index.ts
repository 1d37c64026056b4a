/** Results as DICOM objects: a Segmentation, a structured report, a key image, a parametric map. Pure: what goes in decides every byte. */
export type { DicomObject, ObjectOrigin } from './dicom-object.js';
export { filterCode } from './filter-codes.js';
export { keyImage } from './key-image.js';
export type { MeasuredGroup } from './measurement-group.js';
export { parametricMap } from './parametric-map.js';
export { responseParametricMap } from './response-parametric-map.js';
export { segmentation } from './segmentation.js';
export { sourceSeries } from './source-series.js';
export type { SourceSeries } from './source-series.js';
export { researchNotice, structuredReport } from './structured-report.js';
export { intensityCode } from './units.js';
export { trackingUidOf } from './uids.js';
