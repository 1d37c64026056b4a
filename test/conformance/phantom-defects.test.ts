import { centredGrid } from '../../src/phantom/grid.js';
import type { Dataset } from '../../src/platform/dicom/dataset.js';
import { decimalString as ds } from '../../src/platform/dicom/decimal-string.js';
import type { LoadedVolume } from '../../src/volumes/index.js';
import { codeOf, valueOf } from '../support/dicom-objects.js';
import { compressors, encapsulated } from '../support/encapsulated.js';
import { asEnhanced, at, drawnAsContours, drawnAsSeg, grid, lesion, maskFrom, meanIn, mr, pet, placeOf, shrunk, signal, slicePixels, spoilt, suv, volumeFrom } from '../support/spoilt-phantom.js';

const encoders = await compressors();

// One defect at a time in a phantom whose lesion is known voxel by voxel: what can be mended gives the same voxels, what cannot is refused.
let whole: LoadedVolume;
beforeAll(async () => { whole = valueOf(await volumeFrom(mr)); });

/** The lesion's voxels, drawn as SEG, and the volume's values are those of the phantom without a defect. */
async function sameAsWhole(images: readonly (Dataset | Uint8Array)[], mask: Dataset = drawnAsSeg()): Promise<LoadedVolume> {
  const image = valueOf(await volumeFrom(images));
  expect(Buffer.compare(Buffer.from(image.volume.voxels.buffer), Buffer.from(whole.volume.voxels.buffer))).toBe(0);
  expect(Buffer.compare(Buffer.from(valueOf(await maskFrom(mask, image)).mask.voxels), Buffer.from(lesion))).toBe(0);
  return image;
}
const [, , dz] = grid.spacingMm;
/** A turn about z, then about x. */
const turned = ([x, y, z]: readonly number[]): readonly number[] => {
  const [u, v] = [x * Math.cos(0.4) - y * Math.sin(0.4), x * Math.sin(0.4) + y * Math.cos(0.4)];
  return [u, v * Math.cos(0.3) - z * Math.sin(0.3), v * Math.sin(0.3) + z * Math.cos(0.3)].map((mm) => Number(mm.toFixed(9)));
};
const texts = (values: readonly number[]): readonly string[] => values.map(String);

test('without a defect the phantom is what it was made of', async () => {
  await sameAsWhole(mr);
  expect([...whole.volume.voxels]).toEqual([...signal]);
});

test('G8: turned about two axes', async () => {
  const orientation = { ImageOrientationPatient: texts([...turned([1, 0, 0]), ...turned([0, 1, 0])]) };
  const place = (z: number): Dataset => ({ ImagePositionPatient: texts(turned(placeOf(z)).map((mm) => Number(mm.toFixed(6)))) });
  const seg = drawnAsSeg();
  const frames = seg.PerFrameFunctionalGroupsSequence as readonly { readonly PlanePositionSequence: readonly [{ readonly ImagePositionPatient: readonly string[] }] }[];
  const zOf = (position: readonly string[]): number => Math.round((Number(position[2]) - grid.originMm[2]) / dz);
  const [{ PixelMeasuresSequence }] = seg.SharedFunctionalGroupsSequence as readonly [Dataset];
  const image = await sameAsWhole(spoilt(mr, (_slice, z) => ({ ...orientation, ...place(z) })), {
    ...seg, SharedFunctionalGroupsSequence: [{ PixelMeasuresSequence, PlaneOrientationSequence: [orientation] }],
    PerFrameFunctionalGroupsSequence: frames.map((frame) => ({ ...frame, PlanePositionSequence: [place(zOf(frame.PlanePositionSequence[0].ImagePositionPatient))] })),
  });
  // A structure set that is turned with the images holds the same lesion too.
  const contours = valueOf(await maskFrom(drawnAsContours((outlines) => outlines.map(({ slice, pointsMm }) => ({ slice, pointsMm: pointsMm.map((point) => { const [x, y, z] = turned(point); return [x, y, z] as const; }) }))), image));
  const straight = valueOf(await maskFrom(drawnAsContours(), whole));
  expect([...contours.mask.voxels]).toEqual([...straight.mask.voxels]);
});

