import { demonstrationPacs } from '../../demo/pacs.js';
import { type Installation, install } from '../support/installation.js';
import { patientWith, smallStudy } from '../support/small-study.js';
import { replaceable, type Replaceable } from '../support/ward.js';

const { studyInstanceUid } = smallStudy('R1').facts;
let pacs: Replaceable;
let site: Installation;
beforeAll(async () => {
  pacs = await replaceable('/dicom-web');
  await pacs.start(demonstrationPacs({ patients: [patientWith('R1')] }));
  site = await install({ pacs: { dicomWebUrl: pacs.url, attempts: 1 } });
});
afterAll(async () => { await site.remove(); await pacs.stop(); });

const report = (uid: string, role: 'clinician' | 'every-role' = 'clinician') => site.as(role).get(`/studies/${uid}/report`);

test('says what a study of the PACS holds, as inspect does', async () => {
  const answer = await report(studyInstanceUid);
  expect([answer.status, answer.body]).toMatchObject([200, {
    volumes: [{
      modality: 'PT', size: [16, 16, 10], spacingMm: [4, 4, 4], sliceDistanceMm: { min: 4, max: 4 }, orientation: { plane: 'axial', nearest: 'axial', degreesOff: 0 }, sequence: { seriesDescription: 'PET' },
      transferSyntax: 'Explicit VR Little Endian', readiness: { quantity: 'SUV', ready: true, missing: null }, measurable: true,
    }],
    masks: [{ modality: 'RTSTRUCT', regions: [{ label: 'Lesion 1', voxels: 512, volumeMl: 32.768 }] }], problems: [],
  }]);
});

test('says the same through GraphQL', async () => {
  const query = 'query ($uid: String!) { studyReport(studyInstanceUid: $uid) { volumes { modality size measurable sliceDistanceMm { max } orientation { plane } sequence { seriesDescription bValue } transferSyntax readiness { quantity ready missing } problems { code } } masks { regions { label voxels volumeMl } } } }';
  const ask = async (uid: string): Promise<unknown> => (await site.as('auditor').post('/graphql').send({ query, variables: { uid } })).body;
  const volume = {
    modality: 'PT', size: [16, 16, 10], measurable: true, sliceDistanceMm: { max: 4 }, orientation: { plane: 'axial' }, sequence: { seriesDescription: 'PET', bValue: null }, transferSyntax: 'Explicit VR Little Endian',
    readiness: { quantity: 'SUV', ready: true, missing: null }, problems: [],
  };
  expect(await ask(studyInstanceUid)).toEqual({ data: { studyReport: { volumes: [volume], masks: [{ regions: [{ label: 'Lesion 1', voxels: 512, volumeMl: 32.768 }] }] } } });
  expect(await ask('1.2.3')).toEqual({ data: { studyReport: null } });
});

test('a study that is not there is 404 with a sentence, and so is what is no UID', async () => {
  expect([(await report('1.2.3')).status, (await report('1.2.3')).body]).toEqual([404, { code: 'STUDY_NOT_FOUND', message: expect.stringContaining('1.2.3') as string }]);
  expect((await report('..')).status).toBe(404);
  expect((await report('1..2')).status).toBe(404);
});

test('without credentials the door is shut, and each report is in the audit', async () => {
  expect((await site.anybody.get(`/studies/${studyInstanceUid}/report`)).status).toBe(401);
  const rows: { outcome: string; entity: string }[] = await site.dataSource.query('SELECT outcome, entity FROM audit_event WHERE action = $1 ORDER BY sequence', ['study.report']);
  expect(rows[0]).toEqual({ outcome: 'success', entity: studyInstanceUid });
});

test('a PACS that does not answer is 503', async () => {
  await pacs.stop();
  expect((await report(studyInstanceUid)).status).toBe(503);
});
