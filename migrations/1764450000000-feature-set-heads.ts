import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a head holds, by column: its type, and where it stands in the content. */
type Column = readonly [name: string, type: string, from: string];

const ofFeatureSet: readonly Column[] = [
  ['settings_hash', 'text', "NEW.content->>'settingsHash'"],
  ['intensity_unit', 'text', "NEW.content->'series'->>'intensityUnit'"],
  ['roi_label', 'text', "NEW.content->'region'->'roi'->>'label'"],
  ['main_features', 'jsonb', `jsonb_path_query_array(NEW.content, '$.features[*] ? (@.tag == "morph_volume" || @.tag == "morph_diam" || @.tag == "stat_mean" || @.tag == "stat_max" || @.tag == "loc_peak_glob")')`],
];

const ofResult: readonly Column[] = [
  ['manifest_sha256', 'text', "NEW.content->'model'->>'manifestSha256'"],
  ['volume', 'double precision', `jsonb_path_query_first(NEW.content, '$.inputs[*].source ? (@.kind == "feature" && @.tag == "morph_volume").featureValue')`],
];

/** Adds the columns to an append-only table, fills them and has the database fill them from now on. */
async function addHead(db: QueryRunner, table: 'feature_set' | 'result', columns: readonly Column[]): Promise<void> {
  await db.query(`ALTER TABLE "${table}" ${columns.map(([name, type]) => `ADD "${name}" ${type}`).join(', ')}`);
  await db.query(`CREATE FUNCTION sarcolens_${table}_head() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    ${columns.map(([name, , from]) => `NEW.${name} := ${from};`).join('\n    ')}
    RETURN NEW; END $$`);
  await db.query(`CREATE TRIGGER "${table}_head" BEFORE INSERT OR UPDATE ON "${table}" FOR EACH ROW EXECUTE FUNCTION sarcolens_${table}_head()`);
  await db.query(`ALTER TABLE "${table}" DISABLE TRIGGER "${table}_append_only"`);
  await db.query(`UPDATE "${table}" SET "${columns[0]?.[0] ?? ''}" = NULL`);
  await db.query(`ALTER TABLE "${table}" ENABLE TRIGGER "${table}_append_only"`);
}

async function removeHead(db: QueryRunner, table: 'feature_set' | 'result', columns: readonly Column[]): Promise<void> {
  await db.query(`DROP TRIGGER "${table}_head" ON "${table}"`);
  await db.query(`DROP FUNCTION sarcolens_${table}_head()`);
  await db.query(`ALTER TABLE "${table}" ${columns.map(([name]) => `DROP "${name}"`).join(', ')}`);
}

/** What courses over time and cards ask of feature sets and results, beside their content; the database takes it from there itself, so that the two cannot differ. The end of the audit chain in one query with the wait for it. */
export class FeatureSetHeads1764450000000 implements MigrationInterface {
  readonly name = 'FeatureSetHeads1764450000000';

  async up(db: QueryRunner): Promise<void> {
    await addHead(db, 'feature_set', ofFeatureSet);
    await db.query(`ALTER TABLE "feature_set" ${ofFeatureSet.map(([name]) => `ALTER "${name}" SET NOT NULL`).join(', ')}`);
    await addHead(db, 'result', ofResult);
    await db.query('ALTER TABLE "result" ALTER "manifest_sha256" SET NOT NULL');
    // Within a volatile function each query sees what was committed before it: the head is read after the wait for the lock. Its row is locked too, against those who append in one statement.
    await db.query(`CREATE FUNCTION sarcolens_audit_head(turn bigint) RETURNS SETOF audit_head LANGUAGE plpgsql VOLATILE AS $$ BEGIN
      PERFORM pg_advisory_xact_lock(turn);
      RETURN QUERY SELECT * FROM audit_head WHERE id = 1 FOR UPDATE; END $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION sarcolens_audit_head(bigint)');
    await removeHead(db, 'result', ofResult);
    await removeHead(db, 'feature_set', ofFeatureSet);
  }
}
