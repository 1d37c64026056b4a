import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportText } from '../../src/commands/inspect-text.js';
import { projectRoot } from '../../src/platform/project.js';
import { inspectPath, type StudyReport } from '../../src/volumes/read-report.js';
import { built, describeReal, reference, referenceData } from '../support/real.js';

const data = join(reference, 'data/dicom');
const at = (...path: readonly string[]): string => join(data, ...path);

async function reportOf(path: string): Promise<StudyReport> {
  const found = await inspectPath(path);
  if (!found.ok) throw new Error(`${found.problem.code}: ${found.problem.text}`);
  return found.value;
}

const patient = referenceData('data/dicom/sts-raw/STS_001');
/** The real study takes seconds to read, so it is read once. */
let read: Promise<StudyReport> | undefined;
const study = (): Promise<StudyReport> => (read ??= reportOf(at('sts-raw/STS_001')));

describeReal('inspect on a real study', [patient], () => {
  let report: StudyReport;
  beforeAll(async () => { report = await study(); });

  test.each([
    ['MR', [512, 512, 40], [0.390625, 0.390625, 5.2]], ['MR', [384, 384, 40], [0.5234375, 0.5234375, 5.2]], ['PT', [128, 128, 267], [4.6875, 4.6875, 3.27]],
  ] as const)('%s of %j voxels is measurable, its slice distance taken from positions', (modality, size, spacingMm) => {
    const volume = report.volumes.find((one) => one.modality === modality && one.size.join() === size.join());
    expect(volume).toMatchObject({ transferSyntaxUid: '1.2.840.10008.1.2', measurable: true, problems: [] });
    spacingMm.forEach((mm, i) => { expect(volume?.spacingMm?.[i]).toBeCloseTo(mm, 6); });
  });

  test('PET intensities are in Bq/ml, rescaled slice by slice', () => {
    const pet = report.volumes.find((volume) => volume.modality === 'PT');
    expect([pet?.intensityUnit, Math.round(pet?.intensity?.max ?? 0)]).toEqual(['Bq/ml', 273860]);
  });

  // Counts on which plastimatch and an even-odd rasteriser at voxel centres agree.
  test('every region holds the voxels that its contours enclose', () => {
    const counts = report.masks.flatMap((mask) => mask.regions.map(({ label, voxels }) => `${label} ${voxels ?? 'none'}`));
    expect(counts.toSorted()).toEqual(['GTV_Edema 406547', 'GTV_Edema 730704', 'GTV_Edema 8058', 'GTV_Mass 256115', 'GTV_Mass 459702', 'GTV_Mass 5095']);
  });
});

describeReal('what inspect says of a real study to people', [patient, referenceData('data/dicom/defects')], () => {
  const lines = async (path: string): Promise<readonly string[]> => reportText(await (path === 'sts-raw/STS_001' ? study() : reportOf(at(path))), 100).split('\n').slice(0, -1);

  test('a line for each volume: modality, name, matrix, spacing with the true distance of the slices, orientation', async () => {
    expect((await lines('sts-raw/STS_001')).filter((line) => /^\d+ {2}/.test(line))).toEqual([
      '1  MR  AXIAL SE T1 - RESEARCH    512 × 512 × 40   0.391 × 0.391 × 5.2 mm  axial 2.1° oblique',
      '2  MR  AXIAL SE T2 FAT SAT - R…  384 × 384 × 40   0.523 × 0.523 × 5.2 mm  axial 2.1° oblique',
      '3  PT  PET AC                    128 × 128 × 267  4.69 × 4.69 × 3.27 mm   axial',
    ]);
  });

  test('below it sequence, readiness for SUV, transfer syntax, values, range of distances', async () => {
    expect(await lines('sts-raw/STS_001')).toEqual(expect.arrayContaining([
      '      measurable; SE; Implicit VR Little Endian (1.2.840.10008.1.2)', '      measurable; SUV ready; Implicit VR Little Endian (1.2.840.10008.1.2)',
      '      0 to 273860, mean 614.661 Bq/ml; slices 3.19 to 3.29 mm apart',
    ]));
  });

  test('each region with its voxels, its volume and the image it lies on', async () => {
    const found = await lines('sts-raw/STS_001');
    expect(found).toEqual(expect.arrayContaining(['      1 "GTV_Mass"   459702 voxels  365 mL  on image 1', '      2 "GTV_Edema"  8058 voxels  579 mL  on image 3']));
    expect(found.at(-1)).toBe('3 volumes, 3 measurable; 3 masks');
  });

  test('what stands in the way, with its code, before all else', async () => {
    const found = await lines('defects/sliceincrement/001');
    expect(found[1]).toBe('      not measurable: MISSING_SLICES: gaps of 5 to 10 mm between slices: 1 slice is missing');
  });

  test.each(['sts-raw/STS_001', 'sts-processed', 'defects', 'seg'])('no line of %s is wider than a terminal of 100 columns, but for paths', async (path) => {
    expect((await lines(path)).filter((line) => line.length > 100 && !line.includes('/'))).toEqual([]);
  });
});

