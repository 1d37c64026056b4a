/** As much of a result as is needed to choose among them. */
export interface ChoosableResult {
  readonly studyInstanceUid: string;
  readonly lesionKey: string;
  readonly acquiredAt: Date;
  readonly createdAt: Date;
  readonly probability: number | null;
}

/** What a card shows: the results of one study, one for each lesion. */
export interface StudyToShow<R> {
  /** The highest probability first; a lesion without probability stands last. */
  readonly results: readonly R[];
  /** Result of a newer study that could not be assessed. */
  readonly newerWithout: R | undefined;
}

const byTime = <R extends ChoosableResult>(results: readonly R[]): readonly R[] =>
  results.toSorted((a, b) => a.acquiredAt.getTime() - b.acquiredAt.getTime() || a.createdAt.getTime() - b.createdAt.getTime());

/** The newest result of each lesion of a study: it may have been analysed more than once. */
function currentOf<R extends ChoosableResult>(results: readonly R[], studyInstanceUid: string): readonly R[] {
  return [...new Map(results.filter((result) => result.studyInstanceUid === studyInstanceUid).map((result) => [result.lesionKey, result])).values()];
}

/**
 * The newest study with a probability; a newer one without any is named beside it, for a study that cannot be assessed
 * (an MR before the PET of the same week) does not make the last answer untrue. Without any probability, the newest.
 */
export function newestStudy<R extends ChoosableResult>(all: readonly R[]): StudyToShow<R> {
  const results = byTime(all);
  const studies = [...new Set(results.toReversed().map((result) => result.studyInstanceUid))].map((uid) => currentOf(results, uid));
  const shown = studies.find((study) => study.some((result) => result.probability !== null)) ?? studies[0] ?? [];
  return {
    results: shown.toSorted((a, b) => (b.probability ?? -1) - (a.probability ?? -1)),
    newerWithout: shown === studies[0] ? undefined : studies[0]?.at(0),
  };
}
