import type { Code } from '../platform/dicom/dataset.js';
import { dcm } from './codes.js';
import { codeItem, containerItem, type ContentItem, dateItem, imageItem, timeItem, uidItem } from './content-items.js';
import { instancesOf, type SourceSeries } from './source-series.js';

const modalities: Readonly<Record<string, Code>> = {
  CT: dcm('CT', 'Computed Tomography'), MR: dcm('MR', 'Magnetic Resonance'), PT: dcm('PT', 'Positron emission tomography'), NM: dcm('NM', 'Nuclear Medicine'),
};

/** What holds for all images of a series (TID 1602). */
const descriptors = ({ modality, studyDate, studyTime, frameOfReferenceUid }: SourceSeries): readonly ContentItem[] => [
  codeItem('HAS ACQ CONTEXT', dcm('121139', 'Modality'), modalities[modality] ?? dcm(modality, modality)),
  ...(studyDate === '' ? [] : [dateItem('HAS ACQ CONTEXT', dcm('111060', 'Study Date'), studyDate)]),
  ...(studyTime === '' ? [] : [timeItem('HAS ACQ CONTEXT', dcm('111061', 'Study Time'), studyTime)]),
  uidItem('HAS ACQ CONTEXT', dcm('112227', 'Frame of Reference UID'), frameOfReferenceUid),
];

/** Every image that was measured (TID 1600), a group for each series. */
export const imageLibrary = (series: readonly SourceSeries[]): ContentItem => containerItem('CONTAINS', dcm('111028', 'Image Library'), series.map((source) =>
  containerItem('CONTAINS', dcm('126200', 'Image Library Group'), [...descriptors(source), ...instancesOf(source).map((instance) => imageItem('CONTAINS', null, instance))])), '1600');