describeReal('inspect on broken series', [referenceData('data/dicom/defects')], () => {
  test.each([
    ['gantrytilting/001', 'GANTRY_TILT'], ['notavolume/001', 'NOT_A_VOLUME'], ['slicecount/001', 'NOT_A_VOLUME'], ['sliceincrement/001', 'MISSING_SLICES'], ['sliceincrement/002', 'GANTRY_TILT'],
    ['sliceorientation/001', 'MIXED_ORIENTATION'],
  ])('%s is refused: %s', async (name, code) => {
    const { volumes } = await reportOf(at('defects', name));
    expect(volumes.map(({ measurable, problems }) => [measurable, ...problems.map((problem) => problem.code)])).toEqual([[false, code]]);
  });
});

describeReal('inspect on single files', [referenceData('data/dicom/transfer-syntaxes')], () => {
  test.each([
    ['CT_small.dcm', 'NOT_A_VOLUME'], ['693_J2KI.dcm', 'LOSSY_COMPRESSION'], ['JPEG2000.dcm', 'LOSSY_COMPRESSION'], ['JPGExtended.dcm', 'UNSUPPORTED_TRANSFER_SYNTAX'],
    ['ExplVR_BigEnd.dcm', 'UNSUPPORTED_IMAGE'], ['image_dfl.dcm', 'UNSUPPORTED_IMAGE'], ['badVR.dcm', 'MALFORMED_DICOM'], ['meta_missing_tsyntax.dcm', 'MALFORMED_DICOM'],
    ['LICENSE', 'NOT_DICOM'], ['liver_1frame.dcm', 'MALFORMED_DICOM'],
  ])('%s: %s', async (name, code) => {
    const { volumes, masks, problems } = await reportOf(at('transfer-syntaxes', name));
    expect([...volumes, ...masks].flatMap((found) => found.problems).concat(problems)).toMatchObject([{ code }]);
    expect(volumes.some((volume) => volume.measurable)).toBe(false);
  });

  /** Three slices out of one: position and instance are replaced by text of the same length. */
  function stacked(name: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'sarcolens-stack-'));
    for (const [k, z] of ['6.6406', '7.4406', '8.2406'].entries()) {
      const text = readFileSync(at('transfer-syntaxes', name)).toString('latin1');
      const moved = text.replaceAll('-91.2000\\6.6406', `-91.2000\\${z}`).replaceAll('5962.1.1.4.1.1.2004', `5962.1.1.4.1.${k + 1}.2004`);
      writeFileSync(join(folder, `${k}.dcm`), Buffer.from(moved, 'latin1'));
    }
    return folder;
  }

  test.each([
    ['MR_small.dcm', '1.2.840.10008.1.2.1'], ['MR_small_implicit.dcm', '1.2.840.10008.1.2'], ['MR_small_bigendian.dcm', '1.2.840.10008.1.2.2'], ['MR_small_RLE.dcm', '1.2.840.10008.1.2.5'],
    ['MR_small_jpeg_ls_lossless.dcm', '1.2.840.10008.1.2.4.80'], ['MR_small_jp2klossless.dcm', '1.2.840.10008.1.2.4.90'],
  ])('%s, stacked, gives the same intensities in %s, time after time', async (name, transferSyntaxUid) => {
    const folder = stacked(name);
    try {
      for (let time = 0; time < 2; time += 1) {
        expect((await reportOf(folder)).volumes).toMatchObject([{ size: [64, 64, 3], transferSyntaxUid, intensity: { mean: 518.88134765625 }, measurable: true }]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describeReal('sarcolens inspect', [referenceData('data/dicom/defects'), built('src/cli.ts')], () => {
  function call(...words: readonly string[]): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, 'dist/src/cli.js'), 'inspect', ...words], { encoding: 'utf8' });
    return { code: status, stdout, stderr };
  }

  test('0 where a volume is measurable, its modality, geometry and transfer syntax in words', () => {
    const { code, stdout, stderr } = call(at('sts-processed/STS_002/MR_T1/image'));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^1 {2}MR {2}115 × 90 × 35 {2}0\.977 × 0\.977 × 3\.27 mm {2}axial\n {6}measurable; SE; Explicit VR Little Endian \(1\.2\.840\.10008\.1\.2\.1\)\n.*\n {6}series 1\.3\.6\./);
  });

  test('1 where none is: the report on stdout, one sentence with the code on stderr', () => {
    const { code, stdout, stderr } = call(at('defects/sliceincrement/001'), '--format', 'json');
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { volumes: [{ measurable: false, problems: [{ code: 'MISSING_SLICES' }] }], masks: [], problems: [] }]);
    expect(stderr).toMatch(/^sarcolens inspect: MISSING_SLICES: CT 1\.2\..*: gaps of 5 to 10 mm between slices: 1 slice is missing\n$/);
  });

  test('1 where there is nothing', () => {
    const { code, stdout, stderr } = call(at('nowhere'), '--format', 'json');
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { volumes: [], masks: [], problems: [{ code: 'FILE_NOT_FOUND' }] }]);
    expect(stderr).toMatch(/^sarcolens inspect: FILE_NOT_FOUND: .*\n$/);
  });

  test('2 where the format is none', () => {
    expect(call('.', '--format', 'xml').code).toBe(2);
  });
});
