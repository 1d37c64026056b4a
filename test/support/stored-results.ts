import { randomUUID } from 'node:crypto';
import { AnalysisEntity } from '../../src/analysis/analysis.entity.js';
import type { AnalysisState } from '../../src/analysis/analysis-state.js';
import { OrderEntity } from '../../src/orders/order.entity.js';
import type { ProblemCode } from '../../src/platform/problem.js';
import { ResultEntity } from '../../src/results/result.entity.js';
import { resultHash, type StoredResult } from '../../src/results/result.js';
import type { GivenInput, ScoreOrAbstention } from '../../src/scoring/score.js';
import type { Scorer } from '../../src/scoring/score-inputs.js';
import { SCORER } from '../../src/scoring/tokens.js';
import type { Installation } from './installation.js';

/** A study of a patient as it would be stored once it was analysed. */
export interface StoredStudy {
  readonly patientId: string;
  readonly acquiredAt: Date;
  readonly age?: number;
  readonly volumeMl?: number;
  readonly suvMax?: number;
  readonly lesionKey?: string;
  /** Instead of the model's score. */
  readonly outcome?: ScoreOrAbstention;
  readonly model?: Partial<StoredResult['model']>;
  readonly study?: string;
  readonly contentHash?: string;
}

const hour = 3_600_000;

/** Stores an order of a patient with its analysis as it stands. */
export async function storeOrder({ dataSource }: Installation, patientId: string, state: AnalysisState, more: { readonly problem?: ProblemCode; readonly resource?: object; readonly at?: Date } = {}): Promise<{ readonly orderId: string; readonly analysisId: string }> {
  const [orderId, analysisId, at] = [randomUUID(), randomUUID(), more.at ?? new Date()];
  await dataSource.getRepository(OrderEntity).insert({
    id: orderId, placerSystem: 'urn:test', placerValue: orderId, status: 'active', patientId, accessionNumber: null, studyInstanceUid: null,
    resource: { resourceType: 'ServiceRequest', status: 'active', ...more.resource }, contentHash: orderId, receivedBy: 'test', saidAt: null, revision: 1, receivedAt: at, changedAt: at,
  });
  await dataSource.getRepository(AnalysisEntity).insert({ id: analysisId, orderId, state, problemCode: more.problem ?? null, problemText: more.problem ? 'It was not there.' : null, looks: 0, createdAt: at, changedAt: at });
  return { orderId, analysisId };
}

/** The inputs of the shipped model, as an analysis gathers them. */
export function givenInputs({ patientId, acquiredAt, age = 60, volumeMl = 300, suvMax = 10 }: StoredStudy): readonly GivenInput[] {
  const feature = (tag: string, featureValue: number, featureUnit: string) => ({ kind: 'feature' as const, tag, featureValue, featureUnit, seriesInstanceUid: '1.2.3' });
  return [
    { name: 'log2_suv_max', value: Math.log2(suvMax), unit: 'log2(SUVbw)', source: feature('stat_max', suvMax, 'SUVbw') },
    { name: 'log2_volume', value: Math.log2(volumeMl), unit: 'log2(mL)', source: feature('morph_volume', 1000 * volumeMl, 'mm3') },
    { name: 'age', value: age, unit: 'a', source: { kind: 'clinical', resource: `Patient/${patientId}`, versionId: '1', imagedOn: acquiredAt.toISOString().slice(0, 10) } },
  ];
}

/** Stores the result of a study as the model of the installation scores it; gives its id. */
export async function storeResult(site: Installation, study: StoredStudy): Promise<string> {
  const scorer: Scorer = site.app.get(SCORER);
  const { patientId, acquiredAt, lesionKey = 'Lesion 1', study: studyInstanceUid = `2.25.${Math.floor(acquiredAt.getTime() / 1000)}` } = study;
  const { orderId, analysisId } = await storeOrder(site, patientId, 'done', { at: new Date(acquiredAt.getTime() + hour) });
  const inputs = givenInputs(study);
  const content: StoredResult = {
    outcome: study.outcome ?? await scorer.score(inputs), model: { ...scorer.model.identity, ...study.model }, engine: { name: 'sarcolens', version: '0.1.0' }, inputs, order: { id: orderId, revision: 1 },
    subject: 'person', resources: [], featureSetIds: [randomUUID()], warnings: [], startedAt: acquiredAt.toISOString(), finishedAt: new Date(acquiredAt.getTime() + hour).toISOString(),
  };
  const id = randomUUID();
  await site.dataSource.getRepository(ResultEntity).insert({
    id, analysisId, orderId, patientId, lesionKey, studyInstanceUid, acquiredAt, modelName: content.model.name, modelVersion: content.model.version, kind: content.outcome.kind,
    probability: content.outcome.kind === 'score' ? content.outcome.probability : null, content, contentHash: study.contentHash ?? resultHash(content), createdAt: new Date(acquiredAt.getTime() + hour),
  });
  return id;
}
