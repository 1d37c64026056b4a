import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { researchNotice, segmentation, sourceSeries, structuredReport } from '../../src/dicom-sr/index.js';
import { stowAnswer, stowRequest } from '../../src/studies/stow.js';
import { buildMask, buildVolume, sortStudy } from '../../src/volumes/index.js';
import { pathsIn, readFiles } from '../../src/volumes/read-image.js';
import { matching } from '../support/answers.js';
import { dicomReaders, readByOthers, valuesInOrder } from '../support/dicom-readers.js';
import { valueOf } from '../support/dicom-objects.js';
import { groupOf, type MeasuredRegion, origin, score } from '../support/measured-study.js';
import { type Orthanc, startOrthanc } from '../support/orthanc.js';
import { run } from '../support/processes.js';
import { describeReal, program, reference, referenceData } from '../support/real.js';
import { caseNames as names, everyObject, filter, more, order, writtenCases } from '../support/written-cases.js';

const folder = await mkdtemp(join(tmpdir(), 'sarcolens-dicom-objects-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const lines = (text: string): readonly string[] => text.trim().split('\n').filter((line) => line !== '');

/** A region that says something of every kind, with two features of each family: the memory of PixelMed does not bear all of them. */
function shortened({ featureSet, ...rest }: MeasuredRegion): MeasuredRegion {
  const features = [...Map.groupBy(featureSet.features, ({ family }) => family).values()].flatMap((family) => family.slice(0, 2));
  return { ...rest, featureSet: { ...featureSet, features, absent: [{ tag: 'stat_cov', reason: 'mean-is-zero' }], warnings: ['The slices are 3.1 to 3.2 mm apart.'] } };
}

const cases = await writtenCases(folder);

/** The map is of a type that the validator, which is of 2022, does not know yet; schemes of one's own are allowed. */
const known = /Unrecognized defined term = <(QUANTITY|99SARCOLENS)>/;

describeReal('dciodvfy', [program('dciodvfy')], () => {
  test.each(everyObject)('P3: the %s of %s breaks nothing', async (kind, name) => {
    const { stdout, stderr } = await run('dciodvfy', ['-new', cases[name].path(kind)]);
    const iod = { segmentation: 'Segmentation', report: 'Comprehensive3DSR', keyImage: 'SCImage', map: 'ParametricMap' }[kind];
    // A PatientName or a side that the source lacks is written empty, and the validator says so.
    expect(lines(stdout + stderr).filter((line) => !known.test(line) && !(name.startsWith('an oblique') && line.startsWith('Warning')))).toEqual([iod]);
  });
});

describeReal('DicomSRValidator of PixelMed', [program('DicomSRValidator')], () => {
  /** Without these its style sheets are over the limits of Java 17. */
  const java = { JAVA_TOOL_OPTIONS: '-Djdk.xml.xpathExprOpLimit=0 -Djdk.xml.xpathTotalOpLimit=0 -Djdk.xml.xpathExprGrpLimit=0 -Xss64m' };

  test('P3: a report of two regions, one with a score and one where the model abstained, follows TID 1500', async () => {
    const abstained = { ...score, outcome: { kind: 'abstention', code: 'INPUT_MISSING', text: 'Age is not known.' } } as const;
    const [pet, mr] = [cases['a small PET with RTSTRUCT'], cases['an oblique MR against its order']].map(({ measured }) => shortened(measured));
    const filtered = { ...mr, featureSet: { ...mr.featureSet, settings: { ...mr.featureSet.settings, filter } } };
    const path = join(folder, 'short.dcm');
    await writeFile(path, structuredReport(origin, { groups: [{ ...groupOf(pet, score), ...more }, groupOf(filtered, abstained)], notice: researchNotice, order }).bytes);
    const { stdout, stderr } = await run('DicomSRValidator', [path], java);
    const said = lines(stdout + stderr);
    expect(said.filter((line) => line.startsWith('Error') || line.includes('Exception'))).toEqual([]);
    expect(said).toEqual(expect.arrayContaining(['Found Comprehensive3DSR IOD', 'Found Root Template TID_1500 (MeasurementReport)', 'Root Template Validation Complete', 'IOD validation complete']));
    // The templates may be extended; it names what they do not have.
    expect(said.filter((line) => line.startsWith('Warning') && !line.endsWith('Content Item not in template'))).toEqual([]);
  }, 120_000);
});

describeReal('dsrdump of DCMTK', [program('dsrdump')], () => {
  test.each(names)('P3: the report of %s is read whole', async (name) => {
    const { code, stdout, stderr } = await run('dsrdump', ['+Pc', cases[name].path('report')]);
    expect([code, lines(stderr).filter((line) => !line.includes('ISO_IR 192'))]).toEqual([0, []]);
    expect(stdout.match(/contains NUM:/g)).toHaveLength(cases[name].measured.featureSet.features.length + 3);
    expect(stdout).toContain('RNU0,IBSI');
  });
});

describe('our own reader', () => {
  test.each(names)('%s: the Segmentation holds the voxels that were measured', async (name) => {
    const { measured: { image, region }, objects } = cases[name];
    expect(Buffer.from(valueOf(await buildMask(objects.segmentation.bytes, image)).mask.voxels).equals(Buffer.from(region.mask.voxels))).toBe(true);
  });
});

const real = 'data/dicom';

describeReal('real series', [program('dciodvfy'), referenceData(real)], () => {
  test.each([
    ['a PET of 267 slices, 3.19 to 3.29 mm apart, drawn as RTSTRUCT', 'sts-raw/STS_001/FDG_PET/image', 'sts-raw/STS_001/FDG_PET/mask'],
    ['an enhanced CT, drawn as SEG', 'seg/dcmqi/segmentations/23x38x3/multiframe', 'seg/dcmqi/segmentations/23x38x3/seg'],
  ])('P3: the region comes back from the Segmentation, which breaks nothing: %s', async (_title, images, masks) => {
    const [{ instances }] = sortStudy(valueOf(await readFiles(valueOf(await pathsIn(join(reference, real, images), 'folder'))))).series;
    const [mask] = valueOf(await readFiles(valueOf(await pathsIn(join(reference, real, masks), 'folder'))));
    const image = valueOf(await buildVolume(instances));
    const region = valueOf(await buildMask(mask.bytes, image, '1'));
    const { bytes } = segmentation(origin, { source: valueOf(sourceSeries(instances)), segments: [{ label: 'one', voxels: region.mask.voxels, trackingId: 'one', trackingUid: '2.25.1', algorithm: { type: 'MANUAL' } }] });
    expect(Buffer.from(valueOf(await buildMask(bytes, image)).mask.voxels).equals(Buffer.from(region.mask.voxels))).toBe(true);
    const path = join(folder, 'real.dcm');
    await writeFile(path, bytes);
    const { stdout, stderr } = await run('dciodvfy', ['-new', path]);
    expect(lines(stdout + stderr).filter((line) => !line.startsWith('Warning'))).toEqual(['Segmentation']);
  });
});

describeReal('highdicom and pydicom', [dicomReaders], () => {
  const read: Record<string, ReturnType<typeof readByOthers>> = {};
  beforeAll(() => {
    for (const name of names) {
      const { path, measured: { source } } = cases[name];
      read[name] = readByOthers({ segmentation: path('segmentation'), report: path('report'), keyImage: path('keyImage'), map: path('map'), sources: source.slices.map(({ sopInstanceUid }) => sopInstanceUid) });
    }
  });

  test.each(names)('P3: the segment is the mask, voxel for voxel, and lies evenly: %s', (name) => {
    const { measured: { region, image }, group } = cases[name];
    const { type, segments, inVolume, spacing } = read[name].segmentation;
    expect([type, segments.map(({ number, label, trackingUid, algorithm }) => [number, label, trackingUid, algorithm])]).toEqual(['BINARY', [[1, region.roi.label, group.trackingUid, 'SEMIAUTOMATIC']]]);
    expect(Buffer.from(segments[0].voxels).equals(Buffer.from(region.mask.voxels))).toBe(true);
    expect(inVolume).toBe(region.voxels);
    const [dx, dy, dz] = image.volume.grid.spacingMm;
    [dz, dy, dx].forEach((mm, axis) => { expect(spacing[axis]).toBeCloseTo(mm, 6); });
  });

  test.each(names)('P3: every feature comes back to the bit, under its code and tag: %s', (name) => {
    const { measured: { featureSet, source }, group } = cases[name];
    const [found, ...others] = read[name].report.groups;
    expect(others).toEqual([]);
    expect(found).toMatchObject({ trackingUid: group.trackingUid, finding: 'SCT 108369006', segment: [group.segmentation.sopInstanceUid, 1], sourceSeries: source.seriesInstanceUid });
    const tagOf = (modifiers: readonly (readonly [string, string])[]): string => modifiers.find(([concept]) => concept === '99SARCOLENS TAG')?.[1] ?? '';
    expect(found.measurements.filter((one) => tagOf(one.modifiers) !== '').map(({ name: concept, value, modifiers }) => [concept, tagOf(modifiers), value]))
      .toEqual(featureSet.features.map(({ ibsi, tag, value }) => [`IBSI ${ibsi}`, tag, value]));
    expect(found.measurements.filter((one) => tagOf(one.modifiers) === '').map(({ value }) => value)).toEqual([0.2345678901234567, 0.1, 0.4]);
  });

  test.each(names)('%s: the map lies where its grid says, its values are the response', (name) => {
    const { map } = cases[name];
    const { shape, affine, voxels, quantity } = read[name].map;
    const { size: [nx, ny, nz], affine: own } = map.grid;
    expect([shape, quantity]).toEqual([[nz, ny, nx], 'L6PA']);
    const { values, reversed } = valuesInOrder({ shape, affine, voxels }, own);
    [0, 4, 8].forEach((row, axis) => {
      expect(affine[axis][2]).toBeCloseTo(own[row], 6);
      expect(affine[axis][1]).toBeCloseTo(own[row + 1], 6);
      expect(affine[axis][0]).toBeCloseTo(reversed ? -own[row + 2] : own[row + 2], 6);
    });
    expect(Buffer.from(values.buffer).equals(Buffer.from(Float32Array.from(map.voxels).buffer))).toBe(true);
  });

  test.each(names)('%s: the key image is a colour picture that owns up to its text', (name) => {
    const { shape, burnedIn, sum } = read[name].keyImage;
    expect([shape.length, shape[2], burnedIn, sum > 0]).toEqual([3, 3, 'YES', true]);
  });
});

describeReal('Orthanc by STOW-RS', [program('Orthanc')], () => {
  const { objects: { segmentation: regions, report, keyImage: picture, map } } = cases['a phantom PET with SEG'];
  const made = [regions, report, picture, map];
  const uids = made.map(({ sopInstanceUid }) => sopInstanceUid);
  let orthanc: Orthanc;
  beforeAll(async () => { orthanc = await startOrthanc(); });
  afterAll(() => orthanc.stop());

  const authorisation = () => ({ authorization: `Basic ${Buffer.from(`${orthanc.username}:${orthanc.password}`).toString('base64')}` });
  async function send(files: readonly Uint8Array[], sent: readonly string[], study = made[0].studyInstanceUid) {
    const { contentType, body } = stowRequest(files);
    const answer = await fetch(`${orthanc.dicomWebUrl}/studies/${study}`, { method: 'POST', headers: { ...authorisation(), 'content-type': contentType, accept: 'application/dicom+json' }, body: Buffer.from(body) });
    return stowAnswer({ status: answer.status, body: await answer.text() }, sent);
  }

  test('all four are stored, and stored again change nothing', async () => {
    const bytes = made.map((object) => object.bytes);
    for (const answer of [await send(bytes, uids), await send(bytes, uids)]) expect(answer).toEqual({ ok: true, value: { stored: uids, failed: [], changed: [] } });
  });

  test('they come back byte for byte', async () => {
    for (const { studyInstanceUid, seriesInstanceUid, sopInstanceUid, bytes } of made) {
      const answer = await fetch(`${orthanc.dicomWebUrl}/studies/${studyInstanceUid}/series/${seriesInstanceUid}/instances/${sopInstanceUid}`, { headers: { ...authorisation(), accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' } });
      const whole = Buffer.from(await answer.arrayBuffer());
      expect(whole.includes(Buffer.from(bytes))).toBe(true);
    }
  });

  test('sent to another study, they are refused one by one, with a reason', async () => {
    const refusedThere = await send([regions.bytes, picture.bytes], [regions.sopInstanceUid, picture.sopInstanceUid], '2.25.7');
    expect(refusedThere).toMatchObject({ value: { stored: [], failed: [{ sopInstanceUid: regions.sopInstanceUid, code: matching(/^[0-9A-F]{4}$/) }, { sopInstanceUid: picture.sopInstanceUid }] } });
  });

  test('a part that is no DICOM is refused', async () => {
    expect(await send([Buffer.from('no DICOM')], ['2.25.1'])).toMatchObject({ problem: { code: 'PACS_REFUSED' } });
  });
});
