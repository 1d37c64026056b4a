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
import { ResultEntity } from './result.entity.js';

export type NewFeatureSet = Omit<FeatureSetEntity, 'createdAt'>;
export type NewResult = Omit<ResultEntity, 'createdAt'>;

/** Analyses of orders that were entered in error; what they found stays stored and is not shown. `$1` are the patient's ids. */
const withdrawn = `SELECT a.id FROM analysis a JOIN imaging_order o ON o.id = a.order_id WHERE o.patient_id = ANY($1) AND o.status = 'entered-in-error'`;

const notWithdrawn = (patientIds: readonly string[]) => Raw((analysisId) => `${analysisId} NOT IN (${withdrawn.replace('$1', ':patientIds')})`, { patientIds });

const headColumns = `id, analysis_id AS "analysisId", patient_id AS "patientId", lesion_key AS "lesionKey", study_instance_uid AS "studyInstanceUid", series_instance_uid AS "seriesInstanceUid", modality,
  acquired_at AS "acquiredAt", created_at AS "createdAt", settings_hash AS "settingsHash", intensity_unit AS "intensityUnit", roi_label AS "roiLabel", main_features AS "mainFeatures"`;

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

  /** Results in the order of the ids; one that is not there is left out. */
  async results(ids: readonly string[]): Promise<ResultEntity[]> {
    const found = new Map((ids.length === 0 ? [] : await this.dataSource.getRepository(ResultEntity).findBy({ id: In([...ids]) })).map((result) => [result.id, result]));
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /** The patient's results, also those under ids that are the same person, but not those of orders entered in error. Calls at one time share their queries. */
  readonly ofPatient = inBatches((patientIds: readonly string[]) => this.ofSamePeople(patientIds, (ids) =>
    this.dataSource.getRepository(ResultEntity).find({ where: { patientId: In([...ids]), analysisId: notWithdrawn(ids) }, order: { acquiredAt: 'ASC', createdAt: 'ASC' } })));

  /** What the newest study's result says the patient is; undefined where there is none. Calls at one time share their queries. */
  readonly subjectOf = inBatches(async (patientIds: readonly string[]): Promise<readonly (SubjectKind | undefined)[]> => {
    const newest = await this.ofSamePeople(patientIds, (ids) => this.dataSource.query<{ patientId: string; subject: SubjectKind }[]>(
      `SELECT patient_id AS "patientId", content->>'subject' AS subject FROM result WHERE patient_id = ANY($1) AND analysis_id NOT IN (${withdrawn}) ORDER BY acquired_at, created_at`, [ids],
    ));
    return newest.map((of) => of.at(-1)?.subject);
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

  /** The same, without what a course over time does not need. Calls at one time share their queries. */
  readonly headsOfPatient = inBatches((patientIds: readonly string[]) => this.ofSamePeople(patientIds, (ids) => this.dataSource.query<FeatureSetHead[]>(
    `SELECT ${headColumns} FROM feature_set WHERE patient_id = ANY($1) AND analysis_id NOT IN (${withdrawn}) ORDER BY acquired_at, created_at`, [ids],
  )));

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

  /** What `find` finds under every id of the people asked for, in its order, for each of them. */
  private async ofSamePeople<T extends { readonly patientId: string }>(asked: readonly string[], find: (ids: readonly string[]) => Promise<readonly T[]>): Promise<readonly T[][]> {
    const people = await Promise.all(asked.map((id) => this.patients.sameAs(id)));
    const survivorOf = new Map(people.flatMap(({ ids, survivorId }) => ids.map((id) => [id, survivorId] as const)));
    const found = Map.groupBy(await find([...survivorOf.keys()]), (one) => survivorOf.get(one.patientId));
    return people.map(({ survivorId }) => found.get(survivorId) ?? []);
  }
}
