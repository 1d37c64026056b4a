import { generatePhantomPatients } from '../src/phantom/index.js';
import type { DemoPatient } from './hospital.js';

/** Phantom patients, kept in memory. */
export function phantomPatients(): readonly DemoPatient[] {
  return [...generatePhantomPatients({ patients: 4, seed: 1 })].map(({ patient, studies }) => ({
    id: patient.id, patientId: patient.id, birthDate: patient.birthDate, gender: patient.sex === 'M' ? 'male' : 'female', familyName: 'Phantom', givenName: patient.id, origin: 'phantom',
    studies: studies.map(({ studyInstanceUid, accessionNumber, started, description, instances }) => ({
      studyInstanceUid, accessionNumber, started, description: `${description} (synthetic)`,
      instances: instances.map(({ bytes, ...instance }) => ({ ...instance, read: () => Promise.resolve(bytes) })),
    })),
  }));
}
