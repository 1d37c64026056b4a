import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns that cards of before have a value for, and new ones must say. */
const columns: readonly (readonly [string, string, string])[] = [
  ['client', 'text', "''"], ['indicator', 'text', "'info'"], ['detail', 'text', "''"], ['delivery', 'text', "'shown'"],
  ['told', 'text[]', "'{}'"], ['orders', 'text[]', "'{}'"], ['suggestions', 'uuid[]', "'{}'"],
];

const appendOnly = (table: string) => `CREATE TRIGGER "${table}_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "${table}" FOR EACH STATEMENT EXECUTE FUNCTION sarcolens_append_only()`;

/** What cards told, to whom and with what effect; services that have spent their budget. */
export class Cards1764300000000 implements MigrationInterface {
  readonly name = 'Cards1764300000000';

  async up(db: QueryRunner): Promise<void> {
    for (const [column, type, before] of columns) {
      await db.query(`ALTER TABLE "card" ADD "${column}" ${type} NOT NULL DEFAULT ${before}`);
      await db.query(`ALTER TABLE "card" ALTER "${column}" DROP DEFAULT`);
    }
    await db.query('ALTER TABLE "card" ADD "repeats" uuid, ADD "launch_hash" text');
    await db.query('CREATE INDEX "card_user_patient" ON "card" ("user_id", "patient_id", "shown_at")');
    await db.query('CREATE INDEX "card_user" ON "card" ("user_id", "service", "shown_at")');
    await db.query('CREATE INDEX "card_patient" ON "card" ("patient_id", "shown_at")');
    await db.query('CREATE INDEX "card_service" ON "card" ("service", "shown_at")');
    await db.query('CREATE UNIQUE INDEX "card_launch" ON "card" ("launch_hash")');
    await db.query('ALTER TABLE "card_feedback" ADD "reason" text');
    await db.query(`CREATE TABLE "card_pause" (
      "id" uuid NOT NULL, "service" text NOT NULL, "user_id" text, "reason" text NOT NULL, "figure" double precision NOT NULL, "allowed" double precision NOT NULL,
      "since" timestamptz NOT NULL, "until" timestamptz NOT NULL, CONSTRAINT "card_pause_key" PRIMARY KEY ("id"))`);
    await db.query('CREATE INDEX "card_pause_service" ON "card_pause" ("service", "until")');
    for (const table of ['card', 'card_feedback', 'card_pause']) await db.query(appendOnly(table));
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['card', 'card_feedback']) await db.query(`DROP TRIGGER "${table}_append_only" ON "${table}"`);
    await db.query('DROP TABLE "card_pause"');
    await db.query('ALTER TABLE "card_feedback" DROP COLUMN "reason"');
    for (const index of ['card_launch', 'card_service', 'card_patient', 'card_user', 'card_user_patient']) await db.query(`DROP INDEX "${index}"`);
    for (const column of ['launch_hash', 'repeats', ...columns.map(([name]) => name)]) await db.query(`ALTER TABLE "card" DROP COLUMN "${column}"`);
  }
}
