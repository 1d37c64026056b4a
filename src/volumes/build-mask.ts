import { done, refused, type Outcome } from '../platform/problem.js';
import { gridIndex } from './grid-index.js';
import { readHeader, text, type Header } from './header.js';
import { chooseRegion } from './regions.js';
import { rasterise, type Rasterised } from './rtstruct-mask.js';
import { rtReferencedSeries, rtRegions } from './rtstruct.js';
import { segmentMask } from './seg-mask.js';
import { readSeg, segReferencedSeries, segRegions } from './seg.js';
import type { LoadedMask, LoadedVolume, MaskSource, Region } from './types.js';

interface Drawn {
  readonly roi: Region;
  readonly drawn: Rasterised;
}

/** S1: masks are only ever carried over within one frame of reference; an absent UID cannot be compared and is said. */
function checkFrame(mask: string, image: string): Outcome<readonly string[]> {
  if (mask === '' || image === '') return done(['the frame of reference of image or mask is absent and was not compared']);
  return mask === image ? done([]) : refused('FRAME_OF_REFERENCE_MISMATCH', 'image and mask are in different frames of reference; a registration is needed between them');
}

function checkPatient(header: Header, image: LoadedVolume): Outcome<null> {
  const patientId = text(header, 'x00100020');
  const same = patientId === '' || image.source.patientId === '' || patientId === image.source.patientId;
  return same ? done(null) : refused('PATIENT_MISMATCH', 'image and mask carry different PatientIDs');
}

/** The slice of each instance of a classic series; an enhanced instance holds many slices and says nothing here. */
function slicesOf({ source, sliceOriginsMm }: LoadedVolume): ReadonlyMap<string, number> {
  if (source.instances.length !== sliceOriginsMm.length) return new Map();
  return new Map(source.instances.map(({ sopInstanceUid }, z) => [sopInstanceUid, z]));
}

/** What must hold before a voxel is set, in this order: frame of reference, patient. */
function checkBelongs(header: Header, frameOfReferenceUid: string, image: LoadedVolume): Outcome<readonly string[]> {
  const frame = checkFrame(frameOfReferenceUid, image.source.frameOfReferenceUid);
  if (!frame.ok) return frame;
  const patient = checkPatient(header, image);
  return patient.ok ? frame : patient;
}

function drawRtstruct(header: Header, image: LoadedVolume, roi: string | undefined): Outcome<Drawn> {
  const region = chooseRegion(rtRegions(header), roi);
  if (!region.ok) return region;
  const belongs = checkBelongs(header, region.value.frameOfReferenceUid, image);
  if (!belongs.ok) return belongs;
  const drawn = rasterise(region.value.contours(), gridIndex(image), slicesOf(image));
  if (!drawn.ok) return drawn;
  const { contours: _contours, frameOfReferenceUid: _frame, ...plain } = region.value;
  return done({ roi: plain, drawn: { voxels: drawn.value.voxels, warnings: [...belongs.value, ...drawn.value.warnings] } });
}

async function drawSeg(header: Header, image: LoadedVolume, roi: string | undefined): Promise<Outcome<Drawn>> {
  const segmentation = readSeg(header);
  if (!segmentation.ok) return segmentation;
  const region = chooseRegion(segRegions(header), roi);
  if (!region.ok) return region;
  const belongs = checkBelongs(header, text(header, 'x00200052'), image);
  if (!belongs.ok) return belongs;
  const drawn = await segmentMask(segmentation.value, region.value.number, gridIndex(image));
  if (!drawn.ok) return drawn;
  const series = segReferencedSeries(header);
  const foreign = series.length > 0 && !series.includes(image.source.seriesInstanceUid);
  const warnings = [...belongs.value, ...(foreign ? ['the Segmentation refers to another series than the image; it was placed by position'] : []), ...drawn.value.warnings];
  return done({ roi: region.value, drawn: { voxels: drawn.value.voxels, warnings } });
}

/** V2: voxels that stand for no image are no part of any region. */
function withoutPadding(voxels: Uint8Array, padding: Uint8Array | null): number {
  if (padding === null) return 0;
  let removed = 0;
  for (let i = 0; i < voxels.length; i += 1) {
    removed += voxels[i] & padding[i];
    voxels[i] &= 1 - padding[i];
  }
  return removed;
}

function finished({ roi, drawn }: Drawn, image: LoadedVolume, source: MaskSource): Outcome<LoadedMask> {
  const removed = withoutPadding(drawn.voxels, image.padding);
  let voxels = 0;
  for (let i = 0; i < drawn.voxels.length; i += 1) voxels += drawn.voxels[i];
  if (voxels === 0) return refused('ROI_EMPTY', `region ${roi.number} "${roi.label}" holds no voxel of the image`);
  const warnings = [...drawn.warnings, ...(removed > 0 ? [`${removed} voxels of the region carry the pixel padding value and were left out`] : [])];
  return done({ mask: { grid: image.volume.grid, voxels: drawn.voxels }, voxels, roi, source, warnings });
}

const sourceOf = (header: Header, modality: 'SEG' | 'RTSTRUCT'): MaskSource => ({
  modality,
  sopInstanceUid: text(header, 'x00080018'),
  seriesInstanceUid: text(header, 'x0020000e'),
  studyInstanceUid: text(header, 'x0020000d'),
  patientId: text(header, 'x00100020'),
});

const notAMask = (header: Header): Outcome<never> =>
  refused('UNSUPPORTED_IMAGE', `the mask's Modality is ${text(header, 'x00080060') || 'absent'}; SEG or RTSTRUCT expected`);

/**
 * Bytes of a SEG or RTSTRUCT → one region on the image's grid. `roi` is a label, a number or a tracking UID; it may be
 * left out when there is only one. Codes: ROI_*, FRAME_OF_REFERENCE_MISMATCH, PATIENT_MISMATCH, MASK_GRID_MISMATCH and
 * those of reading.
 */
export async function buildMask(bytes: Uint8Array, image: LoadedVolume, roi?: string): Promise<Outcome<LoadedMask>> {
  const header = readHeader(bytes);
  if (!header.ok) return header;
  const modality = text(header.value, 'x00080060');
  if (modality !== 'RTSTRUCT' && modality !== 'SEG') return notAMask(header.value);
  const drawn = modality === 'RTSTRUCT' ? drawRtstruct(header.value, image, roi) : await drawSeg(header.value, image, roi);
  return drawn.ok ? finished(drawn.value, image, sourceOf(header.value, modality)) : drawn;
}

/** The regions a SEG or RTSTRUCT holds. */
export function listRegions(bytes: Uint8Array): Outcome<readonly Region[]> {
  const header = readHeader(bytes);
  if (!header.ok) return header;
  const modality = text(header.value, 'x00080060');
  if (modality === 'RTSTRUCT') return done(rtRegions(header.value).map(({ contours: _contours, frameOfReferenceUid: _frame, ...region }) => region));
  if (modality === 'SEG') return done(segRegions(header.value));
  return notAMask(header.value);
}

/** Series a SEG or RTSTRUCT says it was drawn on, and the frames of reference of its regions. */
export function maskReferences(header: Header): { readonly series: readonly string[]; readonly frames: readonly string[] } {
  if (text(header, 'x00080060') === 'SEG') return { series: segReferencedSeries(header), frames: [text(header, 'x00200052')].filter((uid) => uid !== '') };
  const frames = rtRegions(header).map((region) => region.frameOfReferenceUid).filter((uid) => uid !== '');
  return { series: rtReferencedSeries(header), frames: [...new Set(frames)] };
}
