import { randomUUID } from 'node:crypto';
import { engine } from '../platform/project.js';
import { resultHash, type StoredResult } from '../results/result.js';
import type { NewFeatureSet, NewResult } from '../results/results.service.js';
import type { ModelIdentity, ReadResource } from '../results/result.js';
import type { GivenInput } from '../scoring/score.js';
import type { LesionResult, MeasuredLesion, Walk } from './analyse-study.js';

/** What an analysis found. */
export type FinishedWalk = Extract<Walk, { kind: 'done' }>;

/** To what the rows belong. */
export interface RowContext {
  readonly analysisId: string;
  readonly order: { readonly id: string; readonly revision: number };
  readonly model: ModelIdentity;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** Rows to store for a finished walk; the feature set that the model took stands first among a result's. */
export function rowsOf(walk: FinishedWalk, context: RowContext): { readonly featureSets: readonly NewFeatureSet[]; readonly results: readonly NewResult[] } {
  const ids = new Map<MeasuredLesion, string>(walk.measured.map((one) => [one, randomUUID()]));
  const featureSets = walk.measured.map((one) => ({
    id: ids.get(one) ?? '', analysisId: context.analysisId, patientId: walk.patient.id, lesionKey: one.lesionKey, studyInstanceUid: walk.study.studyInstanceUid,
    seriesInstanceUid: one.featureSet.series.seriesInstanceUid, modality: one.featureSet.series.modality, acquiredAt: one.acquiredAt, content: one.featureSet,
  }));
  const results = walk.results.map((result) => {
    const ofLesion = walk.measured.filter((one) => one.lesionKey === result.lesionKey);
    const sets = result.taken ? [result.taken, ...ofLesion.filter((one) => one !== result.taken)] : ofLesion;
    const content = contentOf(walk, result, sets.map((one) => ids.get(one) ?? ''), context);
    return {
      id: randomUUID(), analysisId: context.analysisId, orderId: context.order.id, patientId: walk.patient.id, lesionKey: result.lesionKey,
      studyInstanceUid: walk.study.studyInstanceUid, acquiredAt: result.acquiredAt, modelName: context.model.name, modelVersion: context.model.version,
      kind: result.outcome.kind, probability: result.outcome.kind === 'score' ? result.outcome.probability : null, content, contentHash: resultHash(content),
    };
  });
  return { featureSets, results };
}

function contentOf({ patient, clinical, study, warnings }: FinishedWalk, { outcome, inputs, warnings: ofLesion }: LesionResult, featureSetIds: readonly string[], context: RowContext): StoredResult {
  const { imagingStudy } = study;
  return {
    outcome, inputs, model: context.model, engine: { name: engine.name, version: engine.version }, order: context.order, subject: patient.subject, pacs: study.pacs,
    resources: [
      { reference: `Patient/${patient.id}`, versionId: patient.versionId },
      ...(imagingStudy ? [{ reference: `ImagingStudy/${imagingStudy.id}`, versionId: imagingStudy.versionId }] : []),
      ...takenFrom(inputs).filter(({ reference }) => reference !== `Patient/${patient.id}`),
    ],
    clinical,
    featureSetIds, warnings: [...ofLesion, ...warnings], startedAt: context.startedAt.toISOString(), finishedAt: context.finishedAt.toISOString(),
  };
}

/** Resources of the EHR that clinical variables among the inputs were read from, once each. */
const takenFrom = (inputs: readonly GivenInput[]): readonly ReadResource[] => [...new Map(inputs.flatMap(({ source }): [string, ReadResource][] =>
  (source.kind === 'clinical' && source.entered === undefined ? [[source.resource, { reference: source.resource, versionId: source.versionId }]] : []))).values()];
