import { lesionOutlines } from './contour.js';
import { baseline, type PhantomCourse, type TimePointTruth } from './course.js';
import { code, type SeriesFacts, type StudyFacts } from './dicom/common.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import { encode } from '../platform/dicom/encode.js';
import { mrImageStorage, mrSlices } from './dicom/mr.js';
import { petImageStorage, petSlices } from './dicom/pet.js';
import { structureSet } from './dicom/rtstruct.js';
import { segmentation, type Source } from './dicom/seg.js';
import { uidOf } from './dicom/uid.js';
import { centredGrid, type Grid, onGrid } from './grid.js';
import { mrSignal, petSuv } from './images.js';
import { type Limb, limbWith, type Tissue } from './limb.js';

/** A DICOM object of a phantom study. */
export interface PhantomInstance {
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly seriesDescription: string;
  readonly bytes: Uint8Array;
}

/** What a measurement of the study should find. */
export interface StudyTruth extends TimePointTruth {
  /** Voxels of the lesion on the PET grid, and the volume they fill. */
  readonly petVoxels: number;
  readonly petVolumeMl: number;
  /** Highest SUV in the lesion, before it is stored in 16 bits. */
  readonly suvMax: number;
}

export interface PhantomStudy {
  readonly studyInstanceUid: string;
  readonly accessionNumber: string;
  /** ISO 8601 instant. */
  readonly started: string;
  readonly description: string;
  readonly instances: readonly PhantomInstance[];
  readonly truth: StudyTruth;
}

const petGrid = centredGrid([52, 48, 34], [4, 4, 4]);
const mrGrid = centredGrid([84, 76, 28], [2.5, 2.5, 5]);
const label = 'Lesion 1';
const neoplasm = code('86049000', 'SCT', 'Neoplasm, Primary');

const where = (limb: Limb, grid: Grid, tissues: readonly Tissue[]): Uint8Array => Uint8Array.from(onGrid(grid, (point) => (tissues.includes(limb.tissueAt(point)) ? 1 : 0)));
const lesionOn = (limb: Limb, grid: Grid): Uint8Array => Uint8Array.from(onGrid(grid, (point) => (limb.lesionDistance(point) < 1 ? 1 : 0)));

function asSource(slices: readonly Dataset[], { seriesInstanceUid }: SeriesFacts, { grid, sopClassUid }: Pick<Source, 'grid' | 'sopClassUid'>): Source {
  return { seriesInstanceUid, sopClassUid, sopInstanceUids: slices.map((slice) => String(slice.SOPInstanceUID)), grid };
}

function toInstance(dataset: Dataset): PhantomInstance {
  return {
    sopInstanceUid: String(dataset.SOPInstanceUID), sopClassUid: String(dataset.SOPClassUID), seriesInstanceUid: String(dataset.SeriesInstanceUID), modality: String(dataset.Modality),
    seriesDescription: String(dataset.SeriesDescription), bytes: encode(dataset),
  };
}

/** The mask objects of a study: the lesion on PET and T2; as SEG with its parts on T2 besides. */
function masksOf(study: StudyFacts, limb: Limb, { pet, t2 }: { readonly pet: Source; readonly t2: Source }): readonly Dataset[] {
  const trackingUid = (part: string): string => uidOf(study.course.id, study.course.seed, 'tracking', part);
  const series = (number: number, description: string): SeriesFacts => ({ seriesInstanceUid: uidOf(study.studyInstanceUid, 'series', number), number, description });
  const lesion = (grid: Grid) => ({ label, trackingUid: trackingUid(label), type: neoplasm, voxels: lesionOn(limb, grid) });
  if (study.course.maskFormat === 'RTSTRUCT') {
    return [[101, pet, 'PET'] as const, [102, t2, 'T2'] as const].map(([number, source, name]) => structureSet(study, series(number, `Lesion on ${name}`), { source, label, outlines: lesionOutlines(limb, source.grid) }));
  }
  const parts = [
    { label: 'Necrosis', trackingUid: trackingUid('Necrosis'), type: code('6574001', 'SCT', 'Necrosis'), voxels: where(limb, mrGrid, ['necrosis']) },
    { label: 'Oedema', trackingUid: trackingUid('Oedema'), type: code('79654002', 'SCT', 'Edema'), voxels: where(limb, mrGrid, ['oedema']) },
  ];
  return [
    segmentation(study, series(101, 'Lesion on PET'), { source: pet, segments: [lesion(petGrid)] }),
    segmentation(study, series(102, 'Lesion and parts on T2'), { source: t2, segments: [lesion(mrGrid), ...parts] }),
  ];
}

function truthOf(truth: TimePointTruth, limb: Limb, suv: Float64Array): StudyTruth {
  const inside = lesionOn(limb, petGrid);
  const petVoxels = inside.reduce((sum, one) => sum + one, 0);
  const [dx, dy, dz] = petGrid.spacingMm;
  return { ...truth, petVoxels, petVolumeMl: (petVoxels * dx * dy * dz) / 1000, suvMax: suv.reduce((most, value, i) => (inside[i] === 1 ? Math.max(most, value) : most), 0) };
}

/** One study: FDG-PET, T1 and T2 of a limb in one frame of reference, and the lesion's masks. */
export function phantomStudy(course: PhantomCourse, index: number): PhantomStudy {
  const point = course.timePoints[index];
  const day = new Date(Date.parse(`${baseline}T09:30:00Z`) + point.day * 86_400_000).toISOString();
  const words = [course.id, course.seed, index] as const;
  const study: StudyFacts = {
    course, studyInstanceUid: uidOf(...words, 'study'), frameOfReferenceUid: uidOf(...words, 'frame of reference'), accessionNumber: `${course.id.replace('-', '')}T${index}`,
    description: `Phantom: PET/MR of the thigh, ${point.day === 0 ? 'baseline' : `day ${point.day}`}`, date: day.slice(0, 10).replaceAll('-', ''), time: '093000',
  };
  const limb = limbWith(course.seed, point);
  const seed = (number: number): number => course.seed + 1000 * index + 100 * number;
  const series = (number: number, description: string): SeriesFacts => ({ seriesInstanceUid: uidOf(study.studyInstanceUid, 'series', number), number, description });
  const [petSeries, t1Series, t2Series] = [series(1, 'FDG PET AC'), series(2, 'T1 SE axial'), series(3, 'T2 FS axial')];
  const suv = petSuv(limb, point, { grid: petGrid, seed: seed(1) });
  const pet = petSlices(study, petSeries, { grid: petGrid, suv });
  const t1 = mrSlices(study, t1Series, { grid: mrGrid, signal: mrSignal(limb, 'T1', { grid: mrGrid, seed: seed(2) }), sequence: 'T1' });
  const t2 = mrSlices(study, t2Series, { grid: mrGrid, signal: mrSignal(limb, 'T2', { grid: mrGrid, seed: seed(3) }), sequence: 'T2' });
  const masks = masksOf(study, limb, { pet: asSource(pet, petSeries, { grid: petGrid, sopClassUid: petImageStorage }), t2: asSource(t2, t2Series, { grid: mrGrid, sopClassUid: mrImageStorage }) });
  const { studyInstanceUid, accessionNumber, description } = study;
  return { studyInstanceUid, accessionNumber, started: day, description, instances: [...pet, ...t1, ...t2, ...masks].map(toInstance), truth: truthOf(point, limb, suv) };
}
