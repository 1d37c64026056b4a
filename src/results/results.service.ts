import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, type EntityManager, type FindOptionsWhere, In, LessThan } from 'typeorm';
import { DATA_SOURCE } from '../persistence/tokens.js';
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

/** Keeps feature sets and results, each once; nothing here changes or removes one. */
@Injectable()
export class ResultsService {
  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource) {}

  /** Stores what an analysis found within the caller's transaction. */
  async storeWithin(manager: EntityManager, featureSets: readonly NewFeatureSet[], results: readonly NewResult[]): Promise<void> {
    const createdAt = new Date();
    if (featureSets.length > 0) await manager.insert(FeatureSetEntity, featureSets.map((set) => ({ ...set, createdAt })));
    if (results.length > 0) await manager.insert(ResultEntity, results.map((result) => ({ ...result, createdAt })));
  }

  async find(id: string): Promise<ResultEntity | null> {
    return this.dataSource.getRepository(ResultEntity).findOneBy({ id });
  }

  async ofPatient(patientId: string): Promise<ResultEntity[]> {
    return this.dataSource.getRepository(ResultEntity).find({ where: { patientId }, order: { acquiredAt: 'ASC', createdAt: 'ASC' } });
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

  async featureSetsOfPatient(patientId: string): Promise<FeatureSetEntity[]> {
    return this.dataSource.getRepository(FeatureSetEntity).find({ where: { patientId }, order: { acquiredAt: 'ASC', createdAt: 'ASC' } });
  }

  /**
   * One feature of a lesion over its studies, in the order of acquisition: of each study the newest measurement on
   * series of the modality; studies without a value are left out. Only the values travel, not the feature sets.
   */
  async courseOf({ patientId, lesionKey, modality, tag }: { readonly patientId: string; readonly lesionKey: string; readonly modality: string; readonly tag: string }): Promise<readonly CoursePoint[]> {
    return this.dataSource.query<CoursePoint[]>(
      `SELECT study_instance_uid AS "studyInstanceUid", acquired_at AS "acquiredAt", value FROM (
         SELECT DISTINCT ON (study_instance_uid) study_instance_uid, acquired_at,
           (jsonb_path_query_first(content, '$.features[*] ? (@.tag == $tag).value', jsonb_build_object('tag', $4::text)))::float8 AS value
         FROM feature_set WHERE patient_id = $1 AND lesion_key = $2 AND modality = $3
         ORDER BY study_instance_uid, acquired_at DESC, created_at DESC) AS newest
       WHERE value IS NOT NULL ORDER BY acquired_at`,
      [patientId, lesionKey, modality, tag],
    );
  }

  async featureSetsOfAnalysis(analysisId: string): Promise<FeatureSetEntity[]> {
    return this.dataSource.getRepository(FeatureSetEntity).find({ where: { analysisId }, order: { acquiredAt: 'ASC' } });
  }

  /** Results of a model, newest first, in pages of `first`; `before` is the createdAt of the last one seen. */
  async ofModel(name: string, version: string | undefined, first: number, before: Date | undefined): Promise<ResultEntity[]> {
    const where: FindOptionsWhere<ResultEntity> = { modelName: name };
    if (version !== undefined) where.modelVersion = version;
    if (before) where.createdAt = LessThan(before);
    return this.dataSource.getRepository(ResultEntity).find({ where, order: { createdAt: 'DESC' }, take: first });
  }
}
