import type { ResultEntity } from './result.entity.js';

/** As much of a stored result as is needed to choose among a patient's results and to follow the lesion's volume; the content is many times larger. */
export interface ResultHead extends Pick<ResultEntity, 'id' | 'lesionKey' | 'studyInstanceUid' | 'acquiredAt' | 'createdAt' | 'probability'> {
  /** Of the model. */
  readonly manifestSha256: string;
  /** In mm³, as the model took it; null where it took none. */
  readonly volume: number | null;
}
