import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a head holds, by column: its type, and where it stands in the content. */
const columns: readonly (readonly [string, string, string])[] = [
  ['settings_hash', 'text', "NEW.content->>'settingsHash'"],
  ['intensity_unit', 'text', "NEW.content->'series'->>'intensityUnit'"],
  ['roi_label', 'text', "NEW.content->'region'->'roi'->>'label'"],
  ['main_features', 'jsonb', `jsonb_path_query_array(NEW.content, '$.features[*] ? (@.tag == "morph_volume" || @.tag == "morph_diam" || @.tag == "stat_mean" || @.tag == "stat_max" || @.tag == "loc_peak_glob")')`],
];

/** What courses over time ask of a feature set, beside its content; the database takes it from there itself, so that the two cannot differ. The end of the audit chain in one query with the wait for it. */
export class FeatureSetHeads1764450000000 implements MigrationInterface {
  readonly name = 'FeatureSetHeads1764450000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE "feature_set" ${columns.map(([name, type]) => `ADD "${name}" ${type}`).join(', ')}`);
    await db.query(`CREATE FUNCTION sarcolens_feature_set_head() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      ${columns.map(([name, , from]) => `NEW.${name} := ${from};`).join('\n      ')}
      RETURN NEW; END $$`);
    await db.query('CREATE TRIGGER "feature_set_head" BEFORE INSERT OR UPDATE ON "feature_set" FOR EACH ROW EXECUTE FUNCTION sarcolens_feature_set_head()');
    await db.query('ALTER TABLE "feature_set" DISABLE TRIGGER "feature_set_append_only"');
    await db.query('UPDATE "feature_set" SET "settings_hash" = NULL');
    await db.query('ALTER TABLE "feature_set" ENABLE TRIGGER "feature_set_append_only"');
    await db.query(`ALTER TABLE "feature_set" ${columns.map(([name]) => `ALTER "${name}" SET NOT NULL`).join(', ')}`);
    // Within a volatile function each query sees what was committed before it: the head is read after the wait for the lock.
    await db.query(`CREATE FUNCTION sarcolens_audit_head(turn bigint) RETURNS SETOF audit_head LANGUAGE plpgsql VOLATILE AS $$ BEGIN
      PERFORM pg_advisory_xact_lock(turn);
      RETURN QUERY SELECT * FROM audit_head WHERE id = 1; END $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION sarcolens_audit_head(bigint)');
    await db.query('DROP TRIGGER "feature_set_head" ON "feature_set"');
    await db.query('DROP FUNCTION sarcolens_feature_set_head()');
    await db.query(`ALTER TABLE "feature_set" ${columns.map(([name]) => `DROP "${name}"`).join(', ')}`);
  }
}
