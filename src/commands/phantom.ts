import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PhantomInstance, phantomPatients } from '../phantom/index.js';
import { failWith, messageOf } from './fail.js';
import { progressBar } from './progress.js';

/** The options of `sarcolens phantom` as the command line hands them over. */
export interface PhantomOptions {
  readonly out: string;
  readonly patients: string;
  readonly seed: string;
}

async function writeStudy(folder: string, instances: readonly PhantomInstance[]): Promise<void> {
  for (const [description, series] of Map.groupBy(instances, (instance) => instance.seriesDescription)) {
    const of = join(folder, description.replaceAll(' ', '-'));
    await mkdir(of, { recursive: true });
    for (const [k, { bytes }] of series.entries()) await writeFile(join(of, `${String(k + 1).padStart(4, '0')}.dcm`), bytes);
  }
}

/** `sarcolens phantom`: DIR/PATIENT/STUDY/SERIES/0001.dcm, and DIR/truth.json with what a measurement should find. */
export async function runPhantom({ out, patients, seed }: PhantomOptions): Promise<0 | 1 | 2> {
  const [count, start] = [Number(patients), Number(seed)];
  if (!Number.isInteger(count) || count < 1 || count > 10_000 || !Number.isInteger(start) || start < 0) {
    process.stderr.write(`sarcolens phantom: --patients is ${patients} and --seed ${seed}; whole numbers were expected, from 1 and from 0 on.\n`);
    return 2;
  }
  const bar = progressBar('phantom patients');
  try {
    const truth = [];
    for (const [k, { patient, studies }] of phantomPatients({ patients: count, seed: start }).entries()) {
      const points = [];
      for (const { accessionNumber, studyInstanceUid, truth: found, instances } of studies()) {
        await writeStudy(join(out, patient.id, accessionNumber), instances);
        points.push({ accessionNumber, studyInstanceUid, ...found });
      }
      truth.push({ id: patient.id, story: patient.story, sex: patient.sex, birthDate: patient.birthDate, maskFormat: patient.maskFormat, studies: points });
      bar.report((k + 1) / count);
    }
    await writeFile(join(out, 'truth.json'), `${JSON.stringify({ seed: start, patients: truth }, null, 2)}\n`);
  } catch (error) {
    return failWith('phantom', { code: 'FILE_NOT_FOUND', text: `${out} cannot be written: ${messageOf(error)}.` });
  } finally {
    bar.stop();
  }
  process.stdout.write(`${out}: ${count} phantom ${count === 1 ? 'patient' : 'patients'} with three studies each; synthetic, not persons.\n`);
  return 0;
}
