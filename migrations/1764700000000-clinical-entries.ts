import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people enter of a patient that the EHR lacks. */
export class ClinicalEntries1764700000000 implements MigrationInterface {
  readonly name = 'ClinicalEntries1764700000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE "clinical_entry" (
      "id" uuid NOT NULL, "patient_id" text NOT NULL, "variable" text NOT NULL, "value" jsonb, "on_day" text, "entered_by" text NOT NULL, "entered_at" timestamptz NOT NULL,
      CONSTRAINT "clinical_entry_key" PRIMARY KEY ("id"))`);
    await db.query('CREATE INDEX "clinical_entry_patient" ON "clinical_entry" ("patient_id", "entered_at")');
    await db.query('CREATE TRIGGER "clinical_entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "clinical_entry" FOR EACH STATEMENT EXECUTE FUNCTION sarcolens_append_only()');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE "clinical_entry"');
  }
}
