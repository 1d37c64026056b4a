import { lesionOutlines, type Outline } from '../../src/phantom/contour.js';
import { phantomCourse } from '../../src/phantom/course.js';
import { code, type SeriesFacts, type StudyFacts } from '../../src/phantom/dicom/common.js';
import { mrImageStorage, mrSlices } from '../../src/phantom/dicom/mr.js';
import { petSlices } from '../../src/phantom/dicom/pet.js';
import { structureSet } from '../../src/phantom/dicom/rtstruct.js';
import { segmentation, type Source } from '../../src/phantom/dicom/seg.js';
import { uidOf } from '../../src/phantom/dicom/uid.js';
import { centredGrid, type Grid, onGrid } from '../../src/phantom/grid.js';
import { mrSignal, petSuv } from '../../src/phantom/images.js';
import { limbWith } from '../../src/phantom/limb.js';
import type { Dataset } from '../../src/platform/dicom/dataset.js';
import { decimalString as ds } from '../../src/platform/dicom/decimal-string.js';
import { encode } from '../../src/platform/dicom/encode.js';
import type { Outcome } from '../../src/platform/problem.js';
import { buildMask, buildVolume, type LoadedMask, type LoadedVolume, type MaskOptions, sortStudy, type VolumeOptions } from '../../src/volumes/index.js';

/** One time point of a phantom patient on coarse grids, as data sets that a test spoils before they are written. */
const course = phantomCourse(1, 1);
const [point] = course.timePoints;
const limb = limbWith(course.seed, point);
export const grid: Grid = centredGrid([44, 38, 16], [4.5, 5, 8]);
export const slicePixels = grid.size[0] * grid.size[1];
const study: StudyFacts = {
  course, studyInstanceUid: uidOf('spoilt', 'study'), frameOfReferenceUid: uidOf('spoilt', 'frame'), accessionNumber: 'SPOILT', description: 'A phantom to be spoilt', date: '20260302', time: '093000',
};
const series = (number: number, description: string): SeriesFacts => ({ seriesInstanceUid: uidOf('spoilt', 'series', number), number, description });

/** The signal as the scanner stores it, and the T2 series that holds it. */
export const signal: Uint16Array = Uint16Array.from(mrSignal(limb, 'T2', { grid, seed: 3 }), Math.round);
export const mr: readonly Dataset[] = mrSlices(study, series(3, 'T2 FS axial'), { grid, signal: Float64Array.from(signal), sequence: 'T2' });
/** Uptake as SUV by body weight, and the PET that holds it in Bq/mL, a slope for each slice. */
export const suv: Float64Array = petSuv(limb, point, { grid, seed: 1 });
export const pet: readonly Dataset[] = petSlices(study, series(1, 'FDG PET AC'), { grid, suv });

/** 1 in the lesion, known without any image. */
export const lesion: Uint8Array = Uint8Array.from(onGrid(grid, (centre) => (limb.lesionDistance(centre) < 1 ? 1 : 0)));

const sourceOf = (slices: readonly Dataset[], on: Grid = grid): Source =>
  ({ seriesInstanceUid: String(slices[0].SeriesInstanceUID), sopClassUid: mrImageStorage, sopInstanceUids: slices.map(({ SOPInstanceUID }) => String(SOPInstanceUID)), grid: on });

const segment = (voxels: Uint8Array) => ({ label: 'Lesion 1', trackingUid: uidOf('spoilt', 'tracking'), type: code('86049000', 'SCT', 'Neoplasm, Primary'), voxels });

/** The lesion as Segmentation on the series; `on` another grid, whose voxels the lesion is drawn on. */
export function drawnAsSeg(slices: readonly Dataset[] = mr, on: Grid = grid): Dataset {
  const voxels = on === grid ? lesion : Uint8Array.from(onGrid(on, (centre) => (limb.lesionDistance(centre) < 1 ? 1 : 0)));
  const uids = Array.from({ length: on.size[2] }, (_, z) => String(slices[Math.min(z, slices.length - 1)].SOPInstanceUID));
  return segmentation(study, series(101, 'Lesion'), { source: { ...sourceOf(slices, on), sopInstanceUids: uids }, segments: [segment(voxels)] });
}

/** The lesion as structure set on the series; `change` may add contours. */
export function drawnAsContours(change: (outlines: readonly Outline[]) => readonly Outline[] = (outlines) => outlines): Dataset {
  return structureSet(study, series(102, 'Lesion'), { source: sourceOf(mr), label: 'Lesion 1', outlines: change(lesionOutlines(limb, grid)) });
}

/** An outline half as far from the lesion's axis. */
export const shrunk = ({ slice, pointsMm }: Outline): Outline => {
  const [cx, cy] = limb.lesionCentre;
  return { slice, pointsMm: pointsMm.map(([x, y, z]) => [cx + (x - cx) / 2, cy + (y - cy) / 2, z] as const) };
};

/** Every slice changed as `change` says. */
export const spoilt = (slices: readonly Dataset[], change: (slice: Dataset, z: number) => Dataset): readonly Dataset[] => slices.map((slice, z) => ({ ...slice, ...change(slice, z) }));

/** Where a slice of the phantom lies. */
export const placeOf = (z: number): readonly [number, number, number] => [grid.originMm[0], grid.originMm[1], grid.originMm[2] + z * grid.spacingMm[2]];
export const at = (place: readonly number[]): Dataset => ({ ImagePositionPatient: place.map((mm) => ds(Number(mm.toFixed(6)))) });

/** The series as one Enhanced MR instance, its frames in the order that is given. */
export function asEnhanced(slices: readonly Dataset[]): Dataset {
  const { ImagePositionPatient: _position, ImageOrientationPatient, PixelSpacing, SliceThickness, PixelData: _pixels, ...first } = slices[0];
  const frames = slices.map(({ PixelData }) => Buffer.from(PixelData as ArrayBuffer));
  return {
    ...first, SOPClassUID: '1.2.840.10008.5.1.4.1.1.4.1', SOPInstanceUID: uidOf('spoilt', 'enhanced'), NumberOfFrames: String(slices.length), PixelData: new Uint8Array(Buffer.concat(frames)).buffer,
    SharedFunctionalGroupsSequence: [{ PlaneOrientationSequence: [{ ImageOrientationPatient }], PixelMeasuresSequence: [{ PixelSpacing, SliceThickness }] }],
    PerFrameFunctionalGroupsSequence: slices.map(({ ImagePositionPatient }) => ({ PlanePositionSequence: [{ ImagePositionPatient }] })),
  };
}

/** The images as a volume; each is a data set, or a file written already. */
export function volumeFrom(images: readonly (Dataset | Uint8Array)[], options?: VolumeOptions): Promise<Outcome<LoadedVolume>> {
  const files = images.map((image, k) => ({ name: `${k}.dcm`, bytes: image instanceof Uint8Array ? image : encode(image) }));
  return buildVolume(sortStudy(files).series[0]?.instances ?? [], options);
}

/** A mask on a volume. */
export const maskFrom = (mask: Dataset, image: LoadedVolume, options?: MaskOptions): Promise<Outcome<LoadedMask>> => buildMask(encode(mask), image, options);

/** Mean over a mask. */
export function meanIn(voxels: ArrayLike<number>, mask: Uint8Array): number {
  let [sum, count] = [0, 0];
  mask.forEach((inside, i) => { if (inside === 1) { sum += voxels[i]; count += 1; } });
  return sum / count;
}
