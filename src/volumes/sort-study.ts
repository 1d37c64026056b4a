import type { Problem } from '../platform/problem.js';
import { maskReferences } from './build-mask.js';
import { readHeader, text, type Header } from './header.js';
import { instanceOf, modalityOf } from './parse.js';
import type { Instance, MaskOfStudy, SeriesOfStudy } from './types.js';

/** One file of a study, as it came. `name` is how people find it again: a path or a SOP Instance UID. */
export interface StudyFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly sha256?: string;
}

export interface SortedStudy {
  readonly series: readonly SeriesOfStudy[];
  readonly masks: readonly MaskOfStudy[];
  /** Files that are neither, or cannot be read: `name` and why. */
  readonly problems: readonly (Problem & { readonly name: string })[];
}

/** Objects that belong in a study folder and are no image: structured reports, presentation states, directories … */
const documents = new Set(['SR', 'KO', 'PR', 'DOC', 'RWV', 'REG', 'RTPLAN', 'PLAN', 'AU', 'FID']);
const directoryStorage = '1.2.840.10008.1.3.10';

function maskOf(header: Header, modality: 'SEG' | 'RTSTRUCT', file: StudyFile): MaskOfStudy {
  const { references, frames } = maskReferences(header);
  return {
    modality,
    studyInstanceUid: text(header, 'x0020000d'),
    sopInstanceUid: text(header, 'x00080018'),
    seriesInstanceUid: text(header, 'x0020000e'),
    referencedSeriesUids: references.map(({ seriesInstanceUid }) => seriesInstanceUid),
    references,
    frameOfReferenceUids: frames,
    bytes: file.bytes,
    name: file.name,
    ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
  };
}

/**
 * Sorts the files of a study, or of a folder, into image series and masks by their headers alone; no pixel is copied.
 * Series and masks come in the order of their UIDs, so that the order of files does not matter.
 */
export function sortStudy(files: readonly StudyFile[]): SortedStudy {
  const series = new Map<string, { readonly modality: string; readonly instances: Instance[]; readonly names: string[] }>();
  const masks: MaskOfStudy[] = [];
  const problems: (Problem & { readonly name: string })[] = [];
  for (const file of files) {
    const header = readHeader(file.bytes);
    if (!header.ok) {
      problems.push({ name: file.name, ...header.problem });
      continue;
    }
    const modality = modalityOf(header.value);
    if (documents.has(modality) || text(header.value, 'x00080016') === directoryStorage) continue;
    if (modality === 'SEG' || modality === 'RTSTRUCT') {
      masks.push(maskOf(header.value, modality, file));
      continue;
    }
    const instance = instanceOf(header.value);
    if (!instance.ok) {
      problems.push({ name: file.name, ...instance.problem });
      continue;
    }
    const known = series.get(instance.value.seriesInstanceUid) ?? { modality, instances: [], names: [] };
    known.instances.push(file.sha256 === undefined ? instance.value : { ...instance.value, sha256: file.sha256 });
    known.names.push(file.name);
    series.set(instance.value.seriesInstanceUid, known);
  }
  return {
    series: [...series].map(([seriesInstanceUid, found]) => ({ seriesInstanceUid, ...found }))
      .toSorted((a, b) => (a.seriesInstanceUid < b.seriesInstanceUid ? -1 : 1)),
    masks: masks.toSorted((a, b) => (a.sopInstanceUid < b.sopInstanceUid ? -1 : 1)),
    problems,
  };
}
