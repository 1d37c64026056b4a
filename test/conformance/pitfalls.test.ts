import { join } from 'node:path';
import type { Outcome } from '../../src/platform/problem.js';
import type { LoadedMask, LoadedVolume } from '../../src/volumes/index.js';
import { inspectPath } from '../../src/volumes/read-report.js';
import { readImage, readMask } from '../../src/volumes/read-image.js';
import { codeOf, valueOf } from '../support/dicom-objects.js';
import { countAndMean, highdicomSeries, isCited, realMask, realVolume, reordered, stacked } from '../support/real-dicom.js';
import { describeReal, reference, referenceData } from '../support/real.js';

// The pitfalls of DICOM on real and on broken data; docs/dicom-conformance.md puts them in a table with those on synthetic data.
const textOf = (outcome: Outcome<unknown>): string => (outcome.ok ? '' : outcome.problem.text);
const dcmqi = 'seg/dcmqi/segmentations';
const highdicom = 'seg/highdicom';

describeReal('broken series', [referenceData('data/dicom/defects')], () => {
  test.each([
    ['G4: sliceincrement/001, slices 5, 5 and 10 mm apart', 'MISSING_SLICES', /1 slice is missing/], ['G5: gantrytilting/001, slices 14° off their normal', 'GANTRY_TILT', /14\.\d° off/],
    ['G5: sliceincrement/002, tilted by 15.5° and one slice missing', 'GANTRY_TILT', /15\.\d° off/], ['G6: notavolume/001, four slices in one place', 'NOT_A_VOLUME', /4 slices lie in one place/],
    ['G7: sliceorientation/001, two sagittal and two axial slices', 'MIXED_ORIENTATION', /do not share one orientation/], ['G11: slicecount/001, two slices', 'NOT_A_VOLUME', /2 slices; at least three/],
  ])('%s: %s', async (title, code, text) => {
    const built = await realVolume(`defects/${/: ([^,]+),/.exec(title)?.[1] ?? ''}`);
    expect([codeOf(built), textOf(built)]).toEqual([code, expect.stringMatching(text)]);
  });
});

describeReal('the patient as acquired', [referenceData('data/dicom/sts-raw/STS_001'), referenceData('data/sts51/nifti/STS_001')], () => {
  const at = 'sts-raw/STS_001';
  const masked = async (series: string, roi: string, options?: Parameters<typeof realVolume>[1]): Promise<readonly [LoadedVolume, LoadedMask]> => {
    const image = valueOf(await realVolume(`${at}/${series}/image`, options));
    return [image, valueOf(await realMask(`${at}/${series}/mask`, image, roi))];
  };

  test('G1: the order of files changes no voxel', async () => {
    const [forth, back] = await Promise.all([(names: readonly string[]) => names, (names: readonly string[]) => names.toReversed()].map(async (order) => valueOf(await reordered(`${at}/MR_T1/image`, order)).volume));
    expect(Buffer.compare(Buffer.from(forth.voxels.buffer), Buffer.from(back.voxels.buffer))).toBe(0);
    expect(back.grid).toEqual(forth.grid);
  });

  test('G2: slices of 4 mm that lie 5.2 mm apart are measured as they lie', async () => {
    const { volume, warnings } = valueOf(await realVolume(`${at}/MR_T1/image`));
    expect(volume.grid.spacingMm[2]).toBeCloseTo(5.2, 3);
    expect(warnings).toEqual([expect.stringMatching(/^SliceThickness is 4 mm but the slices are 5\.2 mm apart/)]);
  });

  test('G3: PET slices 3.19 to 3.29 mm apart are accepted and their range is said', async () => {
    const { warnings } = valueOf(await realVolume(`${at}/FDG_PET/image`));
    expect(warnings).toContainEqual(expect.stringMatching(/^slices are 3\.19\d* to 3\.29\d* mm apart and are measured as if evenly 3\.2\d* mm$/));
  });

  test.each([['MR_T1', 'GTV_Mass', 459702], ['MR_T1', 'GTV_Edema', 730704], ['MR_T2', 'GTV_Mass', 256115], ['MR_T2', 'GTV_Edema', 406547]])('G8: oblique stacks hold the regions that plastimatch draws: %s, %s, %i voxels', async (series, roi, voxels) => {
    expect((await masked(series, roi))[1].voxels).toBe(voxels);
  });

  test.each([['GTV_Mass', 5095], ['GTV_Edema', 8058]])('R2: contours on PET slices off the even grid belong to their slices: %s, %i voxels', async (roi, voxels) => {
    expect((await masked('FDG_PET', roi))[1].voxels).toBe(voxels);
  });

  test('V1, V4: SUV of 267 slices, each with a slope of its own, is that of the public export', async () => {
    const suv = valueOf(await realVolume(`${at}/FDG_PET/image`, { intensity: 'suv-bw' }));
    const twin = valueOf(await readImage(join(reference, 'data/sts51/nifti/STS_001/PET_image.nii.gz')));
    const [nx, ny, nz] = twin.volume.grid.size;
    const [from, to] = [twin.volume.grid, suv.volume.grid];
    // The export is cropped: the same grid, beginning elsewhere.
    const [dx, dy, dz] = [3, 7, 11].map((k, axis) => Math.round((from.affine[k] - to.affine[k]) / to.spacingMm[axis]));
    let largest = 0;
    for (let z = 0; z < nz; z += 1) for (let y = 0; y < ny; y += 1) for (let x = 0; x < nx; x += 1) {
      largest = Math.max(largest, Math.abs(twin.volume.voxels[x + nx * (y + ny * z)] - suv.volume.voxels[x + dx + to.size[0] * (y + dy + to.size[1] * (z + dz))]));
    }
    expect(suv.intensityUnit).toBe('SUVbw');
    expect(largest).toBeLessThan(1e-3);
  });
});