test.each<[string, (slices: readonly Dataset[]) => readonly Dataset[]]>([
  ['files in reverse', (slices) => slices.toReversed()], ['InstanceNumber counted from the other end', (slices) => spoilt(slices, (_slice, z) => ({ InstanceNumber: String(slices.length - z) }))],
  ['InstanceNumber and SliceLocation shuffled', (slices) => spoilt(slices, (_slice, z) => ({ InstanceNumber: String(1 + ((7 * z) % slices.length)), SliceLocation: String((5 * z) % slices.length) }))],
  ['InstanceNumber the same for all', (slices) => spoilt(slices, () => ({ InstanceNumber: '1' }))],
])('G1: %s change no voxel', async (_title, change) => { await sameAsWhole(change(mr)); });

test('G1: acquired from head to feet, the stack is turned over: the same lesion in the same place', async () => {
  const upside = spoilt(mr, (_slice, z) => ({ ...at([placeOf(z)[0], -placeOf(0)[1], placeOf(z)[2]]), ImageOrientationPatient: ['1', '0', '0', '0', '-1', '0'] }));
  const image = valueOf(await volumeFrom(upside));
  const { size: [nx, ny, nz], affine } = image.volume.grid;
  expect([affine[10], affine[11]]).toEqual([-dz, placeOf(nz - 1)[2]]);
  expect(image.volume.voxels[3 + nx * (4 + ny * 0)]).toBe(signal[3 + nx * (4 + ny * (nz - 1))]);
});

test('G4: a slice that is missing is said and refused', async () => { expect(await volumeFrom(mr.toSpliced(6, 1))).toMatchObject({ problem: { code: 'MISSING_SLICES', text: expect.stringContaining('1 slice is missing') as string } }); });

test('G3: slices that jitter by 2 % are measured with a warning, by 20 % refused', async () => {
  const jittered = (share: number): readonly Dataset[] => spoilt(mr, (_slice, z) => at([placeOf(z)[0], placeOf(z)[1], placeOf(z)[2] + (z % 2 === 0 ? 1 : -1) * (share / 2) * (z === 0 || z === mr.length - 1 ? 0 : dz)]));
  const image = valueOf(await volumeFrom(jittered(0.02)));
  expect([...image.volume.voxels]).toEqual([...signal]);
  expect(image.warnings).toContainEqual(expect.stringMatching(/^slices are 7\.\d+ to 8\.\d+ mm apart/));
  expect(valueOf(await maskFrom(drawnAsContours(), image)).voxels).toBe(valueOf(await maskFrom(drawnAsContours(), whole)).voxels);
  expect(codeOf(await volumeFrom(jittered(0.2)))).toBe('UNEVEN_SPACING');
});

test('G6: a slice that is there twice counts once; another in its place is refused', async () => {
  await sameAsWhole([...mr, mr[4]]);
  expect(codeOf(await volumeFrom([...mr, { ...mr[4], SOPInstanceUID: '2.25.4' }]))).toBe('NOT_A_VOLUME');
});

test.each([[2, 'ok'], [10, 'GANTRY_TILT']])('G5: a gantry tilted by %d°: %s', async (degrees, code) => {
  const shift = Math.tan((degrees * Math.PI) / 180);
  expect(codeOf(await volumeFrom(spoilt(mr, (_slice, z) => at([placeOf(z)[0], placeOf(z)[1] + z * dz * shift, placeOf(z)[2]]))))).toBe(code);
});

test('S1, G7: another frame of reference of the mask, or of a slice, is refused', async () => {
  expect(codeOf(await maskFrom({ ...drawnAsSeg(), FrameOfReferenceUID: '2.25.7' }, whole))).toBe('FRAME_OF_REFERENCE_MISMATCH');
  expect(codeOf(await volumeFrom(spoilt(mr, (_slice, z) => (z === 3 ? { FrameOfReferenceUID: '2.25.7' } : {}))))).toBe('FRAME_OF_REFERENCE_MISMATCH');
});

