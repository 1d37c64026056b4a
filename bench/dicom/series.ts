import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PhantomCourse } from '../../src/phantom/course.js';
import { commonAttributes, planeAttributes, seriesAttributes, type SeriesFacts, slicePixels, type StudyFacts } from '../../src/phantom/dicom/common.js';
import { structureSet } from '../../src/phantom/dicom/rtstruct.js';
import { uidOf } from '../../src/phantom/dicom/uid.js';
import { centredGrid, type Grid, voxelCentre } from '../../src/phantom/grid.js';
import { gaussianAt, smoothNoise } from '../../src/phantom/noise.js';
import type { Dataset } from '../../src/platform/dicom/dataset.js';
import { encode } from '../../src/platform/dicom/encode.js';
import { compressors, encapsulated } from '../../test/support/encapsulated.js';

/** A CT series that does not exist anywhere else: `edge` columns and rows, so many slices. */
export interface Shape {
  readonly name: string;
  readonly edge: number;
  readonly slices: number;
}

export interface WrittenSeries {
  readonly folder: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly slices: number;
}

export const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2';
const jpeg2000Lossless = '1.2.840.10008.1.2.4.90';
const fieldOfViewMm = 400;
const sliceDistanceMm = 2.5;
/** Slices repeat after so many; decoders and disks do not notice. */
const different = 16;
/** Levels of a wavelet transform as scanners write it. */
const decompositions = 5;

const course: PhantomCourse = { id: 'BENCH', name: 'Bench', story: '', sex: 'F', birthDate: '1970-01-01', weightKg: 70, maskFormat: 'RTSTRUCT', seed: 1, timePoints: [] };
const factsOf = ({ name }: Shape): StudyFacts => ({ course, studyInstanceUid: uidOf('bench', name, 'study'), frameOfReferenceUid: uidOf('bench', name, 'frame'), accessionNumber: 'BENCH', description: 'Bench', date: '20260302', time: '093000' });
const seriesOf = ({ name }: Shape, kind: 'CT' | 'RTSTRUCT'): SeriesFacts => ({ seriesInstanceUid: uidOf('bench', name, kind), number: kind === 'CT' ? 1 : 2, description: kind });
const gridOf = ({ edge, slices }: Shape): Grid => centredGrid([edge, edge, slices], [fieldOfViewMm / edge, fieldOfViewMm / edge, sliceDistanceMm]);

/** Hounsfield units of a trunk without its noise: air, fat under the skin, muscle with some texture, a bone. */
function tissueAt(x: number, y: number, z: number): number {
  const radius = Math.hypot(x / 170, y / 120);
  if (radius > 1) return -1000;
  if (radius > 0.85) return -100;
  return Math.hypot(x, y - 60) < 20 ? 700 : 50 + 30 * smoothNoise(1, [x, y, z], 12);
}

/** Stored values of one slice with the noise of a scanner, which is smaller in air; 0 is −1024 HU. */
function pictureOf(grid: Grid, slice: number): Uint16Array {
  const [columns, rows] = grid.size;
  const values = new Uint16Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const tissue = tissueAt(...voxelCentre(grid, column, row, slice));
      values[column + columns * row] = Math.max(0, Math.round(tissue + 1024 + (tissue < -900 ? 5 : 12) * gaussianAt(7, [column, row, slice])));
    }
  }
  return values;
}

const sliceUid = (shape: Shape, slice: number): string => uidOf(seriesOf(shape, 'CT').seriesInstanceUid, slice);

/** A classic CT image (PS3.3 A.3). */
function sliceOf(shape: Shape, slice: number, picture: Uint16Array): Dataset {
  const [facts, grid] = [factsOf(shape), gridOf(shape)];
  return {
    SOPClassUID: ctImageStorage, SOPInstanceUID: sliceUid(shape, slice), ...commonAttributes(facts), ...seriesAttributes(seriesOf(shape, 'CT'), facts), Modality: 'CT', PatientPosition: 'HFS',
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'], AcquisitionDate: facts.date, AcquisitionTime: facts.time, KVP: '120', ...planeAttributes(grid, slice), PixelRepresentation: 0, RescaleIntercept: '-1024', RescaleSlope: '1', RescaleType: 'HU',
    PixelData: slicePixels(picture, { ...grid, size: [shape.edge, shape.edge, 1] }, 0), _vrMap: { PixelData: 'OW' },
  };
}

/** Writes a series, a file for each slice. */
export async function writeSeries(parent: string, shape: Shape, coding: 'native' | 'JPEG 2000' = 'native'): Promise<WrittenSeries> {
  const folder = join(parent, `${shape.name} ${coding}`);
  await mkdir(folder, { recursive: true });
  const grid = gridOf(shape);
  const pictures = Array.from({ length: Math.min(different, shape.slices) }, (_, slice) => pictureOf(grid, slice));
  const compress = coding === 'native' ? null : (await compressors(decompositions)).bySyntax[jpeg2000Lossless];
  const frames = pictures.map((values) => compress?.({ values, columns: shape.edge, rows: shape.edge }));
  for (let slice = 0; slice < shape.slices; slice += 1) {
    const [dataset, frame] = [sliceOf(shape, slice, pictures[slice % different]), frames[slice % different]];
    await writeFile(join(folder, `${slice}.dcm`), frame === undefined ? encode(dataset) : encapsulated(dataset, { transferSyntaxUid: jpeg2000Lossless, frames: [[frame]] }));
  }
  return { folder, studyInstanceUid: factsOf(shape).studyInstanceUid, seriesInstanceUid: seriesOf(shape, 'CT').seriesInstanceUid, slices: shape.slices };
}

/** Writes a structure set with a region of so many contours, one a slice, each of `corners` points to 0.01 mm as planning systems write them. */
export async function writeContours(parent: string, shape: Shape, { contours, corners, label }: { readonly contours: number; readonly corners: number; readonly label: string }): Promise<string> {
  const grid = gridOf(shape);
  const outlines = Array.from({ length: contours }, (_, k) => {
    const slice = Math.floor((shape.slices - contours) / 2) + k;
    const z = voxelCentre(grid, 0, 0, slice)[2];
    const pointsMm = Array.from({ length: corners }, (__, corner) => {
      const angle = (2 * Math.PI * corner) / corners;
      const radius = 60 + 10 * Math.sin(5 * angle) + 20 * Math.sin((Math.PI * k) / contours);
      return [radius * Math.cos(angle), radius * Math.sin(angle), z].map((value) => Math.round(value * 100) / 100);
    });
    return { slice, pointsMm: pointsMm.map(([x, y]) => [x, y, z] as const) };
  });
  const sopInstanceUids = Array.from({ length: shape.slices }, (_, slice) => sliceUid(shape, slice));
  const source = { seriesInstanceUid: seriesOf(shape, 'CT').seriesInstanceUid, sopClassUid: ctImageStorage, sopInstanceUids, grid };
  const path = join(parent, `${shape.name} contours.dcm`);
  await writeFile(path, encode(structureSet(factsOf(shape), seriesOf(shape, 'RTSTRUCT'), { source, label, outlines })));
  return path;
}
