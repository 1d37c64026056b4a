import type { DemoInstance, DemoPatient } from '../../demo/hospital.js';
import { planeAttributes } from '../../src/phantom/dicom/common.js';
import { petImageStorage } from '../../src/phantom/dicom/pet.js';
import { structureSet } from '../../src/phantom/dicom/rtstruct.js';
import { uidOf } from '../../src/phantom/dicom/uid.js';
import { centredGrid, voxelCentre } from '../../src/phantom/grid.js';
import { encode } from '../../src/platform/dicom/encode.js';
import { compressors, encapsulated } from './encapsulated.js';
import { chanceOf } from './random.js';
import { patientWith, smallStudy, written } from './small-study.js';

const transferSyntaxUid = '1.2.840.10008.1.2.4.90';
const side = 512;
/** Half the edge of the tumour in millimetres. */
const half = 16;

/** Noise as of a scanner, brighter in the middle: pixels that take a decoder as long as real ones. */
function picture(): Uint16Array {
  const noise = chanceOf(1);
  return Uint16Array.from({ length: side * side }, (_, i) => {
    const isInside = [i % side, Math.floor(i / side)].every((at) => Math.abs(at - (side - 1) / 2) < half);
    return (isInside ? 30_000 : 1500) + noise.below(2048);
  });
}

/** A patient with a PET study of so many slices of 512² in JPEG 2000, which takes a second for a dozen of them to decode; every slice is the same picture. */
export async function patientWithCompressed(id: string, slices: number): Promise<DemoPatient> {
  const { facts, series, pet } = smallStudy(id);
  // A slice with tumour, whose rescale slope is for its intensities.
  const template = pet[pet.length / 2] ?? {};
  const grid = centredGrid([side, side, slices], [1, 1, 2]);
  const frame = (await compressors(5)).bySyntax[transferSyntaxUid]({ values: picture(), columns: side, rows: side });
  const sopInstanceUids = Array.from({ length: slices }, (_, slice) => uidOf(series.seriesInstanceUid, 'compressed', slice));
  const images = sopInstanceUids.map((sopInstanceUid, slice): DemoInstance => {
    const bytes = encapsulated({ ...template, ...planeAttributes(grid, slice), SOPInstanceUID: sopInstanceUid, NumberOfSlices: slices, ImageIndex: slice + 1, PixelData: undefined }, { transferSyntaxUid, frames: [[frame]] });
    return { sopInstanceUid, sopClassUid: petImageStorage, seriesInstanceUid: series.seriesInstanceUid, modality: 'PT', read: () => Promise.resolve(bytes) };
  });
  const outlines = sopInstanceUids.map((_, slice) => ({ slice, z: voxelCentre(grid, 0, 0, slice)[2] })).filter(({ z }) => Math.abs(z) < half)
    .map(({ slice, z }) => ({ slice, pointsMm: [[-half, -half, z], [half, -half, z], [half, half, z], [-half, half, z]] as const }));
  const drawn = structureSet(facts, { seriesInstanceUid: uidOf(id, 'mask'), number: 2, description: 'Mask' }, { source: { seriesInstanceUid: series.seriesInstanceUid, sopClassUid: petImageStorage, sopInstanceUids, grid }, label: 'Lesion 1', outlines });
  const [study, mask] = [written(id, { pet: [], masks: [] }), encode(drawn)];
  const instances = [...images, { sopInstanceUid: String(drawn.SOPInstanceUID), sopClassUid: String(drawn.SOPClassUID), seriesInstanceUid: String(drawn.SeriesInstanceUID), modality: 'RTSTRUCT', read: () => Promise.resolve(mask) }];
  return patientWith(id, { studies: [{ ...study, instances }] });
}
