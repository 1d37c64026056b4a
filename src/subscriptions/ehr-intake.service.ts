import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { StudyArrivals } from '../analysis/study-arrivals.service.js';
import { AuditService } from '../audit/audit.service.js';
import { JobQueueService } from '../jobs/job-queue.service.js';
import type { JobOutcome } from '../jobs/jobs.js';
import { OrdersService } from '../orders/orders.service.js';
import { readOrder } from '../orders/service-request.js';
import type { Logger } from '../platform/logger.js';
import { LOGGER } from '../platform/tokens.js';
import type { EhrAnswer } from '../studies/ehr-server.client.js';
import { readImagingStudy } from '../studies/imaging-study.js';
import { SiteEhr } from '../studies/site-ehr.service.js';
import { EhrRows, type EhrJob } from './ehr-rows.service.js';
import type { Gap } from './hear.js';
import { readNotification } from './notification.js';

const page = z.looseObject({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.looseObject({ resource: z.unknown().optional() })).optional(),
  link: z.array(z.looseObject({ relation: z.string(), url: z.string() })).optional(),
});
const updated = z.looseObject({ resourceType: z.string(), meta: z.looseObject({ lastUpdated: z.iso.datetime({ offset: true }) }).optional() });

/** A write that began before the last look may have become visible after it. */
const overlapMs = 120_000;
const mostPages = 50;

const actor = 'ehr-subscription';
const receivedBy = 'subscription';

/** Takes in what the EHR tells of, as the doors do: an order as an order, a study as one that an analysis may wait for. */
@Injectable()
export class EhrIntake implements OnModuleInit {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly queue: JobQueueService,
    private readonly site: SiteEhr,
    private readonly rows: EhrRows,
    private readonly orders: OrdersService,
    private readonly arrivals: StudyArrivals,
    private readonly audit: AuditService,
  ) {}

  onModuleInit(): void {
    this.queue.register('take-from-ehr', ({ reference }) => this.takeReference(reference));
    this.queue.register('ask-ehr', ({ key }) => this.ask(key));
    this.queue.register('catch-up', ({ key, ...gap }) => this.catchUp(key, gap));
  }

  /** What a reference names, as it is now; gone is as good as never told of. */
  private async takeReference(reference: string): Promise<JobOutcome> {
    const answer = await this.get(reference);
    if (answer.status !== 200) return this.skip(reference, answer);
    await this.take(answer.body);
    return 'success';
  }

  /** Everything that a search finds since the last look, by the EHR's own clock. */
  private async ask(key: string): Promise<JobOutcome> {
    const row = await this.rows.find(key);
    if (row?.kind !== 'criteria') return 'skipped';
    const since = new Date(row.askedUntil.getTime() - overlapMs).toISOString();
    let next: string | undefined = `${key}${key.includes('?') ? '&' : '?'}${new URLSearchParams({ _lastUpdated: `ge${since}`, _count: '100' }).toString()}`;
    let until = row.askedUntil;
    for (let pages = 0; next !== undefined && pages < mostPages; pages += 1) {
      const answer: EhrAnswer = await this.get(next);
      const parsed = page.safeParse(answer.body);
      if (answer.status !== 200 || !parsed.success) return this.skip(key, answer);
      for (const { resource } of parsed.data.entry ?? []) {
        const at = updated.safeParse(resource).data?.meta?.lastUpdated;
        if (at !== undefined && new Date(at) > until) until = new Date(at);
        await this.take(resource);
      }
      next = parsed.data.link?.find((link) => link.relation === 'next')?.url;
    }
    await this.rows.change(key, { askedUntil: until, problem: null });
    return 'success';
  }

  /** Events that were missed: from the EHR's memory of them, else by asking for everything that is new. */
  private async catchUp(key: string, { from, to }: Gap): Promise<JobOutcome> {
    const row = await this.rows.find(key);
    if (row === null) return 'skipped';
    const answer = row.ehrId === null ? undefined : await this.get(`Subscription/${row.ehrId}/$events?eventsSinceNumber=${from}&eventsUntilNumber=${to}`);
    const told = answer?.status === 200 ? readNotification(answer.body) : undefined;
    const references = told?.ok ? told.value.events.flatMap(({ number, focus }) => (number >= from && number <= to && focus !== undefined ? [focus] : [])) : [];
    const isWhole = references.length === to - from + 1;
    const jobs: readonly EhrJob[] = isWhole ? references.map((reference) => ({ name: 'take-from-ehr', data: { reference } })) : (await this.rows.criteria()).map((one) => ({ name: 'ask-ehr', data: { key: one } }));
    await this.rows.enqueueAll(jobs);
    await this.audit.record({ action: 'ehr.catch-up', actor, outcome: 'success', detail: { subscription: key, from, to, by: isWhole ? '$events' : 'search' } });
    return 'success';
  }

  private async take(resource: unknown): Promise<void> {
    const { resourceType, meta } = updated.safeParse(resource).data ?? { resourceType: '' };
    if (resourceType === 'ServiceRequest') {
      const read = readOrder(resource);
      const taken = read.ok ? await this.orders.take({ ...read.value, receivedBy, actor, ...(meta ? { saidAt: new Date(meta.lastUpdated) } : {}) }) : read;
      if (!taken.ok && taken.problem.code === 'ORDER_INVALID') await this.audit.record({ action: 'order.refuse', actor, outcome: 'refused', detail: { code: taken.problem.code } });
    }
    const study = resourceType === 'ImagingStudy' ? readImagingStudy(resource) : undefined;
    if (study?.ok) await this.arrivals.hear(study.value, { actor, receivedBy });
  }

  /** Throws where the EHR may answer another time, for the queue to try again. */
  private async get(path: string): Promise<EhrAnswer> {
    const answer = await this.site.server?.send({ path });
    if (answer === undefined) return { status: 404, headers: {}, body: undefined };
    if (answer.ok) return answer.value;
    if (answer.problem.code === 'EHR_UNAVAILABLE') throw new Error(answer.problem.text);
    return { status: 400, headers: {}, body: undefined };
  }

  private async skip(what: string, { status }: EhrAnswer): Promise<JobOutcome> {
    this.logger.warn({ asked: what.split('?', 1)[0], status }, 'the EHR did not give what it told of');
    await this.rows.change(what, { problem: `The EHR answered ${status} to a search.` });
    return 'skipped';
  }
}
