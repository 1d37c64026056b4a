import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Patients who turned out to be one, and messages of interfaces that were taken in already. */
export class PatientMerges1764100000000 implements MigrationInterface {
  readonly name = 'PatientMerges1764100000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE "patient_merge" (
      "id" uuid NOT NULL, "kind" text NOT NULL, "prior_id" text NOT NULL, "survivor_id" text NOT NULL, "occurred_at" timestamptz NOT NULL,
      "received_by" text NOT NULL, "received_at" timestamptz NOT NULL,
      CONSTRAINT "patient_merge_key" PRIMARY KEY ("id"), CONSTRAINT "patient_merge_once" UNIQUE ("kind", "prior_id", "survivor_id", "occurred_at"))`);
    await db.query('CREATE INDEX "patient_merge_prior" ON "patient_merge" ("prior_id")');
    await db.query('CREATE INDEX "patient_merge_survivor" ON "patient_merge" ("survivor_id")');
    await db.query(`CREATE TRIGGER "patient_merge_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "patient_merge"
      FOR EACH STATEMENT EXECUTE FUNCTION sarcolens_append_only()`);
    await db.query(`CREATE TABLE "patient_alias" (
      "patient_id" text NOT NULL, "survivor_id" text NOT NULL, CONSTRAINT "patient_alias_key" PRIMARY KEY ("patient_id"))`);
    await db.query('CREATE INDEX "patient_alias_survivor" ON "patient_alias" ("survivor_id")');
    await db.query(`CREATE FUNCTION same_patient(asked text) RETURNS text[] LANGUAGE sql STABLE AS $$
      SELECT array_append(ARRAY(SELECT patient_id FROM patient_alias WHERE survivor_id = root.id ORDER BY patient_id), root.id)
      FROM (SELECT coalesce((SELECT survivor_id FROM patient_alias WHERE patient_id = asked), asked) AS id) AS root $$`);
    await db.query(`CREATE TABLE "hl7_message" (
      "sender" text NOT NULL, "control_id" text NOT NULL, "content_hash" text NOT NULL, "received_at" timestamptz NOT NULL,
      CONSTRAINT "hl7_message_key" PRIMARY KEY ("sender", "control_id", "content_hash"))`);
    await db.query('CREATE INDEX "hl7_message_received" ON "hl7_message" ("received_at")');
    await db.query('ALTER TABLE "imaging_order" ADD "said_at" timestamptz');
    await db.query('CREATE INDEX "imaging_order_patient" ON "imaging_order" ("patient_id")');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX "imaging_order_patient"');
    await db.query('ALTER TABLE "imaging_order" DROP COLUMN "said_at"');
    await db.query('DROP TABLE "hl7_message"');
    await db.query('DROP FUNCTION same_patient(text)');
    await db.query('DROP TABLE "patient_alias"');
    await db.query('DROP TABLE "patient_merge"');
  }
}
