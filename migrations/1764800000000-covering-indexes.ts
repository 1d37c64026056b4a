import type { MigrationInterface, QueryRunner } from 'typeorm';

const resultHead = 'id, order_id, lesion_key, study_instance_uid, acquired_at, created_at, probability, manifest_sha256, volume';

/** Indexes that hold what a card asks of many rows, so that the rows themselves, which are large, are not read for it. */
export class CoveringIndexes1764800000000 implements MigrationInterface {
  readonly name = 'CoveringIndexes1764800000000';

  async up(db: QueryRunner): Promise<void> {
    for (const index of ['result_patient', 'imaging_order_patient', 'analysis_order']) await db.query(`DROP INDEX "${index}"`);
    await db.query(`CREATE INDEX "result_patient" ON "result" ("patient_id") INCLUDE (${resultHead})`);
    await db.query('CREATE INDEX "imaging_order_patient" ON "imaging_order" ("patient_id", "id")');
    await db.query(`CREATE INDEX "imaging_order_withdrawn" ON "imaging_order" ("id") WHERE status = 'entered-in-error'`);
    await db.query('CREATE INDEX "analysis_order" ON "analysis" ("order_id", "created_at", "id")');
  }

  async down(db: QueryRunner): Promise<void> {
    for (const index of ['result_patient', 'imaging_order_patient', 'imaging_order_withdrawn', 'analysis_order']) await db.query(`DROP INDEX "${index}"`);
    await db.query('CREATE INDEX "analysis_order" ON "analysis" ("order_id")');
    await db.query('CREATE INDEX "imaging_order_patient" ON "imaging_order" ("patient_id")');
    await db.query('CREATE INDEX "result_patient" ON "result" ("patient_id")');
  }
}
