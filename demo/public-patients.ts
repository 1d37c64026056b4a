import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCsv } from '../src/platform/csv.js';
import { sortStudy } from '../src/volumes/index.js';
import type { DemoInstance, DemoPatient, DemoStudy } from './hospital.js';

interface ClinicalRow {
  readonly age: number;
  readonly sex: string;
}

function clinicalRows(reference: string): ReadonlyMap<string, ClinicalRow> {
  const rows = parseCsv(readFileSync(join(reference, 'data', 'sts51', 'clinical.csv'), 'utf8'));
  return new Map(rows.map(({ id = '', age, sex = '' }) => [id, { age: Number(age), sex }]));
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.dcm')).map((entry) => join(entry.parentPath, entry.name)).toSorted();
}

/** The studies that the DICOM files of one patient belong to, by date. */
async function studiesBelow(folder: string, id: string): Promise<readonly DemoStudy[]> {
  const files = await Promise.all((await filesBelow(folder)).map(async (name) => ({ name, bytes: await readFile(name) })));
  const { series, masks } = sortStudy(files);
  const images = series.flatMap(({ instances, modality }) => instances.map((instance) => ({
    study: instance.studyInstanceUid, date: instance.studyDate, sopInstanceUid: instance.sopInstanceUid, sopClassUid: instance.sopClassUid,
    seriesInstanceUid: instance.seriesInstanceUid, modality, bytes: instance.bytes,
  })));
  const studyOfSeries = new Map(images.map((image) => [image.seriesInstanceUid, image.study]));
  const regions = masks.map((mask) => ({
    study: mask.referencedSeriesUids.map((uid) => studyOfSeries.get(uid)).find((uid) => uid !== undefined) ?? '', date: '', sopInstanceUid: mask.sopInstanceUid,
    sopClassUid: '', seriesInstanceUid: mask.seriesInstanceUid, modality: mask.modality, bytes: mask.bytes,
  }));
  const byStudy = [...Map.groupBy([...images, ...regions], (one) => one.study)].filter(([uid]) => uid !== '');
  return byStudy.map(([studyInstanceUid, instances]) => {
    const date = instances.find((one) => one.date !== '')?.date ?? '';
    const modalities = [...new Set(instances.map((one) => one.modality))].join(', ');
    return {
      studyInstanceUid, accessionNumber: `${id.replace('_', '')}${modalities.includes('PT') ? 'PET' : 'MR'}`, started: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T12:00:00Z`,
      description: `${modalities} of ${id}, Soft-tissue-Sarcoma collection (TCIA, CC BY 3.0)`, instances: instances.map(({ bytes, study: _study, date: _date, ...instance }): DemoInstance => ({ ...instance, read: () => Promise.resolve(bytes) })),
    };
  }).toSorted((a, b) => (a.started < b.started ? -1 : 1));
}

/** A birth date that gives the published age on the day of the first study: the true one is not public. */
function birthDateFor(age: number, firstStudy: string): string {
  return `${Number(firstStudy.slice(0, 4)) - age - 1}-12-31`;
}

/** Real public patients as acquired, where the reference data lies beside the project; none elsewhere. */
export async function publicPatients(reference: string | undefined): Promise<readonly DemoPatient[]> {
  const folder = reference === undefined ? '' : join(reference, 'data', 'dicom', 'sts-raw');
  if (reference === undefined || !existsSync(folder)) return [];
  const rows = clinicalRows(reference);
  const patients: DemoPatient[] = [];
  for (const [id, row] of rows) {
    const studies = existsSync(join(folder, id)) ? await studiesBelow(join(folder, id), id) : [];
    const [first] = studies;
    if (!first) continue;
    patients.push({ id: id.replaceAll('_', '-'), patientId: id, birthDate: birthDateFor(row.age, first.started), gender: row.sex === 'Male' ? 'male' : 'female', familyName: 'Public', givenName: id, origin: 'public', studies });
  }
  return patients;
}
