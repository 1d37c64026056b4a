/** DICOM → volumes and masks, without touching the disk: bytes go in. Reading from paths is in read-image.ts. */
export { arrange, buildVolume } from './build-volume.js';
export { buildMask, listRegions } from './build-mask.js';
export { seriesDrawnOn } from './drawn-on.js';
export { parseInstance } from './parse.js';
export { sortStudy, type SortedStudy, type StudyFile } from './sort-study.js';
export type * from './types.js';
