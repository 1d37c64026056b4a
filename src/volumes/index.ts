/** DICOM → volumes and masks, without touching the disk: bytes go in. Reading from paths is in read-image.ts. */
export { buildVolume } from './build-volume.js';
export { buildMask, listRegions } from './build-mask.js';
export { seriesDrawnOn, type SeriesReference } from './drawn-on.js';
export { sortStudy, type StudyFile } from './sort-study.js';
export type * from './types.js';
