import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { JobQueueService } from '../jobs/job-queue.service.js';
import type { JobOutcome } from '../jobs/jobs.js';
import { OrdersService } from '../orders/orders.service.js';
import { orderNumbers } from '../orders/service-request.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import { createPool, type WorkerPool } from '../platform/worker-pool.js';
import type { StoredFeatureSet } from '../results/feature-set.js';
import { ResultsService } from '../results/results.service.js';
import { fetchAll, type FetchPlace } from '../studies/fetch-all.js';
import type { PacsClient } from '../studies/pacs.client.js';
import { SitePacs } from '../studies/site-pacs.service.js';
import { inWorkFolder } from '../studies/work-folder.js';
import type { DicomObject } from './dicom-object.js';
import type { WriteTask } from './write-objects.worker.js';

/**
 * Puts Segmentation, structured report and key image of a result into the PACS that its study came from. The objects follow from the result and its
 * order alone, with their UIDs, so that a job that is tried again stores nothing twice.
 */
@Injectable()
export class ResultObjects implements OnModuleInit, OnApplicationShutdown {
  private pool: WorkerPool | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly site: SitePacs,
    private readonly queue: JobQueueService,
    private readonly results: ResultsService,
    private readonly orders: OrdersService,
    private readonly audit: AuditService,
  ) {}

  onModuleInit(): void {
    this.queue.register('store-objects', ({ resultId }) => this.store(resultId));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.close();
  }

  private async store(resultId: string): Promise<JobOutcome> {
    const result = await this.results.find(resultId);
    const [set] = result === null ? [] : await this.results.featureSets(result.content.featureSetIds);
    const { cache } = this.site;
    const pacs = this.site.at(result?.content.pacs ?? '') ?? this.site.pacs;
    if (result === null || set === undefined || pacs === undefined) return 'skipped';
    return inWorkFolder(this.settings.dataDir, `objects-${resultId}`, async (folder): Promise<JobOutcome> => {
      const files = await fetchMeasured(pacs, set.content, { folder, cache });
      const order = await this.orders.find(result.orderId);
      const { outcome, model, inputs, engine } = result.content;
      const task = { origin: { resultId, madeAt: result.createdAt, engine }, patientId: result.patientId, lesionKey: result.lesionKey, featureSet: set.content, result: { outcome, model, inputs }, order: order === null ? null : orderNumbers(order) };
      const objects = files.ok ? await this.write({ ...task, files: files.value }) : files;
      const stored = objects.ok ? await pacs.store(result.studyInstanceUid, objects.value) : objects;
      const failed = stored.ok ? stored.value.failed.map(({ code, text }) => `${code} ${text}`.trim()) : [stored.problem.code];
      await this.audit.record({
        action: 'objects.stored', actor: 'worker', outcome: failed.length === 0 ? 'success' : 'failure', subject: result.patientId, entity: `RiskAssessment/${resultId}`,
        detail: { stored: stored.ok ? stored.value.stored.length : 0, failed: failed.join('; ') },
      });
      // The queue tries again what a PACS may take another time; what it refuses as such stays refused.
      if (failed.some((code) => /^(A7|PACS_(UNAVAILABLE|INCOMPLETE))/.test(code))) throw new Error(`the objects of result ${resultId} were not all stored: ${failed.join('; ')}`);
      return 'success';
    });
  }

  private async write(task: WriteTask): Promise<Outcome<readonly DicomObject[]>> {
    this.pool ??= createPool('src/dicom-sr/write-objects.worker.ts', 1);
    // Only write-objects.worker.ts answers, and this is what it answers.
    return await this.pool.run(task) as Outcome<readonly DicomObject[]>;
  }
}

/** The series and the region that were measured, from the cache where they are kept. */
async function fetchMeasured(pacs: PacsClient, { series, region }: StoredFeatureSet, place: FetchPlace): Promise<Outcome<readonly string[]>> {
  const listed = await pacs.listSeries(series.studyInstanceUid);
  if (!listed.ok) return listed;
  const wanted = listed.value.filter(({ seriesInstanceUid }) => seriesInstanceUid === series.seriesInstanceUid || seriesInstanceUid === region.seriesInstanceUid);
  if (wanted.length === 0) return refused('STUDY_NOT_FOUND', 'The PACS no longer has the series that was measured.');
  const fetched = await fetchAll(pacs, series.studyInstanceUid, wanted, place);
  return fetched.ok ? done(fetched.value.map(({ path }) => path)) : fetched;
}
