import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Refuses to change or remove a row, whoever asks: what was shown stays as it was. */
const appendOnly = (table: string) => `
  CREATE TRIGGER "${table}_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "${table}"
  FOR EACH STATEMENT EXECUTE FUNCTION sarcolens_append_only()`;

/** The first schema: orders, their analyses, what was measured and scored, what was shown, and the audit of all of it. */
export class First1764000000000 implements MigrationInterface {
  readonly name = 'First1764000000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE "imaging_order" (
      "id" uuid NOT NULL, "placer_system" text NOT NULL, "placer_value" text NOT NULL, "status" text NOT NULL, "patient_id" text NOT NULL,
      "accession_number" text, "study_instance_uid" text, "resource" jsonb NOT NULL, "content_hash" text NOT NULL, "received_by" text NOT NULL,
      "revision" integer NOT NULL, "received_at" timestamptz NOT NULL, "changed_at" timestamptz NOT NULL,
      CONSTRAINT "imaging_order_key" PRIMARY KEY ("id"), CONSTRAINT "imaging_order_placer" UNIQUE ("placer_system", "placer_value"))`);
    await db.query(`CREATE TABLE "analysis" (
      "id" uuid NOT NULL, "order_id" uuid NOT NULL, "state" text NOT NULL, "problem_code" text, "problem_text" text, "looks" integer NOT NULL,
      "created_at" timestamptz NOT NULL, "changed_at" timestamptz NOT NULL, CONSTRAINT "analysis_key" PRIMARY KEY ("id"))`);
    await db.query(`CREATE INDEX "analysis_order" ON "analysis" ("order_id")`);
    await db.query(`CREATE TABLE "feature_set" (
      "id" uuid NOT NULL, "analysis_id" uuid NOT NULL, "patient_id" text NOT NULL, "lesion_key" text NOT NULL, "study_instance_uid" text NOT NULL,
      "series_instance_uid" text NOT NULL, "modality" text NOT NULL, "acquired_at" timestamptz NOT NULL, "content" jsonb NOT NULL,
      "created_at" timestamptz NOT NULL, CONSTRAINT "feature_set_key" PRIMARY KEY ("id"))`);
    await db.query(`CREATE UNIQUE INDEX "feature_set_once" ON "feature_set" ("analysis_id", "series_instance_uid", "lesion_key")`);
    await db.query(`CREATE INDEX "feature_set_patient" ON "feature_set" ("patient_id")`);
    await db.query(`CREATE TABLE "result" (
      "id" uuid NOT NULL, "analysis_id" uuid NOT NULL, "order_id" uuid NOT NULL, "patient_id" text NOT NULL, "lesion_key" text NOT NULL,
      "study_instance_uid" text NOT NULL, "acquired_at" timestamptz NOT NULL, "model_name" text NOT NULL, "model_version" text NOT NULL,
      "kind" text NOT NULL, "probability" double precision, "content" jsonb NOT NULL, "content_hash" text NOT NULL, "created_at" timestamptz NOT NULL,
      CONSTRAINT "result_key" PRIMARY KEY ("id"))`);
    await db.query(`CREATE UNIQUE INDEX "result_once" ON "result" ("analysis_id", "model_name", "model_version", "lesion_key")`);
    await db.query(`CREATE INDEX "result_patient" ON "result" ("patient_id")`);
    await db.query(`CREATE INDEX "result_model" ON "result" ("model_name", "model_version")`);
    await db.query(`CREATE TABLE "audit_event" (
      "sequence" integer NOT NULL, "at" timestamptz NOT NULL, "action" text NOT NULL, "actor" text NOT NULL, "outcome" text NOT NULL,
      "subject" text, "entity" text, "detail" jsonb NOT NULL, "previous_hash" text NOT NULL, "hash" text NOT NULL,
      CONSTRAINT "audit_event_key" PRIMARY KEY ("sequence"))`);
    await db.query(`CREATE TABLE "audit_head" (
      "id" integer NOT NULL, "sequence" integer NOT NULL, "hash" text NOT NULL, CONSTRAINT "audit_head_key" PRIMARY KEY ("id"))`);
    await db.query(`CREATE TABLE "card" (
      "uuid" uuid NOT NULL, "service" text NOT NULL, "hook_instance" uuid NOT NULL, "user_id" text NOT NULL, "patient_id" text NOT NULL,
      "result_id" uuid, "summary" text NOT NULL, "shown_at" timestamptz NOT NULL, CONSTRAINT "card_key" PRIMARY KEY ("uuid"))`);
    await db.query(`CREATE TABLE "card_feedback" (
      "id" uuid NOT NULL, "card_uuid" uuid NOT NULL, "outcome" text NOT NULL, "content" jsonb NOT NULL, "outcome_at" timestamptz NOT NULL,
      "received_at" timestamptz NOT NULL, CONSTRAINT "card_feedback_key" PRIMARY KEY ("id"))`);
    await db.query(`CREATE INDEX "card_feedback_card" ON "card_feedback" ("card_uuid")`);
    await db.query(`CREATE TABLE "used_token" (
      "issuer" text NOT NULL, "token_id" text NOT NULL, "expires_at" timestamptz NOT NULL, CONSTRAINT "used_token_key" PRIMARY KEY ("issuer", "token_id"))`);
    await db.query(`CREATE FUNCTION sarcolens_append_only() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME; END $$`);
    for (const table of ['feature_set', 'result', 'audit_event']) await db.query(appendOnly(table));
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['used_token', 'card_feedback', 'card', 'audit_head', 'audit_event', 'result', 'feature_set', 'analysis', 'imaging_order']) {
      await db.query(`DROP TABLE "${table}"`);
    }
    await db.query('DROP FUNCTION sarcolens_append_only()');
  }
}
