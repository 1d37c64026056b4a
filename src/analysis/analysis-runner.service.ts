import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { JobQueueService } from '../jobs/job-queue.service.js';
import type { JobOutcome } from '../jobs/jobs.js';
import type { OrderEntity } from '../orders/order.entity.js';
import { OrdersService } from '../orders/orders.service.js';
import { resourceIdOf } from '../orders/service-request.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import type { Problem } from '../platform/problem.js';
import { ResultsService } from '../results/results.service.js';
import { inWorkFolder } from '../studies/work-folder.js';
import { AnalysesService } from './analyses.service.js';
import { analyseStudy, type OrderToAnalyse } from './analyse-study.js';
import type { AnalysisEntity } from './analysis.entity.js';
import { StudyTools } from './study-tools.service.js';
import { type FinishedWalk, rowsOf } from './rows.js';
import { patienceOf, pauseAfter } from './waiting.js';
import { whileWanted } from './while-wanted.js';

/** Takes analyses from the queue, walks them, and stores where the walk ended: once, whatever happens on the way. */
@Injectable()
export class AnalysisRunner implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly queue: JobQueueService,
    private readonly orders: OrdersService,
    private readonly analyses: AnalysesService,
    private readonly results: ResultsService,
    private readonly audit: AuditService,
    private readonly tools: StudyTools,
  ) {}

  onModuleInit(): void {
    this.queue.register('analyse-study', ({ analysisId }) => this.run(analysisId));
    this.queue.register('analysis-lost', ({ analysisId }) => this.giveUp(analysisId));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tools.close();
  }

  /** Works on one analysis; `skipped` where it was stopped or finished meanwhile, by whatever process: what is being done for it is then ended. */
  async run(analysisId: string): Promise<JobOutcome> {
    const startedAt = new Date();
    const analysis = await this.analyses.begin(analysisId);
    const order = analysis && await this.orders.find(analysis.orderId);
    if (!analysis || !order) return 'skipped';
    const { dataDir, wait } = this.settings;
    const walked = await whileWanted(() => this.analyses.isRunning(analysisId), (signal) => inWorkFolder(dataDir, analysisId, (folder) =>
      analyseStudy(clueOf(order), this.tools.stagesIn(folder, signal), patienceOf(analysis, startedAt, wait))));
    if (walked.kind === 'unwanted') return 'skipped';
    const walk = walked.value;
    if (walk.kind === 'done') return this.finish(analysis, order, walk, startedAt);
    const pause = walk.kind === 'wait' ? pauseAfter(walk.problem.code, analysis, new Date(), wait) : undefined;
    if (pause === undefined) return this.fail(analysis, order.patientId, walk.problem);
    await this.analyses.waitForStudy(analysisId, walk.problem, pause);
    return 'success';
  }

  private async finish(analysis: AnalysisEntity, order: OrderEntity, walk: FinishedWalk, startedAt: Date): Promise<JobOutcome> {
    const { model } = this.tools.scorer;
    const rows = rowsOf(walk, { analysisId: analysis.id, order: { id: order.id, revision: order.revision }, model: model.identity, startedAt, finishedAt: new Date() });
    return this.dataSource.transaction(async (manager) => {
      if (!(await this.analyses.endWithin(manager, analysis.id, 'done'))) return 'skipped';
      await this.results.storeWithin(manager, rows.featureSets, rows.results);
      await this.audit.recordWithin(manager, rows.results.map((result) => ({
        action: 'result.stored', actor: 'worker', outcome: 'success' as const, subject: result.patientId, entity: `RiskAssessment/${result.id}`,
        detail: { analysis: analysis.id, model: `${result.modelName} ${result.modelVersion}`, kind: result.kind, contentHash: result.contentHash },
      })));
      if (this.tools.storesResultsOn(walk.study.pacs)) for (const { id, content } of rows.results) if (content.featureSetIds.length > 0) await this.queue.enqueueWithin(manager, 'store-objects', { resultId: id });
      if (this.settings.hl7Results && rows.results.length > 0) await this.queue.enqueueWithin(manager, 'send-results', { analysisId: analysis.id });
      if (this.settings.subscribers && rows.results.length > 0) await this.queue.enqueueWithin(manager, 'announce-results', { analysisId: analysis.id });
      if (this.settings.ehr?.writeResults && rows.results.length > 0) await this.queue.enqueueWithin(manager, 'write-back', { analysisId: analysis.id });
      return 'success';
    });
  }

  private async fail(analysis: AnalysisEntity, patientId: string, problem: Problem): Promise<JobOutcome> {
    return this.dataSource.transaction(async (manager) => {
      if (!(await this.analyses.endWithin(manager, analysis.id, 'failed', problem))) return 'skipped';
      await this.audit.recordWithin(manager, [{ action: 'analysis.failed', actor: 'worker', outcome: 'failure', subject: patientId, entity: `Analysis/${analysis.id}`, detail: { code: problem.code } }]);
      return 'success';
    });
  }

  /** The last try of the job has failed as well: says so instead of leaving the analysis running for ever. */
  private async giveUp(analysisId: string): Promise<JobOutcome> {
    const analysis = await this.analyses.begin(analysisId);
    const order = analysis && await this.orders.find(analysis.orderId);
    if (!analysis || !order) return 'skipped';
    return this.fail(analysis, order.patientId, { code: 'ANALYSIS_FAILED', text: 'The analysis stopped unexpectedly at every try; the log of the worker says where. Once that is mended, revoke the order and send it again.' });
  }
}

/** What the order says of its study. */
const clueOf = ({ patientId, accessionNumber, studyInstanceUid, resource }: OrderEntity): OrderToAnalyse =>
  ({ patientId, accessionNumber, studyInstanceUid, resourceId: resourceIdOf(resource) });
