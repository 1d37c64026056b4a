import type { OrderNumbers } from '../orders/service-request.js';
import { code, type Code, type Dataset } from '../platform/dicom/dataset.js';
import { codingSchemes, dcm } from './codes.js';
import { codeItem, containerItem, type ContentItem, textItem, uidItem } from './content-items.js';
import { commonModules, type DicomObject, type ObjectOrigin, toObject } from './dicom-object.js';
import { evidence, referencesTo } from './evidence.js';
import { imageLibrary } from './image-library.js';
import { type MeasuredGroup, measurementGroup } from './measurement-group.js';
import { referencedRequest } from './referenced-request.js';
import type { SourceSeries } from './source-series.js';
import { derivedUid } from './uids.js';

const comprehensive3DSrStorage = '1.2.840.10008.5.1.4.1.1.88.34';
const role = 'structured report';

/** What a report says, of one or several regions of one study. */
export interface ReportToWrite {
  /** At least one; the first decides patient and study. */
  readonly groups: readonly MeasuredGroup[];
  /** Said in the report where it is not for clinical use; null where it is. */
  readonly notice: string | null;
  /** The order that the report fulfils; null where there is none. */
  readonly order?: OrderNumbers | null;
  readonly seriesNumber?: number;
}

/** What a report of a research model says, word for word. */
export const researchNotice = 'RESEARCH - NOT FOR DIAGNOSIS: made by a method that is not cleared for clinical use; not to be used for decisions about a patient.';

/** Language of the texts (TID 1204). */
const language = codeItem('HAS CONCEPT MOD', dcm('121049', 'Language of Content Item and Descendants'), code('en', 'RFC5646', 'English'),
  [codeItem('HAS CONCEPT MOD', dcm('121046', 'Country of Language'), code('GB', 'ISO3166_1', 'United Kingdom'))]);

/** Who observed: this software in its version (TID 1002, TID 1004). */
const observer = ({ engine: { name, version } }: ObjectOrigin): readonly ContentItem[] => [
  codeItem('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121007', 'Device')),
  uidItem('HAS OBS CONTEXT', dcm('121012', 'Device Observer UID'), derivedUid({ resultId: '', role: 'device', content: `${name} ${version}` })),
  textItem('HAS OBS CONTEXT', dcm('121013', 'Device Observer Name'), name),
  textItem('HAS OBS CONTEXT', dcm('121014', 'Device Observer Manufacturer'), 'Sarcolens'),
  textItem('HAS OBS CONTEXT', dcm('121015', 'Device Observer Model Name'), `${name} ${version}`),
  textItem('HAS OBS CONTEXT', dcm('121016', 'Device Observer Serial Number'), `${name}-${version}`),
];

/** What was done at the scanner (CID 100), as far as the modality says it. */
const procedures: Readonly<Record<string, Code>> = {
  CT: code('25045-6', 'LN', 'CT unspecified body region'), MR: code('25056-3', 'LN', 'MRI unspecified body region'),
  PT: code('44136-0', 'LN', 'PET unspecified body region'), NM: code('49118-3', 'LN', 'NM unspecified body region'),
};
const anyProcedure = code('363679005', 'SCT', 'Imaging procedure');

/** One item, for the template of some years has no more: what the series have in common. */
function procedureItem(series: readonly SourceSeries[]): ContentItem {
  const [modality, ...others] = new Set(series.map((one) => one.modality));
  return codeItem('HAS CONCEPT MOD', dcm('121058', 'Procedure reported'), others.length > 0 ? anyProcedure : procedures[modality] ?? anyProcedure);
}

/** SR document general module (PS3.3 C.17.2): complete as a document, preliminary and unverified as a finding, for no person has looked at it. */
const documentModule = ({ date, time }: { readonly date: unknown; readonly time: unknown }, references: readonly Dataset[]): Dataset => ({
  CompletionFlag: 'COMPLETE', VerificationFlag: 'UNVERIFIED', PreliminaryFlag: 'PRELIMINARY', ContentDate: date, ContentTime: time,
  ReferencedPerformedProcedureStepSequence: [], PerformedProcedureCodeSequence: [], CurrentRequestedProcedureEvidenceSequence: references, CodingSchemeIdentificationSequence: codingSchemes,
});

/** The content tree (TID 1500, Measurement Report). */
function content(origin: ObjectOrigin, { groups, notice }: ReportToWrite, series: readonly SourceSeries[]): Dataset {
  const { RelationshipType: _root, ...tree } = containerItem('CONTAINS', dcm('126000', 'Imaging Measurement Report'), [
    language, ...observer(origin), procedureItem(series), imageLibrary(series),
    containerItem('CONTAINS', dcm('126010', 'Imaging Measurements'), groups.map(measurementGroup)),
    ...(notice === null ? [] : [textItem('CONTAINS', dcm('121106', 'Comment'), notice)]),
  ], '1500');
  return tree;
}

/**
 * A Comprehensive 3D SR (PS3.3 A.35.13) with a Measurement Report: every feature as a number with unit and IBSI codes, tied
 * to the segment it was measured in; engine, settings and model with version and hash; all references as evidence; the order.
 * Throws where there is no group: a report of nothing is not written.
 */
export function structuredReport(origin: ObjectOrigin, wanted: ReportToWrite): DicomObject {
  const { groups, order = null, seriesNumber = 9102 } = wanted;
  if (groups.length === 0) throw new Error('structuredReport: there is no measured region to report; at least one was expected.');
  const series = [...new Map(groups.map(({ source }) => [source.seriesInstanceUid, source])).values()];
  const common = commonModules(origin, series[0], { role, modality: 'SR', number: seriesNumber, description: 'Radiomics by Sarcolens' });
  const references = evidence([...series.flatMap(referencesTo), ...groups.map(({ segmentation }) => segmentation)]);
  const request = order === null ? {} : { ReferencedRequestSequence: [referencedRequest(order, series[0])] };
  return toObject({ SOPClassUID: comprehensive3DSrStorage, ...common, ...documentModule({ date: common.ContentDate, time: common.ContentTime }, references), ...request, ...content(origin, wanted, series) }, origin, role);
}
