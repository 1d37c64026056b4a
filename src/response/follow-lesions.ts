/** As much of a stored feature set as following a lesion needs. */
export interface FollowedSet {
  readonly lesionKey: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly acquiredAt: Date;
  readonly createdAt: Date;
  readonly analysisId: string;
}

/** As much of a stored result. */
export interface FollowedResult {
  readonly lesionKey: string;
  readonly studyInstanceUid: string;
  readonly acquiredAt: Date;
  readonly createdAt: Date;
  readonly analysisId: string;
  readonly modelName: string;
  readonly modelVersion: string;
}

/** A lesion in one study: what was measured, and what the models said. */
export interface FollowedPoint<S, R> {
  readonly studyInstanceUid: string;
  readonly acquiredAt: Date;
  readonly featureSets: readonly S[];
  readonly results: readonly R[];
}

export interface FollowedLesion<S, R> {
  readonly key: string;
  readonly points: readonly FollowedPoint<S, R>[];
}

/** The last of each kind, in the order of creation. */
function newestBy<T extends { readonly createdAt: Date }>(items: readonly T[], kind: (item: T) => string): readonly T[] {
  const byTime = items.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  return [...new Map(byTime.map((item) => [kind(item), item])).values()];
}

/**
 * Puts feature sets and results together by lesion and study, in the order of acquisition. Where a study was analysed
 * more than once, the newest feature set of each series and the newest result of each model version count.
 */
export function followLesions<S extends FollowedSet, R extends FollowedResult>(sets: readonly S[], results: readonly R[]): readonly FollowedLesion<S, R>[] {
  const keys = [...new Set([...sets, ...results].map((one) => one.lesionKey))].toSorted();
  return keys.map((key) => {
    const ofLesion = [...sets, ...results].filter((one) => one.lesionKey === key);
    const studies = [...new Set(ofLesion.map((one) => one.studyInstanceUid))];
    const points = studies.map((studyInstanceUid) => {
      const isHere = (one: FollowedSet | FollowedResult): boolean => one.lesionKey === key && one.studyInstanceUid === studyInstanceUid;
      const featureSets = newestBy(sets.filter(isHere), (set) => set.seriesInstanceUid);
      const here = newestBy(results.filter(isHere), (result) => `${result.modelName} ${result.modelVersion}`);
      const times = [...here, ...featureSets].map((one) => one.acquiredAt.getTime());
      return { studyInstanceUid, acquiredAt: new Date(Math.min(...times)), featureSets, results: here };
    });
    return { key, points: points.toSorted((a, b) => a.acquiredAt.getTime() - b.acquiredAt.getTime()) };
  });
}