describeReal('structure sets and their NIfTI twins', [referenceData('data/dicom/sts-processed'), referenceData('data/sts51/nifti'), referenceData('reference/ibsi1/ct_phantom/dicom')], () => {
  const differing = (a: Uint8Array, b: Uint8Array): number => a.reduce((count, value, i) => (value === b[i] ? count : count + 1), 0);

  test.each([['STS_002', 'CT', 17090], ['STS_002', 'PET', 555], ['STS_002', 'MR_T1', 17090], ['STS_003', 'PET', 817], ['STS_003', 'MR_T1', 25693]])('R5: the mask is its NIfTI twin voxel by voxel: %s, %s', async (patient, kind, voxels) => {
    const image = valueOf(await realVolume(`sts-processed/${patient}/${kind}/image`));
    const drawn = valueOf(await realMask(`sts-processed/${patient}/${kind}/mask/RS.dcm`, image, `GTV_Mass_${kind}`));
    const twin = valueOf(await readMask(join(reference, 'data/sts51/nifti', patient, `${kind}_mask.nii.gz`), image));
    expect([differing(drawn.mask.voxels, twin.mask.voxels), drawn.voxels]).toEqual([0, voxels]);
  });

  test('R5: the mask of STS_003, CT, which has no twin, has the voxels that plastimatch draws', async () => {
    const image = valueOf(await realVolume('sts-processed/STS_003/CT/image'));
    const [voxels, mean] = countAndMean(image, valueOf(await realMask('sts-processed/STS_003/CT/mask/RS.dcm', image, 'GTV_Mass_CT')));
    expect(voxels).toBe(25693);
    expect(mean).toBeCloseTo(29.471918421359902, 6);
  });

  test('R5: the mask of IBSI\'s CT phantom is the NIfTI one voxel by voxel', async () => {
    const phantom = join(reference, 'reference/ibsi1/ct_phantom');
    const image = valueOf(await readImage(join(phantom, 'dicom/image')));
    const [drawn, twin] = [valueOf(await readMask(join(phantom, 'dicom/mask'), image, 'GTV-1')), valueOf(await readMask(join(phantom, 'mask.nii.gz'), image))];
    expect([differing(drawn.mask.voxels, twin.mask.voxels), drawn.voxels]).toEqual([0, 125256]);
  });

  test('R1: contours that refer to instances nobody has are placed by position, and that is said', async () => {
    const image = valueOf(await realVolume('sts-processed/STS_002/PET/image'));
    expect(valueOf(await realMask('sts-processed/STS_002/PET/mask/RS.dcm', image, 'GTV_Mass_PET')).warnings).toContain('16 of 16 contours refer to image instances that are not in the series; they were placed by position');
  });
});

