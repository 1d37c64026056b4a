import type { DemoInstance, DemoPatient, DemoStudy } from '../../demo/hospital.js';
import type { Outline } from '../../src/phantom/contour.js';
import type { PhantomCourse } from '../../src/phantom/course.js';
import type { SeriesFacts, StudyFacts } from '../../src/phantom/dicom/common.js';
import type { Dataset } from '../../src/platform/dicom/dataset.js';
import { encode } from '../../src/platform/dicom/encode.js';
import { petImageStorage, petSlices } from '../../src/phantom/dicom/pet.js';
import { structureSet } from '../../src/phantom/dicom/rtstruct.js';
import type { Source } from '../../src/phantom/dicom/seg.js';
import { uidOf } from '../../src/phantom/dicom/uid.js';
import { centredGrid, onGrid, voxelCentre } from '../../src/phantom/grid.js';

/** What is in a study, as data sets that a test may change before they are written. */
export interface SmallStudy {
  readonly pet: readonly Dataset[];
  readonly masks: readonly Dataset[];
}

/** What a small study is written from. */
export interface SmallSource extends SmallStudy {
  readonly facts: StudyFacts;
  readonly series: SeriesFacts;
  readonly source: Source;
}

const grid = centredGrid([16, 16, 10], [4, 4, 4]);
/** Half the edge of the tumour, a cube of SUV 8: 8 × 8 × 8 voxels, 32 mL. */
const half = 16;

const isInside = (coordinate: number): boolean => Math.abs(coordinate) < half;
const corners: readonly (readonly [number, number])[] = [[-half, -half], [half, -half], [half, half], [-half, half]];

function outlines(): readonly Outline[] {
  return Array.from({ length: grid.size[2] }, (_, slice) => ({ slice, z: voxelCentre(grid, 0, 0, slice)[2] }))
    .filter(({ z }) => isInside(z))
    .map(({ slice, z }) => ({ slice, pointsMm: corners.map(([x, y]) => [x, y, z] as const) }));
}

/** A PET series of ten small slices with a cube for a tumour, drawn as structure set: everything a score needs. */
export function smallStudy(id: string): SmallSource {
  const course: PhantomCourse = { id, name: id, story: '', sex: 'F', birthDate: '1970-01-01', weightKg: 70, maskFormat: 'RTSTRUCT', seed: 1, timePoints: [] };
  const facts: StudyFacts = {
    course, studyInstanceUid: uidOf(id, 'study'), frameOfReferenceUid: uidOf(id, 'frame'), accessionNumber: `A-${id}`, description: 'Small study', date: '20260302', time: '093000',
  };
  const series: SeriesFacts = { seriesInstanceUid: uidOf(id, 'PET'), number: 1, description: 'PET' };
  const pet = petSlices(facts, series, { grid, suv: onGrid(grid, (centre) => (centre.every(isInside) ? 8 : 0.5)) });
  const source: Source = { seriesInstanceUid: series.seriesInstanceUid, sopClassUid: petImageStorage, sopInstanceUids: pet.map((slice) => String(slice.SOPInstanceUID)), grid };
  const drawn = structureSet(facts, { seriesInstanceUid: uidOf(id, 'mask'), number: 2, description: 'Mask' }, { source, label: 'Lesion 1', outlines: outlines() });
  return { facts, series, source, pet, masks: [drawn] };
}

function instanceOf(dataset: Dataset): DemoInstance {
  const bytes = encode(dataset);
  return { sopInstanceUid: String(dataset.SOPInstanceUID), sopClassUid: String(dataset.SOPClassUID), seriesInstanceUid: String(dataset.SeriesInstanceUID), modality: String(dataset.Modality), read: () => Promise.resolve(bytes) };
}

/** The study as the PACS of a hospital holds it. */
export function written(id: string, { pet, masks }: SmallStudy): DemoStudy {
  const { facts } = smallStudy(id);
  return { studyInstanceUid: facts.studyInstanceUid, accessionNumber: facts.accessionNumber, started: '2026-03-02T09:30:00Z', description: facts.description, instances: [...pet, ...masks].map(instanceOf) };
}

/** A patient of a hospital with these studies; without any said, with the small one. */
export const patientWith = (id: string, more: Partial<DemoPatient> = {}): DemoPatient => ({
  id, patientId: id, birthDate: '1970-01-01', gender: 'female', familyName: 'Nobody', givenName: id, origin: 'phantom', studies: [written(id, smallStudy(id))], ...more,
});