test('V1: slices that are each stored by a slope of their own have the values that were stored', async () => {
  const scaled = spoilt(mr, (_slice, z) => {
    const slope = 0.25 * (1 + (z % 4));
    const stored = Uint16Array.from(signal.subarray(z * slicePixels, (z + 1) * slicePixels), (value) => Math.round((value + 100) / slope));
    return { RescaleSlope: String(slope), RescaleIntercept: '-100', PixelData: stored.buffer };
  });
  const { volume } = valueOf(await volumeFrom(scaled));
  expect(Math.max(...volume.voxels.map((value, i) => Math.abs(value - signal[i])))).toBeLessThanOrEqual(0.5);
});

test('V2: signed values of twelve bits with padding of −2000: what is padded is no image and in no mask, the rest keeps its values', async () => {
  const isAir = (i: number): boolean => signal[i] < 60;
  const stored = Int16Array.from(signal, (value, i) => (isAir(i) ? -2000 : value - 1000));
  const signed = spoilt(mr, (_slice, z) => ({
    PixelRepresentation: 1, BitsStored: 12, HighBit: 11, PixelPaddingValue: -2000, _vrMap: { PixelPaddingValue: 'SS', PixelData: 'OW' }, RescaleSlope: '1', RescaleIntercept: '1000', PixelData: stored.slice(z * slicePixels, (z + 1) * slicePixels).map((value) => value & 0xfff).buffer,
  }));
  const image = valueOf(await volumeFrom(signed));
  expect([...image.padding ?? []]).toEqual(Array.from(signal, (_value, i) => (isAir(i) ? 1 : 0)));
  expect(meanIn(image.volume.voxels, lesion)).toBe(meanIn(signal, lesion));
  const everywhere = drawnAsSeg(mr, grid);
  expect(valueOf(await maskFrom(everywhere, image)).voxels).toBe(lesion.reduce((sum, inside, i) => sum + (isAir(i) ? 0 : inside), 0));
});

test.each(Object.keys(encoders.bySyntax) as (keyof typeof encoders.bySyntax)[])('V7: compressed by %s it is the same to the bit', async (transferSyntaxUid) => {
  const image = await sameAsWhole(mr.map((slice, z) => encapsulated({ ...slice, PixelData: undefined }, {
    transferSyntaxUid, frames: [[encoders.bySyntax[transferSyntaxUid]({ values: signal.slice(z * slicePixels, (z + 1) * slicePixels), columns: grid.size[0], rows: grid.size[1] })]],
  })));
  expect(image.source.transferSyntaxUid).toBe(transferSyntaxUid);
});

test('S2: a Segmentation on finer voxels is refused, never resampled; on a larger field of the same voxels it is placed', async () => {
  expect(codeOf(await maskFrom(drawnAsSeg(mr, centredGrid([88, 76, 16], [2.25, 2.5, 8])), whole))).toBe('MASK_GRID_MISMATCH');
  const larger = drawnAsSeg(mr, centredGrid([grid.size[0] + 8, grid.size[1] + 4, 16], grid.spacingMm));
  expect([...valueOf(await maskFrom(larger, whole)).mask.voxels]).toEqual([...lesion]);
});

test.each([['CLOSEDPLANAR_XOR', 'xor'], ['CLOSEDPLANAR_XOR', 'union'], ['CLOSED_PLANAR', 'xor'], ['CLOSED_PLANAR', 'union']] as const)('R3: a lesion with a hole in every slice, drawn as %s and read by %s', async (kind, nestedContours) => {
  const [outer, inner, both] = [drawnAsContours(), drawnAsContours((outlines) => outlines.map(shrunk)), drawnAsContours((outlines) => outlines.flatMap((outline) => [outline, shrunk(outline)]))];
  const [roi] = both.ROIContourSequence as readonly [{ readonly ContourSequence: readonly Dataset[] }];
  const drawn = { ...both, ROIContourSequence: [{ ...roi, ContourSequence: roi.ContourSequence.map((contour) => ({ ...contour, ContourGeometricType: kind })) }] };
  const [filled, hole] = [valueOf(await maskFrom(outer, whole)).mask.voxels, valueOf(await maskFrom(inner, whole)).mask.voxels];
  const isUnion = kind === 'CLOSED_PLANAR' && nestedContours === 'union';
  expect([...valueOf(await maskFrom(drawn, whole, { nestedContours })).mask.voxels]).toEqual(Array.from(filled, (inside, i) => (isUnion ? inside : inside - hole[i])));
});

