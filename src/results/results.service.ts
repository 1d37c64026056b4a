import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, type EntityManager, In, Raw } from 'typeorm';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { PatientsService } from '../patients/patients.service.js';
import { inBatches } from '../platform/in-batches.js';
import type { Feature } from '../radiomics/index.js';
import type { SubjectKind } from '../studies/subject-kind.js';
import { featureOf } from './feature-set.js';
import { type FeatureSetHead, mainTags } from './feature-set-head.js';
import { FeatureSetEntity } from './feature-set.entity.js';
import type { ResultHead } from './result-head.js';
import { ResultEntity } from './result.entity.js';

export type NewFeatureSet = Omit<FeatureSetEntity, 'createdAt'>;
export type NewResult = Omit<ResultEntity, 'createdAt'>;

/** Analyses of orders that were entered in error; what they found stays stored and is not shown. */
const withdrawn = "SELECT a.id FROM analysis a JOIN imaging_order o ON o.id = a.order_id WHERE o.patient_id = ANY(:patientIds) AND o.status = 'entered-in-error'";

const notWithdrawn = (patientIds: readonly string[]) => Raw((analysisId) => `${analysisId} NOT IN (${withdrawn})`, { patientIds });

const resultColumns = `t.id, t.analysis_id AS "analysisId", t.order_id AS "orderId", t.patient_id AS "patientId", t.lesion_key AS "lesionKey", t.study_instance_uid AS "studyInstanceUid", t.acquired_at AS "acquiredAt",
  t.model_name AS "modelName", t.model_version AS "modelVersion", t.kind, t.probability, t.content, t.content_hash AS "contentHash", t.created_at AS "createdAt"`;

const resultHeadColumns = `t.id, t.lesion_key AS "lesionKey", t.study_instance_uid AS "studyInstanceUid", t.acquired_at AS "acquiredAt", t.created_at AS "createdAt", t.probability,
  t.manifest_sha256 AS "manifestSha256", t.volume`;

const headColumns = `t.id, t.analysis_id AS "analysisId", t.patient_id AS "patientId", t.lesion_key AS "lesionKey", t.study_instance_uid AS "studyInstanceUid", t.series_instance_uid AS "seriesInstanceUid", t.modality,
  t.acquired_at AS "acquiredAt", t.created_at AS "createdAt", t.settings_hash AS "settingsHash", t.intensity_unit AS "intensityUnit", t.roi_label AS "roiLabel", t.main_features AS "mainFeatures"`;

/** Where a row is of an order that was entered in error. */
const isWithdrawn = {
  result: "SELECT 1 FROM imaging_order o WHERE o.id = t.order_id AND o.status = 'entered-in-error'",
  feature_set: "SELECT 1 FROM analysis a JOIN imaging_order o ON o.id = a.order_id WHERE a.id = t.analysis_id AND o.status = 'entered-in-error'",
};

/** What a table holds of each person asked for ($1), under whatever id, but for what was withdrawn. */
const ofPeople = (columns: string, table: keyof typeof isWithdrawn): string => `SELECT asked.id AS "asked", ${columns}
  FROM unnest($1::text[]) AS asked(id) JOIN ${table} t ON t.patient_id = ANY(same_patient(asked.id)) WHERE NOT EXISTS (${isWithdrawn[table]}) ORDER BY t.acquired_at, t.created_at`;

