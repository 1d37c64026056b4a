import { demonstrationEhr } from '../../demo/fhir-server.js';
import type { DemoInstance, DemoPatient } from '../../demo/hospital.js';
import { demonstrationPacs } from '../../demo/pacs.js';
import { segmentation } from '../../src/phantom/dicom/seg.js';
import { encode } from '../../src/platform/dicom/encode.js';
import type { StoredResult } from '../../src/results/result.js';
import { aSentence } from '../support/answers.js';
import { type Orthanc, startOrthanc } from '../support/orthanc.js';
import { describeReal, program } from '../support/real.js';
import { patientWith, type SmallStudy, smallStudy, written } from '../support/small-study.js';
import { openWard, type Ward } from '../support/ward.js';

const second = 1 / 3600;
const often = { firstSeconds: 1, longestSeconds: 1 };

const contentOf = async (ward: Ward, id: string): Promise<StoredResult | undefined> => (await ward.site.dataSource.query<{ content: StoredResult }[]>('SELECT content FROM result WHERE patient_id = $1', [id]))[0]?.content;

/** The small study with a Segmentation in place of its structure set. */
function segmented(id: string): SmallStudy {
  const { facts, series, source, pet } = smallStudy(id);
  const [x, y, z] = source.grid.size;
  const voxels = Uint8Array.from({ length: x * y * z }, (_, k) => Number([k % x, Math.floor(k / x) % y, Math.floor(k / (x * y))].every((at, axis) => Math.abs(at - (source.grid.size[axis] - 1) / 2) < 4)));
  const segment = { label: 'Lesion 1', trackingUid: '2.25.1', type: { CodeValue: '86049000', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Neoplasm' }, voxels };
  return { pet, masks: [segmentation(facts, { ...series, seriesInstanceUid: '2.25.2' }, { source, segments: [segment] })] };
}

describeReal('a study that arrives in an Orthanc bit by bit', [program('Orthanc')], () => {
  let orthanc: Orthanc;
  let ward: Ward;
  beforeAll(async () => {
    orthanc = await startOrthanc();
    ward = await openWard([], { pacs: { dicomWebUrl: orthanc.dicomWebUrl, username: orthanc.username, password: orthanc.password }, wait: often });
  }, 60_000);
  afterAll(async () => { await ward?.close(); await orthanc?.stop(); });

  /** Puts what is said of the study into the PACS. */
  const arrive = async ({ pet, masks }: SmallStudy) => { for (const dataset of [...pet, ...masks]) await orthanc.store(encode(dataset)); };

  test('waits as long as the EHR counts more of it, and is measured once when all is there', async () => {
    const { pet, masks } = smallStudy('counted');
    await ward.ehr.start(demonstrationEhr({ patients: [patientWith('counted')] }, ward.ehr.url));
    await arrive({ pet: pet.slice(0, 6), masks });
    await ward.order('counted');
    expect(await ward.reach('counted', 'waiting-for-study')).toEqual({ state: 'waiting-for-study', code: 'STUDY_ARRIVING', text: 'The study is not whole yet: the PACS has 7 of the 11 instances that the EHR counts.' });
    await arrive({ pet: pet.slice(6), masks: [] });
    await ward.reach('counted', 'done');
    expect(await ward.counts('counted')).toEqual({ orders: 1, analyses: 1, openJobs: 0, results: 1 });
    expect(await contentOf(ward, 'counted')).toMatchObject({ outcome: { kind: 'score' }, warnings: [] });
  }, 60_000);

  test.each([['a structure set', smallStudy], ['a Segmentation', segmented]])('waits as long as instances are not there that %s was drawn on, where no EHR counts them', async (what, studyOf) => {
    const id = what.replaceAll(' ', '-');
    const { pet, masks } = studyOf(id);
    const ehr = demonstrationEhr({ patients: [patientWith(id, { studies: [] })] }, ward.ehr.url);
    await ward.ehr.start(ehr);
    await arrive({ pet: pet.slice(0, 8), masks });
    await ward.order(id);
    expect(await ward.reach(id, 'waiting-for-study')).toEqual({ state: 'waiting-for-study', code: 'MASK_SOURCE_MISSING', text: 'The mask was drawn on 10 instances, of which the PACS does not have 2.' });
    await arrive({ pet: pet.slice(8), masks: [] });
    await ward.reach(id, 'done');
    expect(await contentOf(ward, id)).toMatchObject({ outcome: { kind: 'score' } });
    expect(await ward.counts(id)).toEqual({ orders: 1, analyses: 1, openJobs: 0, results: 1 });
  }, 60_000);

  test('waits for the series that its mask was drawn on, though another is in the same frame of reference', async () => {
    const id = 'series';
    const { pet, masks } = smallStudy(id);
    await ward.ehr.start(demonstrationEhr({ patients: [patientWith(id, { studies: [] })] }, ward.ehr.url));
    await arrive({ pet: pet.map((slice, k) => ({ ...slice, SeriesInstanceUID: '2.25.77', SOPInstanceUID: `2.25.77${k}` })), masks });
    await ward.order(id);
    expect(await ward.reach(id, 'waiting-for-study')).toMatchObject({ code: 'MASK_SOURCE_MISSING', text: 'The mask was drawn on 1 series that the PACS does not have.' });
    await arrive({ pet, masks: [] });
    await ward.reach(id, 'done');
    expect(await ward.counts(id)).toMatchObject({ results: 1 });
  }, 60_000);
});

describe('a study that changes while it is fetched', () => {
  let ward: Ward;
  beforeAll(async () => { ward = await openWard([], { wait: often }); });
  afterAll(() => ward.close());

  /** A patient whose PACS gets more instances at the moment one of the others is fetched. */
  function growing(id: string, { pet, masks }: SmallStudy, later: SmallStudy): DemoPatient {
    const [study, more] = [written(id, { pet, masks }), written(id, later)];
    const instances: DemoInstance[] = [];
    const grow = () => { if (instances.length === study.instances.length) instances.push(...more.instances); };
    instances.push(...study.instances.map((one) => ({ ...one, read: () => { grow(); return one.read(); } })));
    return patientWith(id, { studies: [{ ...study, instances }] });
  }

  test.each<[string, string, (study: SmallStudy) => readonly [SmallStudy, SmallStudy]]>([
    ['instances of a series', 'grown', ({ pet, masks }) => [{ pet: pet.slice(0, 9), masks }, { pet: pet.slice(9), masks: [] }]],
    ['a series', 'joined', ({ pet, masks }) => [{ pet, masks }, { pet: pet.map((slice, k) => ({ ...slice, SeriesInstanceUID: '2.25.78', SOPInstanceUID: `2.25.78${k}` })), masks: [] }]],
  ])('by %s is not measured by halves: it waits, and is measured once when it no longer changes', async (_what, id, cut) => {
    await ward.know([growing(id, ...cut(smallStudy(id)))]);
    await ward.order(id);
    const progress = await ward.reach(id, 'waiting-for-study');
    expect(progress).toEqual({ state: 'waiting-for-study', code: 'STUDY_ARRIVING', text: aSentence });
    expect(progress.text).toMatch(/^The study changed while it was fetched: the PACS announced 2 series with \d+ instances before and [23] series with \d+ instances after/);
    expect(await ward.counts(id)).toMatchObject({ results: 0 });
    await ward.reach(id, 'done');
    expect(await ward.counts(id)).toEqual({ orders: 1, analyses: 1, openJobs: 0, results: 1 });
  });
});

describe('a study whose rest never comes', () => {
  let ward: Ward;
  beforeAll(async () => { ward = await openWard([], { wait: { ...often, settleHours: 3 * second } }); });
  afterAll(() => ward.close());

  test('of which the EHR counts more for good is measured as it is after its time, with a warning', async () => {
    const patients = [patientWith('miscounted')];
    const ehr = demonstrationEhr({ patients }, ward.ehr.url);
    ehr.addHook('onSend', (_request, _reply, payload, sent) => { sent(null, String(payload).replace('"numberOfInstances":11', '"numberOfInstances":13')); });
    await Promise.all([ward.ehr.start(ehr), ward.pacs.start(demonstrationPacs({ patients }))]);
    await ward.order('miscounted');
    expect(await ward.reach('miscounted', 'waiting-for-study')).toMatchObject({ code: 'STUDY_ARRIVING' });
    await ward.reach('miscounted', 'done');
    expect(await contentOf(ward, 'miscounted')).toMatchObject({
      outcome: { kind: 'score' }, warnings: ['STUDY_ARRIVING: The study is not whole yet: the PACS has 11 of the 13 instances that the EHR counts. It was measured as it is.'],
    });
  });

  test('on which its mask was drawn is refused after its time, with the reason', async () => {
    const { pet, masks } = segmented('cut');
    await ward.know([patientWith('cut', { studies: [written('cut', { pet: pet.slice(0, 9), masks })] })]);
    await ward.order('cut');
    expect(await ward.reach('cut', 'waiting-for-study')).toMatchObject({ code: 'MASK_SOURCE_MISSING' });
    await ward.reach('cut', 'done');
    expect((await contentOf(ward, 'cut'))?.outcome).toEqual({ kind: 'abstention', code: 'MASK_SOURCE_MISSING', text: 'The Segmentation was drawn on 10 instances of the series, of which 1 are not here.' });
  });
});

test('a PACS that answers with another study than the one asked for is not believed', async () => {
  const [asked, sent] = [written('asked', smallStudy('asked')), written('sent', smallStudy('sent'))];
  const instances = asked.instances.map((one, k) => (k === 3 ? { ...one, read: sent.instances[k]?.read ?? one.read } : one));
  const ward = await openWard([patientWith('asked', { studies: [{ ...asked, instances }] })]);
  await ward.order('asked');
  expect(await ward.reach('asked', 'failed')).toEqual({ state: 'failed', code: 'STUDY_MISMATCH', text: `The PACS sent instances of another study when it was asked for study ${asked.studyInstanceUid}.` });
  expect(await ward.counts('asked')).toMatchObject({ results: 0 });
  await ward.close();
});
