import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, In } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { PatientsService } from '../patients/patients.service.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { ClinicalReads, type ReadRequest } from '../studies/clinical-reads.service.js';
import { ClinicalEntryEntity } from './clinical-entry.entity.js';
import type { CheckedEntry } from './entry.js';
import type { ClinicalFact, ClinicalReading } from './facts.js';
import { observationCodes } from './observation-facts.js';
import { readFacts } from './read-facts.js';

const asked: readonly ReadRequest[] = [
  { type: 'Patient' }, { type: 'Condition' }, { type: 'Observation', parameters: { code: observationCodes.join(',') } }, { type: 'BodyStructure' }, { type: 'Procedure' }, { type: 'MedicationAdministration' },
];

/** An entry as a fact; undefined where it takes back what was entered. */
function factOf({ id, variable, value, onDay, enteredBy, enteredAt }: ClinicalEntryEntity): ClinicalFact | undefined {
  if (value === null) return undefined;
  return { variable, value, date: onDay, lesions: null, source: { kind: 'entered', entry: id, by: enteredBy, at: enteredAt.toISOString() } };
}

/** What is known of a patient beside images: what the EHR says, and what people entered here that it lacks. */
@Injectable()
export class ClinicalFacts {
  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, private readonly patients: PatientsService, private readonly reads: ClinicalReads, private readonly audit: AuditService) {}

  /** Reads the EHR afresh, under every id of the patient. */
  async of(patientId: string): Promise<ClinicalReading> {
    const { ids } = await this.patients.sameAs(patientId);
    const [answers, entered] = await Promise.all([this.reads.read([...new Set([patientId, ...ids])], asked), this.enteredOf(ids)]);
    const { facts, leftOut } = readFacts(answers.flatMap(({ resources }) => resources), ids);
    const notRead = answers.flatMap(({ type, problem }) => (problem === undefined ? [] : [{ type, code: problem.code, reason: problem.text }]));
    return { facts: [...facts, ...entered], leftOut, notRead };
  }

  /** The newest entry of each variable. */
  private async enteredOf(ids: readonly string[]): Promise<readonly ClinicalFact[]> {
    const entries = await this.dataSource.getRepository(ClinicalEntryEntity).find({ where: { patientId: In([...ids]) }, order: { enteredAt: 'ASC', id: 'ASC' } });
    return [...new Map(entries.map((entry) => [entry.variable, entry])).values()].flatMap((entry) => factOf(entry) ?? []);
  }

  /** Stores what somebody entered, together with the event that tells of it. */
  async enter(patientId: string, { variable, value, onDay }: CheckedEntry, enteredBy: string): Promise<void> {
    const entry: ClinicalEntryEntity = { id: randomUUID(), patientId, variable, value, onDay, enteredBy, enteredAt: new Date() };
    await this.audit.record({ action: 'clinical.entered', actor: enteredBy, outcome: 'success', subject: patientId, entity: `ClinicalEntry/${entry.id}`, detail: { variable, kind: value?.kind ?? 'taken back' } }, { into: ClinicalEntryEntity, values: entry });
  }
}
