import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, type EntityManager, In, Raw } from 'typeorm';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { PatientsService } from '../patients/patients.service.js';
import { inBatches } from '../platform/in-batches.js';
import { FeatureSetEntity } from './feature-set.entity.js';
import { ResultEntity } from './result.entity.js';

export type NewFeatureSet = Omit<FeatureSetEntity, 'createdAt'>;
export type NewResult = Omit<ResultEntity, 'createdAt'>;

/** A feature's value at one time point. */
export interface CoursePoint {
  readonly studyInstanceUid: string;
  readonly acquiredAt: Date;
  readonly value: number;
}

/** Analyses of orders that were entered in error; what they found stays stored and is not shown. `$1` is the patient. */
const withdrawn = `SELECT a.id FROM analysis a JOIN imaging_order o ON o.id = a.order_id WHERE o.patient_id = ANY(same_patient($1)) AND o.status = 'entered-in-error'`;

const notWithdrawn = (patientIds: readonly string[]) => Raw((analysisId) => `${analysisId} NOT IN (${withdrawn.replace('same_patient($1)', ':patientIds')})`, { patientIds });

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

  /** The patient's results, also those under ids that are the same person, but not those of orders entered in error. Calls at one time share their queries. */
  readonly ofPatient = inBatches(async (patientIds: readonly string[]): Promise<readonly ResultEntity[][]> => {
    const same = new Map(await Promise.all(patientIds.map(async (id) => [id, (await this.patients.sameAs(id)).ids] as const)));
    const asked = [...new Set([...same.values()].flat())];
    const found = await this.dataSource.getRepository(ResultEntity).find({ where: { patientId: In(asked), analysisId: notWithdrawn(asked) }, order: { acquiredAt: 'ASC', createdAt: 'ASC' } });
    return patientIds.map((patientId) => { const ids = new Set(same.get(patientId)); return found.filter((result) => ids.has(result.patientId)); });
  });

  /** True where the result's order was entered in error since. */
  async isWithdrawn({ orderId }: Pick<ResultEntity, 'orderId'>): Promise<boolean> {
    return (await this.dataSource.query<object[]>("SELECT 1 FROM imaging_order WHERE id = $1 AND status = 'entered-in-error'", [orderId])).length > 0;
  }

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

  /** Feature sets in the order of the ids. */
  async featureSets(ids: readonly string[]): Promise<FeatureSetEntity[]> {
    const found = new Map((await this.dataSource.getRepository(FeatureSetEntity).findBy({ id: In([...ids]) })).map((set) => [set.id, set]));
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /** What was measured of the patient, but for orders entered in error. */
  async featureSetsOfPatient(patientId: string): Promise<FeatureSetEntity[]> {
    const { ids } = await this.patients.sameAs(patientId);
    return this.dataSource.getRepository(FeatureSetEntity).find({ where: { patientId: In(ids), analysisId: notWithdrawn(ids) }, order: { acquiredAt: 'ASC', createdAt: 'ASC' } });
  }

  /**
   * One feature of a lesion over its studies, in the order of acquisition: of each study the newest measurement with
   * the modality, unit and settings of the feature set `like`, for no other compares; studies without a value are left
   * out. Only the values travel, not the feature sets.
   */
  async courseOf({ patientId, lesionKey, like, tag }: { readonly patientId: string; readonly lesionKey: string; readonly like: string; readonly tag: string }): Promise<readonly CoursePoint[]> {
    return this.dataSource.query<CoursePoint[]>(
      `SELECT study_instance_uid AS "studyInstanceUid", acquired_at AS "acquiredAt", value FROM (
         SELECT DISTINCT ON (one.study_instance_uid) one.study_instance_uid, one.acquired_at,
           (jsonb_path_query_first(one.content, '$.features[*] ? (@.tag == $tag).value', jsonb_build_object('tag', $4::text)))::float8 AS value
         FROM feature_set one JOIN feature_set alike ON alike.id = $3 AND alike.modality = one.modality
           AND alike.content->>'settingsHash' = one.content->>'settingsHash' AND alike.content->'series'->>'intensityUnit' = one.content->'series'->>'intensityUnit'
         WHERE one.patient_id = ANY(same_patient($1)) AND one.lesion_key = $2 AND one.analysis_id NOT IN (${withdrawn})
         ORDER BY one.study_instance_uid, one.acquired_at DESC, one.created_at DESC) AS newest
       WHERE value IS NOT NULL ORDER BY acquired_at`,
      [patientId, lesionKey, like, tag],
    );
  }

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
}