describeReal('Segmentations of other programs', [referenceData('data/dicom/seg'), referenceData('data/dicom/transfer-syntaxes')], () => {
  const onImage = async (image: Promise<Outcome<LoadedVolume>>, path: string, roi: string) => {
    const volume = valueOf(await image);
    return countAndMean(volume, valueOf(await realMask(path, volume, roi)));
  };

  // Voxels and mean by highdicom 0.28.1, placed by position, over pydicom's pixels; dcmqi's own NRRD files count the same.
  test.each<[string, string, string, string, number, number]>([
    ['S3: frames in reverse order are placed by position: liver', `${dcmqi}/ct-3slice`, `${dcmqi}/liver.dcm`, '1', 107098, 37.32893237968963],
    ['S4: frames that begin within a byte: 23 × 38', `${dcmqi}/23x38x3/image`, `${dcmqi}/23x38x3/seg/label.seg`, '1', 322, 310 / 322],
    ['S4: frames that begin within a byte: dicom4qi', 'seg/dicom4qi-bit-packing/image', 'seg/dicom4qi-bit-packing/mask/mask.dcm', '1', 322, 310 / 322],
    ['S4: frames that fill their bytes: 24 × 38', `${dcmqi}/24x38x3/image`, `${dcmqi}/24x38x3/seg/label.seg`, '1', 315, 1],
    ['S5: overlapping segments keep their voxels: GREEN', `${dcmqi}/ct-3slice`, `${dcmqi}/partial_overlaps.dcm`, 'GREEN', 9602, 53.39491772547386],
    ['S5: overlapping segments keep their voxels: ORANGE', `${dcmqi}/ct-3slice`, `${dcmqi}/partial_overlaps.dcm`, 'ORANGE', 11888, -21.80257402422611],
    ['S5: overlapping segments keep their voxels: PURPLE', `${dcmqi}/ct-3slice`, `${dcmqi}/partial_overlaps.dcm`, 'PURPLE', 10743, 11.005398864376804],
    ['S9: a segment by the code of what it is: edema', `${dcmqi}/ct-3slice`, `${dcmqi}/partial_overlaps.dcm`, 'SCT:79654002', 6693, -446.3497684147617],
    ['S9: a segment by its tracking UID', `${dcmqi}/24x38x3/image`, `${dcmqi}/sparse-labelmap-noppv.dcm`, '1.2.3', 630, 0],
    ['S7: LABELMAP whose middle frame is left out', `${dcmqi}/24x38x3/image`, `${dcmqi}/sparse-labelmap-noppv.dcm`, '1', 630, 0],
    ['S7: LABELMAP whose padding value is 5', `${dcmqi}/24x38x3/image`, `${dcmqi}/sparse-labelmap-ppv5.dcm`, '1', 630, 0],
  ])('%s', async (_title, image, mask, roi, voxels, mean) => {
    const found = await onImage(realVolume(image), mask, roi);
    expect([found[0], Number(found[1].toFixed(6))]).toEqual([voxels, Number(mean.toFixed(6))]);
  });

  test.each<[string, string, string, number, number]>([
    ['S3: three sparse frames far up a stack of 165', 'seg_image_ct_binary.dcm', '1', 638, -406.98902821316614], ['S5: overlapping segments, the second', 'seg_image_ct_binary_overlap.dcm', '2', 16, -546.75],
    ['S6: fractions of 0 and 255 of 255', 'seg_image_ct_binary_fractional.dcm', '1', 638, -406.98902821316614], ['S6: fractions of 64 and 128 of 255', 'seg_image_ct_true_fractional.dcm', '1', 638, -406.98902821316614],
  ])('%s', async (_title, mask, roi, voxels, mean) => {
    const found = await onImage(highdicomSeries(), `${highdicom}/${mask}`, roi);
    expect([found[0], Number(found[1].toFixed(6))]).toEqual([voxels, Number(mean.toFixed(6))]);
  });

  test('S7: a LABELMAP\'s background is no region to choose from: liver is the only one', async () => {
    const image = valueOf(await realVolume(`${dcmqi}/24x38x3/image`));
    for (const name of ['sparse-labelmap-noppv.dcm', 'sparse-labelmap-ppv5.dcm']) expect(valueOf(await realMask(`${dcmqi}/${name}`, image)).roi).toMatchObject({ number: 1, label: 'Liver' });
  });

  test.each<[string, string, string, string | undefined, string]>([
    ['S1: highdicom\'s SEG on another frame of reference', `${dcmqi}/ct-3slice`, `${highdicom}/seg_image_ct_binary.dcm`, '1', 'FRAME_OF_REFERENCE_MISMATCH'],
    ['S1: dcmqi\'s SEG of a PET on a CT', `${dcmqi}/ct-3slice`, 'seg/dcmqi/sr-example/seg.dcm', '1', 'FRAME_OF_REFERENCE_MISMATCH'],
    ['S9: a segment that the SEG does not have', `${dcmqi}/ct-3slice`, `${dcmqi}/liver.dcm`, '9', 'ROI_NOT_FOUND'], ['S9: five segments and none named', `${dcmqi}/ct-3slice`, `${dcmqi}/partial_overlaps.dcm`, undefined, 'ROI_AMBIGUOUS'],
    ['V6: a SEG that describes three frames and holds one', `${dcmqi}/ct-3slice`, 'transfer-syntaxes/liver_1frame.dcm', '1', 'MALFORMED_DICOM'],
    ['V6: the same in the retired big-endian syntax', `${dcmqi}/ct-3slice`, 'transfer-syntaxes/liver_expb_1frame.dcm', '1', 'MALFORMED_DICOM'],
  ])('%s is refused', async (_title, image, mask, roi, code) => {
    expect(codeOf(await realMask(mask, valueOf(await realVolume(image)), roi))).toBe(code);
  });

  test('G4: the slices that a SEG cites, alone, are no volume: 202 mm are missing between them', async () => {
    expect(codeOf(await highdicomSeries(isCited))).toBe('MISSING_SLICES');
  });

  test('S10: a series that lacks one of the instances a SEG cites is refused for it, though its frames fit', async () => {
    const cut = valueOf(await highdicomSeries((k) => k > 0));
    expect(await realMask(`${highdicom}/seg_image_ct_binary.dcm`, cut, '1')).toEqual({ ok: false, problem: { code: 'MASK_SOURCE_MISSING', text: 'the Segmentation was drawn on 4 instances of the series, of which 1 are not here' } });
  });

  test('G10: an enhanced CT is the classic series it was made of, voxel by voxel', async () => {
    for (const size of ['23x38x3', '24x38x3']) {
      const [classic, many] = await Promise.all(['image', 'multiframe'].map(async (folder) => valueOf(await realVolume(`${dcmqi}/${size}/${folder}`)).volume));
      expect([...many.voxels]).toEqual([...classic.voxels]);
      expect(many.grid.size).toEqual(classic.grid.size);
    }
  });

  test('V2: padding of −2000 in implicit VR is −2000, not 63536', async () => {
    const { padding, volume } = valueOf(await realVolume(`${dcmqi}/ct-3slice`));
    const values = new Set([...volume.voxels].filter((_, i) => padding?.[i] === 1));
    expect([values.size, Math.max(...values) < -1024]).toEqual([1, true]);
  });

  test('G2: slices of 1.25 mm that lie 1 mm apart', async () => {
    expect(valueOf(await realVolume(`${dcmqi}/ct-3slice`)).warnings).toContain('SliceThickness is 1.25 mm but the slices are 1 mm apart; the distance is used');
  });
});

