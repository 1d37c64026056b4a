import type { ModelManifest } from '../models/manifest.js';
import type { Problem } from '../platform/problem.js';
import type { StudyCounts } from '../studies/imaging-study.js';
import type { AnnouncedSeries } from '../studies/pacs.client.js';
import { lesionKeyOf, type StudySurvey } from './study-survey.js';

/** What a PACS says of a study at one moment. */
export interface AnnouncedContents {
  readonly series: readonly AnnouncedSeries[];
  /** Of the whole study; null where the PACS does not say. */
  readonly instances: number | null;
}

const arriving = (text: string): Problem => ({ code: 'STUDY_ARRIVING', text });

/** A PACS may count the study less often than its series, or not say how many a series has. */
const instancesOf = ({ series, instances }: AnnouncedContents): number => Math.max(instances ?? 0, series.reduce((sum, one) => sum + one.instances, 0));

/** What the EHR counts of a study beyond what the PACS has; more in the PACS is no lack, for results are stored there as well. */
export function fewerThanCounted(counts: StudyCounts, announced: AnnouncedContents): Problem | undefined {
  const lacks = [
    [counts.series, announced.series.length, 'series'] as const, [counts.instances, instancesOf(announced), 'instances'] as const,
  ].filter(([counted, there]) => counted !== null && there < counted);
  return lacks.length === 0 ? undefined : arriving(`The study is not whole yet: the PACS has ${lacks.map(([counted, there, what]) => `${there} of the ${counted ?? 0} ${what}`).join(' and ')} that the EHR counts.`);
}

/** What changed in a study while it was fetched: half of it could have been measured. Series that were announced without a number are compared by their presence. */
export function changeBetween(before: AnnouncedContents, after: AnnouncedContents): Problem | undefined {
  const numbers = ({ series }: AnnouncedContents): string => series.map(({ seriesInstanceUid, instances }) => `${seriesInstanceUid} ${instances}`).toSorted().join('\n');
  const isSame = numbers(before) === numbers(after) && (before.instances === null || after.instances === null || before.instances === after.instances);
  if (isSame) return undefined;
  const said = (contents: AnnouncedContents): string => `${contents.series.length} series with ${instancesOf(contents)} instances`;
  return arriving(`The study changed while it was fetched: the PACS announced ${said(before)} before and ${said(after)} after; it is measured once it no longer changes.`);
}

/**
 * What the masks that the model measures were drawn on and that is not there. `announced` are all series of the study,
 * also those that are not fetched, for a mask may be drawn on them as well.
 */
export function missingSources(survey: StudySurvey, announced: readonly string[], { roiLabels }: Pick<ModelManifest['measurement'], 'roiLabels'>): Problem | undefined {
  const there = new Set(announced);
  const masks = survey.masks.filter(({ regions }) => regions.some((region) => lesionKeyOf(region, roiLabels) !== undefined));
  const series = new Set(masks.flatMap(({ referencedSeriesUids }) => referencedSeriesUids.filter((uid) => !there.has(uid))));
  if (series.size > 0) return { code: 'MASK_SOURCE_MISSING', text: `The mask was drawn on ${series.size} series that the PACS does not have.` };
  const [worst] = masks.map(({ citedInstances, missingInstances }) => ({ citedInstances, missingInstances })).toSorted((a, b) => b.missingInstances - a.missingInstances);
  if (worst === undefined || worst.missingInstances === 0) return undefined;
  return { code: 'MASK_SOURCE_MISSING', text: `The mask was drawn on ${worst.citedInstances} instances, of which the PACS does not have ${worst.missingInstances}.` };
}
