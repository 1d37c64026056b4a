import { Client } from 'pg';

/** How large the database is made. */
export interface RegisterSize {
  readonly patients: number;
  readonly resultsEach: number;
  /** Patients are called `prefix`-1, `prefix`-2, … */
  readonly prefix: string;
}

/**
 * Fills the database with patients like the one who is there: each result, feature set, analysis and order is a copy of a
 * real one under ids of its own, `resultsEach` time points a fortnight apart.
 */
export async function fillRegister(databaseUrl: string, template: string, { patients, resultsEach, prefix }: RegisterSize): Promise<void> {
  const client = new Client(databaseUrl);
  await client.connect();
  const each = `generate_series(1, ${patients}) AS p CROSS JOIN generate_series(1, ${resultsEach}) AS k`;
  const id = (kind: string): string => `md5('${prefix} ${kind}' || p || '-' || k)::uuid`;
  const at = "now() - make_interval(days => 14 * (200 - k))";
  const study = `'2.25.${prefix.length}' || (p::bigint * 1000 + k)`;
  try {
    await client.query('BEGIN');
    await client.query(`INSERT INTO imaging_order (id, placer_system, placer_value, status, patient_id, accession_number, study_instance_uid, resource, content_hash, received_by, revision, received_at, changed_at)
      SELECT ${id('order')}, '${prefix}', p || '-' || k, 'active', '${prefix}-' || p, '${prefix}' || p || '-' || k, ${study}, t.resource, t.content_hash, 'fhir', 1, ${at}, ${at} FROM ${each}, (SELECT * FROM imaging_order WHERE patient_id = $1 LIMIT 1) AS t`, [template]);
    await client.query(`INSERT INTO analysis (id, order_id, state, problem_code, problem_text, looks, created_at, changed_at)
      SELECT ${id('analysis')}, ${id('order')}, 'done', NULL, NULL, 1, ${at}, ${at} FROM ${each}`);
    await client.query(`INSERT INTO feature_set (id, analysis_id, patient_id, lesion_key, study_instance_uid, series_instance_uid, modality, acquired_at, content, created_at)
      SELECT ${id('set')}, ${id('analysis')}, '${prefix}-' || p, t.lesion_key, ${study}, ${study} || '.1', t.modality, ${at}, t.content, ${at} FROM ${each}, (SELECT * FROM feature_set WHERE patient_id = $1 LIMIT 1) AS t`, [template]);
    await client.query(`INSERT INTO result (id, analysis_id, order_id, patient_id, lesion_key, study_instance_uid, acquired_at, model_name, model_version, kind, probability, content, content_hash, created_at)
      SELECT ${id('result')}, ${id('analysis')}, ${id('order')}, '${prefix}-' || p, t.lesion_key, ${study}, ${at}, t.model_name, t.model_version, t.kind, t.probability,
        jsonb_set(t.content, '{featureSetIds}', jsonb_build_array(${id('set')})), t.content_hash, ${at} FROM ${each}, (SELECT * FROM result WHERE patient_id = $1 LIMIT 1) AS t`, [template]);
    await client.query('COMMIT');
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}