describeReal('transfer syntaxes', [referenceData('data/dicom/transfer-syntaxes')], () => {
  test.each([
    ['MR_small_implicit.dcm', '1.2.840.10008.1.2'], ['MR_small_bigendian.dcm', '1.2.840.10008.1.2.2'], ['MR_small_expb.dcm', '1.2.840.10008.1.2.2'], ['MR_small_RLE.dcm', '1.2.840.10008.1.2.5'],
    ['MR_small_jpeg_ls_lossless.dcm', '1.2.840.10008.1.2.4.80'], ['MR_small_jp2klossless.dcm', '1.2.840.10008.1.2.4.90'],
  ])('V7: the same picture in another syntax has the same voxels to the bit: %s, %s', async (name, transferSyntaxUid) => {
    const [plain, other] = [valueOf(await stacked('MR_small.dcm')), valueOf(await stacked(name))];
    expect(other.source.transferSyntaxUid).toBe(transferSyntaxUid);
    expect([...other.volume.voxels]).toEqual([...plain.volume.voxels]);
  });

  test('V6: a slice 62 bytes short is refused', async () => {
    expect(codeOf(await stacked(['MR_small.dcm', 'MR_small.dcm', 'MR_truncated.dcm']))).toBe('PIXEL_DATA_TRUNCATED');
  });

  test('V6: 128 bytes too many are refused', async () => { expect(codeOf(await stacked('MR_small_padded.dcm'))).toBe('PIXEL_DATA_CORRUPT'); });

  const codesOf = async (name: string) => valueOf(await inspectPath(join(reference, 'data/dicom/transfer-syntaxes', name))).volumes.map(({ problems }) => problems.map((problem) => problem.code));

  test.each([
    ['693_J2KI.dcm', 'LOSSY_COMPRESSION'], ['JPEG2000.dcm', 'LOSSY_COMPRESSION'], ['JPGExtended.dcm', 'UNSUPPORTED_TRANSFER_SYNTAX'], ['JPEGLSNearLossless_16.dcm', 'LOSSY_COMPRESSION'],
    ['ExplVR_BigEnd.dcm', 'UNSUPPORTED_IMAGE'], ['image_dfl.dcm', 'UNSUPPORTED_IMAGE'],
  ])('V5: what is lossy or a picture is refused: %s, %s', async (name, code) => { expect(await codesOf(name)).toEqual([[code]]); });

  test('G11: CT_small.dcm, one slice, is no volume', async () => { expect(await codesOf('CT_small.dcm')).toEqual([['NOT_A_VOLUME']]); });

  test.each([['badVR.dcm', 'MALFORMED_DICOM'], ['meta_missing_tsyntax.dcm', 'MALFORMED_DICOM'], ['no_meta.dcm', 'NOT_DICOM'], ['LICENSE', 'NOT_DICOM']])('V7: what is no file to read is refused: %s, %s', async (name, code) => {
    const { volumes, problems } = valueOf(await inspectPath(join(reference, 'data/dicom/transfer-syntaxes', name)));
    expect([volumes, problems.map((problem) => problem.code)]).toEqual([[], [code]]);
  });
});
