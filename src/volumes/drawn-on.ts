/** A series that a mask object says it was drawn on, with the instances it names. */
export interface SeriesReference {
  readonly seriesInstanceUid: string;
  readonly sopInstanceUids: readonly string[];
}

/**
 * The series a mask belongs to: those it references; where it references none of them, those in its frame of reference.
 */
export function seriesDrawnOn<S extends { readonly seriesInstanceUid: string; readonly frameOfReferenceUid: string }>(
  mask: { readonly referencedSeriesUids: readonly string[]; readonly frameOfReferenceUids: readonly string[] }, series: readonly S[],
): readonly S[] {
  const named = series.filter(({ seriesInstanceUid }) => mask.referencedSeriesUids.includes(seriesInstanceUid));
  return named.length > 0 ? named : series.filter(({ frameOfReferenceUid }) => mask.frameOfReferenceUids.includes(frameOfReferenceUid));
}
