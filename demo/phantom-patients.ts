import { phantomPatients as generate } from '../src/phantom/index.js';
import { recordsOf } from './clinical-records.js';
import type { DemoPatient } from './hospital.js';

/** Phantom patients, kept in memory. */
export function phantomPatients(): readonly DemoPatient[] {
  return generate({ patients: 4, seed: 1 }).map(({ patient, studies }) => ({
    id: patient.id, patientId: patient.id, birthDate: patient.birthDate, gender: patient.sex === 'M' ? 'male' : 'female', familyName: 'Phantom', givenName: patient.name, origin: 'phantom', records: recordsOf(patient.id),
    studies: [...studies()].map(({ studyInstanceUid, accessionNumber, started, description, instances }) => ({
      studyInstanceUid, accessionNumber, started, description: `${description} (synthetic)`,
      instances: instances.map(({ sopInstanceUid, sopClassUid, seriesInstanceUid, modality, bytes }) => ({ sopInstanceUid, sopClassUid, seriesInstanceUid, modality, read: () => Promise.resolve(bytes) })),
    })),
  }));
}
