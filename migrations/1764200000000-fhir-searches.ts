import type { MigrationInterface, QueryRunner } from 'typeorm';

const indexes: readonly (readonly [string, string])[] = [
  ['imaging_order_number', `"imaging_order" ("placer_value")`],
  ['imaging_order_accession', `"imaging_order" ("accession_number")`],
  ['imaging_order_ehr_id', `"imaging_order" (("resource"->>'id'))`],
  ['result_engine', `"result" (("content"->'engine'))`],
  ['audit_event_subject', `"audit_event" ("subject", "sequence")`],
  ['audit_event_at', `"audit_event" ("at")`],
];

/** What FHIR searches by, besides keys and patients: numbers of orders and their ids of the EHR, versions of the software, whose an audit entry is, and when. */
export class FhirSearches1764200000000 implements MigrationInterface {
  readonly name = 'FhirSearches1764200000000';

  async up(db: QueryRunner): Promise<void> {
    for (const [index, on] of indexes) await db.query(`CREATE INDEX "${index}" ON ${on}`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const [index] of indexes) await db.query(`DROP INDEX "${index}"`);
  }
}
