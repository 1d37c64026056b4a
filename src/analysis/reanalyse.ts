import { nothingRead } from '../clinical/facts.js';
import type { Settings } from '../config/index.js';
import { loadModel, shippedModels } from '../models/load-model.js';
import type { OrderEntity } from '../orders/order.entity.js';
import { canonicalJson } from '../platform/canonical-json.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import type { StoredFeatureSet } from '../results/feature-set.js';
import type { FeatureSetEntity } from '../results/feature-set.entity.js';
import { reproducible } from '../results/result.js';
import type { ResultEntity } from '../results/result.entity.js';
import { prepareScorer } from '../scoring/score-inputs.js';
import { EhrTokens } from '../smart/ehr-tokens.service.js';
import { SiteEhr } from '../studies/site-ehr.service.js';
import { SitePacs } from '../studies/site-pacs.service.js';
import { inWorkFolder } from '../studies/work-folder.js';
import { analyseStudy, type Stages } from './analyse-study.js';
import { type Difference, differences } from './differences.js';
import { rowsOf } from './rows.js';
import { StudyTools } from './study-tools.service.js';

/** What is stored of a result, to be found again. */
export interface StoredAnswer {
  readonly result: ResultEntity;
  readonly order: OrderEntity;
  readonly featureSets: readonly FeatureSetEntity[];
}

/**
 * Walks the study of a stored result again, from the PACS on, with the model version that made it, and gives every
 * difference; none means that the same bits came out.
 */
export async function reanalyse({ result, order, featureSets }: StoredAnswer, settings: Settings): Promise<Outcome<readonly Difference[]>> {
  const model = await loadModel(settings.modelsDir ?? shippedModels, result.modelName, result.modelVersion);
  if (!model.ok) return model;
  // Nothing that was kept of it: what is to be proved is the way from the PACS on.
  const afresh = { ...settings, cache: { ...settings.cache, limitBytes: 0 } };
  const tools = new StudyTools(afresh, await prepareScorer(model.value), new SitePacs(afresh), new SiteEhr(settings, await EhrTokens.of(settings)), { of: () => Promise.resolve(result.content.clinical ?? nothingRead) });
  try {
    const clue = { patientId: result.patientId, resourceId: null, accessionNumber: order.accessionNumber, studyInstanceUid: result.studyInstanceUid };
    const walk = await inWorkFolder(settings.dataDir, `again-${result.id}`, (folder) => analyseStudy(clue, onStudyOf(result, tools.stagesIn(folder, new AbortController().signal)), 'spent'));
    if (walk.kind !== 'done') return refused(walk.problem.code, walk.problem.text);
    const now = new Date();
    const rows = rowsOf(walk, { analysisId: result.analysisId, order: result.content.order, model: model.value.identity, startedAt: now, finishedAt: now });
    const again = rows.results.find((one) => one.lesionKey === result.lesionKey);
    if (!again) return refused('RESULT_NOT_FOUND', `The study no longer holds the lesion ${result.lesionKey}.`);
    const setsNow = rows.featureSets.filter((set) => set.lesionKey === result.lesionKey);
    return done(asJson({ ...reproducible(result.content), featureSets: bySeries(featureSets) }, { ...reproducible(again.content), featureSets: bySeries(setsNow) }));
  } finally {
    await tools.close();
  }
}

/** The study is the one the result names, on the PACS it came from, whatever order and EHR say now. */
function onStudyOf(result: ResultEntity, stages: Stages): Stages {
  const known = result.content.resources.find(({ reference }) => reference.startsWith('ImagingStudy/'));
  const imagingStudy = known ? { id: known.reference.slice('ImagingStudy/'.length), versionId: known.versionId } : null;
  const { studyInstanceUid, content: { pacs = '' } } = result;
  return { ...stages, findStudy: () => Promise.resolve(done({ studyInstanceUid, imagingStudy, pacs, instances: null, counts: { series: null, instances: null }, warnings: [] })) };
}

const bySeries = (sets: readonly { readonly seriesInstanceUid: string; readonly content: StoredFeatureSet }[]) =>
  Object.fromEntries(sets.map(({ seriesInstanceUid, content }) => [seriesInstanceUid, content]));

/** Compares as the database would give both back. */
const asJson = (stored: unknown, now: unknown): readonly Difference[] => differences(JSON.parse(canonicalJson(stored)), JSON.parse(canonicalJson(now)));
