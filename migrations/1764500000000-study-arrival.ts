import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when the rest of a study is waited for. */
export class StudyArrival1764500000000 implements MigrationInterface {
  readonly name = 'StudyArrival1764500000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE "analysis" ADD "arriving_since" timestamptz');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE "analysis" DROP COLUMN "arriving_since"');
  }
}
