import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, type EntityManager, LessThan } from 'typeorm';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { WriteBackEntity } from './write-back.entity.js';

/** What came of one try. */
export type WriteBackOutcome = Pick<WriteBackEntity, 'state' | 'status' | 'refusal' | 'locations'>;

/** Keeps what came of writing results to the EHR, a row for each analysis. */
@Injectable()
export class WriteBacks {
  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource) {}

  /** Counts a try; says whether there is still something to write. */
  async begin(analysisId: string, patientId: string): Promise<'to be written' | 'written'> {
    const rows = this.dataSource.getRepository(WriteBackEntity);
    await rows.createQueryBuilder().insert().values({ analysisId, patientId, state: 'waiting', attempts: 0, status: null, refusal: null, locations: {}, changedAt: new Date() }).orIgnore().execute();
    if ((await rows.findOneByOrFail({ analysisId })).state === 'written') return 'written';
    await rows.increment({ analysisId }, 'attempts', 1);
    return 'to be written';
  }

  /** What the EHR holds of an analysis; undefined where nothing was written, or it was taken back. */
  async written(analysisId: string): Promise<WriteBackEntity | undefined> {
    return (await this.dataSource.getRepository(WriteBackEntity).findOneBy({ analysisId, state: 'written' })) ?? undefined;
  }

  /** Stores what came of it, within the caller's transaction. */
  async endWithin(manager: EntityManager, analysisId: string, came: WriteBackOutcome): Promise<void> {
    await manager.update(WriteBackEntity, { analysisId }, { ...came, changedAt: new Date() });
  }

  /** The newest first, those that changed before an instant. */
  async newest(first: number, before?: Date): Promise<WriteBackEntity[]> {
    return this.dataSource.getRepository(WriteBackEntity).find({ where: before === undefined ? {} : { changedAt: LessThan(before) }, order: { changedAt: 'DESC', analysisId: 'ASC' }, take: first });
  }
}