test('G10: as one Enhanced MR instance, its frames in another order', async () => {
  const order = mr.map((_slice, z) => mr[(7 * z) % mr.length]);
  expect(valueOf(await volumeFrom([asEnhanced(order)])).volume.voxels).toEqual(whole.volume.voxels);
});

const uptakeSeconds = 3600;
const decayed = 2 ** (-uptakeSeconds / 6586.2);
/** What the scanner says of the injection, changed. */
const injected = (slice: Dataset, change: Dataset): Dataset => ({ RadiopharmaceuticalInformationSequence: (slice.RadiopharmaceuticalInformationSequence as readonly Dataset[]).map((drug) => ({ ...drug, ...change })) });
const atMidnight = (time: Dataset): readonly Dataset[] =>
  spoilt(pet, (slice) => ({ SeriesDate: '20260303', SeriesTime: '002000', AcquisitionDate: '20260303', AcquisitionTime: '002000', ...injected(slice, { RadiopharmaceuticalStartDateTime: undefined, ...time }) }));

test.each<[string, readonly Dataset[]]>([
  ['START', pet], ['ADMIN, its counts brought back to the injection', spoilt(pet, ({ RescaleSlope }) => ({ DecayCorrection: 'ADMIN', RescaleSlope: ds(Number(RescaleSlope) / decayed) }))],
  ['START, injected before midnight, by the time alone', atMidnight({ RadiopharmaceuticalStartTime: '232000' })],
  ['START, injected before midnight, by date and time', atMidnight({ RadiopharmaceuticalStartTime: undefined, RadiopharmaceuticalStartDateTime: '20260302232000' })],
])('V4: SUV by body weight is that of the phantom within what sixteen bits hold: %s', async (_title, slices) => {
  const { volume, intensityUnit } = valueOf(await volumeFrom(slices, { intensity: 'suv-bw' }));
  const highest = suv.reduce((most, value) => Math.max(most, value), 0);
  expect(intensityUnit).toBe('SUVbw');
  expect(Math.max(...volume.voxels.map((value, i) => Math.abs(value - suv[i])))).toBeLessThan(highest / 32767);
});

test('V4: counts that are not decay corrected are no SUV, and are measured as Bq/mL with a warning unless SUV is asked for', async () => {
  const none = spoilt(pet, () => ({ DecayCorrection: 'NONE', CorrectedImage: ['NORM', 'DTIM', 'ATTN', 'SCAT', 'RAN'] }));
  expect(await volumeFrom(none, { intensity: 'suv-bw' })).toMatchObject({ problem: { code: 'SUV_NOT_COMPUTABLE' } });
  const { intensityUnit, warnings } = valueOf(await volumeFrom(none));
  expect([intensityUnit, warnings]).toEqual(['Bq/ml', [expect.stringContaining('SUV is not computable')]]);
  expect(await volumeFrom(spoilt(pet, () => ({ DecayCorrection: 'NONE' })), { intensity: 'suv-bw' })).toMatchObject({ problem: { text: expect.stringContaining('DecayCorrection is NONE') as string } });
});

test.each([['PatientWeight', { PatientWeight: undefined }], ['Units', { Units: 'PROPCNTS' }], ['DecayCorrection', { DecayCorrection: undefined }]])('V4: without a usable %s there is no SUV', async (_title, change) => {
  expect(codeOf(await volumeFrom(spoilt(pet, () => change), { intensity: 'suv-bw' }))).toBe('SUV_NOT_COMPUTABLE');
});
