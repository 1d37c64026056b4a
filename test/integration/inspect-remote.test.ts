import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { demonstrationPacs } from '../../demo/pacs.js';
import { projectRoot } from '../../src/platform/project.js';
import { patientWith, smallStudy, written } from '../support/small-study.js';
import { replaceable, type Replaceable } from '../support/ward.js';

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const inspect = (study: string, pacs: Replaceable): Promise<Said> => new Promise((said) => {
  const env = { ...process.env, SARCOLENS_PACS_URL: pacs.url };
  execFile(process.execPath, [join(projectRoot, 'dist/src/cli.js'), 'inspect', study, '--format', 'json'], { env }, (error, stdout, stderr) => { said({ code: Number(error?.code ?? 0), stdout, stderr }); });
});

const { studyInstanceUid } = smallStudy('I1').facts;
let pacs: Replaceable;
beforeAll(async () => { pacs = await replaceable('/dicom-web'); });
afterAll(() => pacs.stop());

test('a study of the PACS is inspected like a folder, its paths within the study', async () => {
  await pacs.start(demonstrationPacs({ patients: [patientWith('I1')] }));
  const { code, stdout } = await inspect(studyInstanceUid, pacs);
  expect([code, JSON.parse(stdout)]).toMatchObject([0, {
    volumes: [{ modality: 'PT', size: [16, 16, 10], spacingMm: [4, 4, 4], measurable: true }],
    masks: [{ modality: 'RTSTRUCT', regions: [{ label: 'Lesion 1', voxels: 512 }] }], problems: [],
  }]);
  expect(stdout).not.toMatch(/"path": "\//);
});

test('a slice that the PACS does not have is missing in the report', async () => {
  const { pet, masks } = smallStudy('I1');
  await pacs.start(demonstrationPacs({ patients: [patientWith('I1', { studies: [written('I1', { pet: pet.filter((_, k) => k !== 4), masks })] })] }));
  const { code, stdout, stderr } = await inspect(studyInstanceUid, pacs);
  expect([code, JSON.parse(stdout)]).toMatchObject([1, { volumes: [{ measurable: false, problems: [{ code: 'MISSING_SLICES' }] }] }]);
  expect(stderr).toMatch(/^sarcolens inspect: MISSING_SLICES: .*\n$/);
});

test('a study that the PACS does not know, and a PACS that does not answer, are said', async () => {
  await pacs.start(demonstrationPacs({ patients: [] }));
  expect(await inspect(studyInstanceUid, pacs)).toMatchObject({ code: 1, stderr: `sarcolens inspect: STUDY_NOT_FOUND: the PACS does not have study ${studyInstanceUid}.\n` });
  await pacs.stop();
  expect((await inspect(studyInstanceUid, pacs)).stderr).toMatch(/^sarcolens inspect: PACS_UNAVAILABLE: .*\n$/);
});
