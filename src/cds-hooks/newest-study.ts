/** As much of a result as is needed to choose among them. */
export interface ChoosableResult {
  readonly studyInstanceUid: string;
  readonly lesionKey: string;
  readonly acquiredAt: Date;
  readonly createdAt: Date;
  readonly probability: number | null;
}

/**
 * The results of the newest study, one for each lesion (the newest where a study was analysed more than once), the
 * highest probability first; a lesion without probability stands last.
 */
export function newestStudy<R extends ChoosableResult>(results: readonly R[]): readonly R[] {
  const byTime = results.toSorted((a, b) => a.acquiredAt.getTime() - b.acquiredAt.getTime() || a.createdAt.getTime() - b.createdAt.getTime());
  const study = byTime.at(-1)?.studyInstanceUid;
  const ofLesion = new Map(byTime.filter((result) => result.studyInstanceUid === study).map((result) => [result.lesionKey, result]));
  return [...ofLesion.values()].toSorted((a, b) => (b.probability ?? -1) - (a.probability ?? -1));
}