/** Keeps feature sets and results, each once; nothing here changes or removes one. */
@Injectable()
export class ResultsService {
  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, private readonly patients: PatientsService) {}

  /** Stores what an analysis found within the caller's transaction. */
  async storeWithin(manager: EntityManager, featureSets: readonly NewFeatureSet[], results: readonly NewResult[]): Promise<void> {
    const createdAt = new Date();
    if (featureSets.length > 0) await manager.insert(FeatureSetEntity, featureSets.map((set) => ({ ...set, createdAt })));
    if (results.length > 0) await manager.insert(ResultEntity, results.map((result) => ({ ...result, createdAt })));
  }

  async find(id: string): Promise<ResultEntity | null> {
    return this.dataSource.getRepository(ResultEntity).findOneBy({ id });
  }

  /** Results in the order of the ids; one that is not there is left out. Calls at one time share one query. */
  async results(ids: readonly string[]): Promise<ResultEntity[]> {
    return (await Promise.all(ids.map((id) => this.resultById(id)))).flatMap((result) => result ?? []);
  }

  private readonly resultById = inBatches(async (ids: readonly string[]): Promise<readonly (ResultEntity | undefined)[]> => {
    const rows = await this.dataSource.query<ResultEntity[]>(`SELECT ${resultColumns} FROM result t WHERE t.id = ANY($1)`, [[...new Set(ids)]]);
    const found = new Map(rows.map((result) => [result.id, result]));
    return ids.map((id) => found.get(id));
  });

  /** The patient's results, also those under ids that are the same person, but not those of orders entered in error. Calls at one time share one query. */
  readonly ofPatient = inBatches((patientIds: readonly string[]) => this.ofPeople<ResultEntity>(patientIds, ofPeople(resultColumns, 'result')));

  /** The same, without their content. Calls at one time share one query. */
  readonly resultHeadsOfPatient = inBatches((patientIds: readonly string[]) => this.ofPeople<ResultHead>(patientIds, ofPeople(resultHeadColumns, 'result')));

  /** What the newest study's result says the patient is; undefined where there is none. Calls at one time share one query. */
  readonly subjectOf = inBatches(async (patientIds: readonly string[]): Promise<readonly (SubjectKind | undefined)[]> => {
    const results = await this.ofPeople<{ subject: SubjectKind }>(patientIds, ofPeople("t.content->>'subject' AS subject", 'result'));
    return results.map((of) => of.at(-1)?.subject);
  });

  /** True where the result's order was entered in error since. Calls at one time share one query. */
  readonly isWithdrawn = inBatches(async (results: readonly Pick<ResultEntity, 'orderId'>[]): Promise<readonly boolean[]> => {
    const rows = await this.dataSource.query<{ id: string }[]>("SELECT id FROM imaging_order WHERE id = ANY($1) AND status = 'entered-in-error'", [results.map((result) => result.orderId)]);
    const found = new Set(rows.map((row) => row.id));
    return results.map((result) => found.has(result.orderId));
  });

  /** What an analysis found, lesion by lesion. */
  async ofAnalysis(analysisId: string): Promise<ResultEntity[]> {
    return this.dataSource.getRepository(ResultEntity).find({ where: { analysisId }, order: { lesionKey: 'ASC' } });
  }

  async ofOrder(orderId: string): Promise<ResultEntity[]> {
    return this.dataSource.getRepository(ResultEntity).find({ where: { orderId }, order: { acquiredAt: 'ASC', createdAt: 'ASC' } });
  }

  async featureSet(id: string): Promise<FeatureSetEntity | null> {
    return this.dataSource.getRepository(FeatureSetEntity).findOneBy({ id });
  }

  /** Feature sets in the order of the ids. Calls at one time share one query. */
  async featureSets(ids: readonly string[]): Promise<FeatureSetEntity[]> {
    return (await Promise.all(ids.map((id) => this.featureSetById(id)))).flatMap((set) => set ?? []);
  }

  private readonly featureSetById = inBatches(async (ids: readonly string[]): Promise<readonly (FeatureSetEntity | undefined)[]> => {
    const found = new Map((await this.dataSource.getRepository(FeatureSetEntity).findBy({ id: In([...ids]) })).map((set) => [set.id, set]));
    return ids.map((id) => found.get(id));
  });

  /** What was measured of the patient, but for orders entered in error. */
  async featureSetsOfPatient(patientId: string): Promise<FeatureSetEntity[]> {
    const { ids } = await this.patients.sameAs(patientId);
    return this.dataSource.getRepository(FeatureSetEntity).find({ where: { patientId: In([...ids]), analysisId: notWithdrawn(ids) }, order: { acquiredAt: 'ASC', createdAt: 'ASC' } });
  }

  /** The same, without what a course over time does not need. Calls at one time share one query. */
  readonly headsOfPatient = inBatches((patientIds: readonly string[]) => this.ofPeople<FeatureSetHead>(patientIds, ofPeople(headColumns, 'feature_set')));

  /** A feature of a set by its IBSI tag; undefined where it is absent. Calls at one time share one query, and none is asked for the main tags. */
  async featureOfHead({ id, mainFeatures }: Pick<FeatureSetHead, 'id' | 'mainFeatures'>, tag: string): Promise<Feature | undefined> {
    return mainTags.includes(tag) ? featureOf({ features: mainFeatures }, tag) : this.featureByTag({ id, tag });
  }

  private readonly featureByTag = inBatches(async (asked: readonly { readonly id: string; readonly tag: string }[]): Promise<readonly (Feature | undefined)[]> => {
    const rows = await this.dataSource.query<{ position: number; feature: Feature | null }[]>(
      `SELECT asked.position::int AS position, jsonb_path_query_first(s.content, '$.features[*] ? (@.tag == $tag)', jsonb_build_object('tag', asked.tag)) AS feature
       FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS asked(id, tag, position) JOIN feature_set s ON s.id = asked.id`, [asked.map((one) => one.id), asked.map((one) => one.tag)],
    );
    const byPosition = new Map(rows.map(({ position, feature }) => [position, feature]));
    return asked.map((_one, k) => byPosition.get(k + 1) ?? undefined);
  });

  async featureSetsOfAnalysis(analysisId: string): Promise<FeatureSetEntity[]> {
    return this.dataSource.getRepository(FeatureSetEntity).find({ where: { analysisId }, order: { acquiredAt: 'ASC' } });
  }

  /** A result that a version of a model or of the software made; none where there is none. */
  async byVersion({ kind, name, version }: { readonly kind: 'model' | 'engine'; readonly name: string; readonly version: string }): Promise<ResultEntity[]> {
    if (kind === 'model') return this.dataSource.getRepository(ResultEntity).find({ where: { modelName: name, modelVersion: version }, take: 1 });
    return this.dataSource.getRepository(ResultEntity).createQueryBuilder('result').where("result.content->'engine' = :engine::jsonb", { engine: JSON.stringify({ name, version }) }).take(1).getMany();
  }

  /** Results of a model, newest first, in pages of `first`; `after` is the id of the last one seen. */
  async ofModel({ name, version, first, after }: { readonly name: string; readonly version: string | undefined; readonly first: number; readonly after: string | undefined }): Promise<ResultEntity[]> {
    const query = this.dataSource.getRepository(ResultEntity).createQueryBuilder('result').where('result.modelName = :name', { name });
    if (version !== undefined) query.andWhere('result.modelVersion = :version', { version });
    // Compared in the database, where the instant has its microseconds.
    if (after !== undefined) query.andWhere('(result.createdAt, result.id) < (SELECT seen.created_at, seen.id FROM result seen WHERE seen.id = :after)', { after });
    return query.orderBy('result.createdAt', 'DESC').addOrderBy('result.id', 'DESC').take(first).getMany();
  }

  /** The rows of a query for each of those asked for, in the order of the query. */
  private async ofPeople<T>(asked: readonly string[], sql: string): Promise<readonly T[][]> {
    const rows = await this.dataSource.query<(T & { asked: string })[]>(sql, [[...new Set(asked)]]);
    const found = Map.groupBy(rows, (row) => row.asked);
    return asked.map((id) => found.get(id) ?? []);
  }
}
