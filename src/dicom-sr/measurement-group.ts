import type { Code } from '../platform/dicom/dataset.js';
import { canonicalJson } from '../platform/canonical-json.js';
import type { StoredFeatureSet } from '../results/feature-set.js';
import { dcm, morphologicallyAbnormal, neoplasm, own, sct } from './codes.js';
import { algorithmItems, codeItem, containerItem, type ContentItem, imageItem, textItem, uidItem } from './content-items.js';
import type { InstanceReference } from './dicom-object.js';
import { featureItem } from './feature-item.js';
import { preparationItems } from './processing.js';
import { type ReportedScore, scoreItems } from './score-items.js';
import type { SourceSeries } from './source-series.js';

/** One region that was measured on one series. */
export interface MeasuredGroup {
  readonly featureSet: StoredFeatureSet;
  readonly source: SourceSeries;
  /** The segment of the Segmentation that holds the region as measured. */
  readonly segmentation: InstanceReference;
  readonly segmentNumber: number;
  readonly trackingId: string;
  readonly trackingUid: string;
  readonly timePoint?: string;
  /** What was found: a neoplasm unless somebody says more. */
  readonly finding?: Code;
  readonly site?: { readonly code: Code; readonly laterality?: Code };
  /** The model's answer that rests on this feature set; null where there is none. */
  readonly score: ReportedScore | null;
}

const laterality = sct('272741003', 'Laterality');

function siteItems({ site }: MeasuredGroup): readonly ContentItem[] {
  if (site === undefined) return [];
  return [codeItem('HAS CONCEPT MOD', sct('363698007', 'Finding Site'), site.code, site.laterality === undefined ? [] : [codeItem('HAS CONCEPT MOD', laterality, site.laterality)])];
}

/** The engine with all its settings, word for word, and their hash: what is needed to measure the same again. */
const engineItems = ({ engine, settings, settingsHash }: StoredFeatureSet): readonly ContentItem[] =>
  algorithmItems({ name: engine.name, version: engine.version, parameters: [canonicalJson(settings), `settings SHA-256 ${settingsHash}`] });

/** What was asked for and has no value stands nowhere as a number; it is named with its reason. */
function absentItems({ absent }: StoredFeatureSet): readonly ContentItem[] {
  const missing = absent.filter(({ reason }) => reason !== 'omitted');
  return missing.length === 0 ? [] : [textItem('CONTAINS', own('ABSENT', 'Features without a value'), missing.map(({ tag, reason }) => `${tag}: ${reason}`).join('; '))];
}

/** Where the region came from: the object it was drawn in, by its hash. */
const originItem = ({ region: { modality, instance, roi } }: StoredFeatureSet): ContentItem =>
  textItem('CONTAINS', own('MASK-ORIGIN', 'Region as drawn'), `${modality} ${instance.sopInstanceUid}, region ${roi.number}, SHA-256 ${instance.sha256}`);

/**
 * A region with its measurements (TID 1411, Volumetric ROI Measurements): tracking identifiers, finding and site, the
 * segment and the series it was drawn on, engine and settings, one number for each feature that has a value, the score.
 */
export function measurementGroup(group: MeasuredGroup): ContentItem {
  const { featureSet, source, segmentation, segmentNumber, trackingId, trackingUid, timePoint, finding, score } = group;
  return containerItem('CONTAINS', dcm('125007', 'Measurement Group'), [
    textItem('HAS OBS CONTEXT', dcm('112039', 'Tracking Identifier'), trackingId),
    uidItem('HAS OBS CONTEXT', dcm('112040', 'Tracking Unique Identifier'), trackingUid),
    ...(timePoint === undefined ? [] : [textItem('HAS OBS CONTEXT', { CodeValue: 'C2348792', CodingSchemeDesignator: 'UMLS', CodeMeaning: 'Time Point' }, timePoint)]),
    codeItem('CONTAINS', sct('276214006', 'Finding category'), morphologicallyAbnormal),
    codeItem('CONTAINS', dcm('121071', 'Finding'), finding ?? neoplasm),
    imageItem('CONTAINS', dcm('121191', 'Referenced Segment'), { ...segmentation, segment: segmentNumber }),
    uidItem('CONTAINS', dcm('121232', 'Source series for segmentation'), source.seriesInstanceUid),
    ...siteItems(group),
    ...preparationItems(featureSet.settings, featureSet.series.intensityUnit),
    ...engineItems(featureSet),
    ...featureSet.features.map((feature) => featureItem(feature, featureSet)),
    ...(score === null ? [] : scoreItems(score)),
    originItem(featureSet), ...absentItems(featureSet),
    ...featureSet.warnings.map((warning) => textItem('CONTAINS', dcm('121106', 'Comment'), warning)),
  ], '1411');
}
