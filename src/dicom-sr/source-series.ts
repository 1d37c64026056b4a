import { done, type Outcome } from '../platform/problem.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import { uidFromText } from '../platform/dicom/uid.js';
import { arrange } from '../volumes/build-volume.js';
import { readHeader } from '../volumes/header.js';
import type { Instance, Vector } from '../volumes/types.js';
import { bodyPart, patientAndStudy } from './patient-module.js';

/** One slice of the series, in the order of the volume's slices. */
export interface SourceSlice {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** From 1, of an enhanced instance, which holds many slices; null where the instance is the slice. */
  readonly frameNumber: number | null;
  /** Centre of the first voxel, as the slice says it. */
  readonly positionMm: Vector;
}

/**
 * What objects made of an image series must know of it: whose it is, where its slices lie and what they are called. Plain
 * data without pixels; it can be posted between threads.
 */
export interface SourceSeries {
  readonly patientAndStudy: Dataset;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string;
  readonly modality: string;
  /** DICOM DA and TM of the study; empty where the source says nothing. */
  readonly studyDate: string;
  readonly studyTime: string;
  /** Body part and side, for images made of it; the side is empty where it is not known. */
  readonly bodyPart: Dataset;
  readonly columns: number;
  readonly rows: number;
  /** Direction of a row, then of a column. */
  readonly orientation: readonly number[];
  /** Between rows (Δy), then between columns (Δx), as DICOM writes it. */
  readonly pixelSpacingMm: readonly [number, number];
  /** Mean distance of the slices along their normal. */
  readonly sliceSpacingMm: number;
  readonly slices: readonly SourceSlice[];
}

/**
 * Describes the series that instances make, sorted as `buildVolume` sorts them, so that slice z here is slice z of the
 * volume and of every mask on it; `volume` chooses one of several in the series, as in VolumeOptions. Refuses what is no
 * volume, with the codes of `buildVolume`.
 */
export function sourceSeries(instances: readonly Instance[], volume?: number): Outcome<SourceSeries> {
  const stack = arrange(instances, volume);
  if (!stack.ok) return stack;
  const { planes, grid, sliceOriginsMm } = stack.value;
  const [{ source: first, frame }] = planes;
  const header = readHeader(first.bytes);
  if (!header.ok) return header;
  const { orientation, pixelSpacingMm } = frame;
  const copied = patientAndStudy(header.value);
  return done({
    patientAndStudy: copied, studyInstanceUid: first.studyInstanceUid, seriesInstanceUid: first.seriesInstanceUid, modality: first.modality,
    // A series that names no frame of reference is one of its own.
    frameOfReferenceUid: first.frameOfReferenceUid || uidFromText(`sarcolens frame of reference/${first.seriesInstanceUid}`),
    studyDate: String(copied.StudyDate), studyTime: String(copied.StudyTime),
    bodyPart: bodyPart(header.value), columns: grid.size[0], rows: grid.size[1], orientation: orientation ?? [], pixelSpacingMm: pixelSpacingMm ?? [grid.spacingMm[1], grid.spacingMm[0]], sliceSpacingMm: grid.spacingMm[2],
    slices: planes.map(({ source, frame: { index } }, z) => ({
      sopClassUid: source.sopClassUid, sopInstanceUid: source.sopInstanceUid, frameNumber: source.layout.numberOfFrames > 1 ? index + 1 : null, positionMm: sliceOriginsMm[z],
    })),
  });
}

/** Each instance of the series once, in the order of the slices. */
export function instancesOf({ slices }: SourceSeries): readonly SourceSlice[] {
  return [...new Map(slices.map((slice) => [slice.sopInstanceUid, slice])).values()];
}
