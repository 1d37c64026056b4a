import type { Dataset } from '../platform/dicom/dataset.js';
import { type InstanceReference, sopReference } from './dicom-object.js';
import { instancesOf, type SourceSeries } from './source-series.js';

/** The instances of a series as references. */
export const referencesTo = (source: SourceSeries): readonly InstanceReference[] =>
  instancesOf(source).map(({ sopClassUid, sopInstanceUid }) => ({ sopClassUid, sopInstanceUid, seriesInstanceUid: source.seriesInstanceUid, studyInstanceUid: source.studyInstanceUid }));

/** Everything a report refers to, once, by study and series (PS3.3 C.17.2.3): a PACS fetches by it. */
export function evidence(references: readonly InstanceReference[]): readonly Dataset[] {
  const once = [...new Map(references.map((reference) => [reference.sopInstanceUid, reference])).values()];
  return [...Map.groupBy(once, ({ studyInstanceUid }) => studyInstanceUid)].map(([study, ofStudy]) => ({
    StudyInstanceUID: study,
    ReferencedSeriesSequence: [...Map.groupBy(ofStudy, ({ seriesInstanceUid }) => seriesInstanceUid)].map(([series, ofSeries]) => ({ SeriesInstanceUID: series, ReferencedSOPSequence: ofSeries.map(sopReference) })),
  }));
}
