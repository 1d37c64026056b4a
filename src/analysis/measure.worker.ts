import { extractFeatures, type Extraction, type ExtractionSettings, type Mask, type Volume } from '../radiomics/index.js';

/** What a thread is handed; the voxels lie in shared memory. */
export interface MeasureTask {
  readonly volume: Volume;
  readonly mask: Mask;
  readonly settings: ExtractionSettings;
}

/** The thread's one duty: the same engine, away from the event loop. */
export default ({ volume, mask, settings }: MeasureTask): Extraction => extractFeatures(volume, mask, settings);
