import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../config/index.js';
import { refused, type Outcome, type Problem } from '../platform/problem.js';
import { PacsClient } from '../studies/pacs.client.js';
import { isUid } from '../studies/dicom-json.js';
import { reportStudy } from '../studies/report-study.js';
import { inspectPath, type StudyReport } from '../volumes/read-report.js';
import { failWith } from './fail.js';
import { reportText } from './inspect-text.js';
import { progressBar } from './progress.js';

/** The options of `sarcolens inspect` as the command line hands them over. */
export interface InspectOptions {
  readonly format: 'json' | 'text';
}

/** Inspects a study of the PACS, or another DICOMweb server, that the settings name. */
async function inspectRemote(studyInstanceUid: string, report: (share: number) => void): Promise<Outcome<StudyReport>> {
  const settings = loadSettings();
  if (!settings.ok) return settings;
  if (settings.value.pacs === undefined) {
    return refused('STUDY_NOT_FOUND', `there is no file or folder ${studyInstanceUid}, and no PACS is set (SARCOLENS_PACS_URL) where a study of that UID could be looked for.`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'sarcolens-inspect-'));
  try {
    const servers = [settings.value.pacs, ...Object.values(settings.value.pacs.others)].map((server) => new PacsClient(server));
    return await reportStudy(servers, studyInstanceUid, { folder }, (at) => inspectPath(at, report));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What to say first when nothing can be measured: of an image, else of a mask, else of a file that might have been one. */
function mainProblem({ volumes, masks, problems }: StudyReport, path: string): Problem {
  const named = (name: string) => ({ code, text }: Problem): Problem => ({ code, text: `${name.trim() || path}: ${text}` });
  const ofVolume = volumes.flatMap((volume) => volume.problems.map(named(`${volume.modality} ${volume.seriesInstanceUid}`)));
  const ofMask = masks.flatMap((mask) => mask.problems.map(named(`${mask.modality} ${mask.path}`)));
  const file = problems.find(({ code }) => code !== 'NOT_DICOM') ?? problems[0];
  return ofVolume[0] ?? ofMask[0] ?? (file ? named(file.path)(file) : undefined) ?? { code: 'NOT_A_VOLUME', text: `${path} holds no image; a series of at least three slices was expected.` };
}

/** `sarcolens inspect`: the report on stdout; 0 when a volume is measurable, else 1 and the reason on stderr. */
export async function runInspect(path: string, { format }: InspectOptions): Promise<0 | 1 | 2> {
  const bar = progressBar('inspecting');
  const isRemote = isUid(path) && !existsSync(path);
  const found = await (isRemote ? inspectRemote(path, bar.report) : inspectPath(path, bar.report));
  bar.stop();
  const nothing: StudyReport = { volumes: [], masks: [], problems: found.ok ? [] : [{ path, ...found.problem }] };
  const report = found.ok ? found.value : nothing;
  process.stdout.write(format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : reportText(report, process.stdout.isTTY ? process.stdout.columns : undefined));
  if (report.volumes.some((volume) => volume.measurable)) return 0;
  return failWith('inspect', found.ok ? mainProblem(report, path) : found.problem);
}
