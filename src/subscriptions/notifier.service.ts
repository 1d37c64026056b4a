import { readFileSync } from 'node:fs';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { JobQueueService } from '../jobs/job-queue.service.js';
import type { JobOutcome, Jobs } from '../jobs/jobs.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { publicAddress } from '../security/cookies.js';
import { exchange } from '../studies/open-get.client.js';
import type { NotificationType } from './backport.js';
import { SubscriptionEventEntity } from './subscription-event.entity.js';
import { contentOf } from './subscription-resource.js';
import { SubscriptionEntity } from './subscription.entity.js';
import { signatureHeader, signatureOf, signingSecret, unseal } from './signature.js';
import { notificationBundle } from './topic.js';

type SubscriberSettings = NonNullable<Settings['subscribers']>;

/** Nothing in a subscriber's answer is of use. */
const largestAnswerBytes = 100_000;

/** What came of a delivery: a status, or why there was none. */
type Delivery = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** Delivers notifications, signed, at least once. A subscription whose deliveries fail too often is in error until its owner asks again. */
@Injectable()
export class Notifier implements OnModuleInit {
  private readonly ca: string | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    private readonly queue: JobQueueService,
    private readonly audit: AuditService,
  ) {
    const file = settings.subscribers?.caFile;
    this.ca = file === undefined ? undefined : readFileSync(file, 'utf8');
  }

  onModuleInit(): void {
    this.queue.register('notify', (job) => this.notify(job));
  }

  private async notify({ subscriptionId, number }: Jobs['notify']): Promise<JobOutcome> {
    const { subscribers } = this.settings;
    const rows = this.dataSource.getRepository(SubscriptionEntity);
    const row = await rows.findOneBy({ id: subscriptionId });
    const isGreeting = number === 0;
    // Once greeted, it knows from the count what it has missed meanwhile.
    if (!subscribers || row?.status !== (isGreeting ? 'requested' : 'active')) return 'skipped';
    const event = typeof number === 'number' && number > 0 ? await this.dataSource.getRepository(SubscriptionEventEntity).findOneBy({ subscriptionId, number }) : null;
    const type: NotificationType = isGreeting ? 'handshake' : event ? 'event-notification' : 'heartbeat';
    const delivery = await this.deliver(subscribers, row, type, event === null ? [] : [event]);
    if (delivery.ok) {
      await rows.update({ id: subscriptionId, revision: row.revision }, { failures: 0, sentAt: new Date(), problem: null, ...(isGreeting ? { status: 'active' } : {}) });
      await this.tell(row, { type, number: event?.number ?? 0 }, 'success');
      return 'success';
    }
    return this.fail(row, type, delivery.why, subscribers);
  }

  private async deliver(subscribers: SubscriberSettings, row: SubscriptionEntity, type: NotificationType, events: readonly SubscriptionEventEntity[]): Promise<Delivery> {
    const { endpoint } = contentOf(row);
    const { host = '' } = URL.parse(endpoint) ?? {};
    if (!subscribers.hosts.includes(host)) return { ok: false, why: 'its host is no longer on the list of the settings' };
    const now = new Date();
    const body = JSON.stringify(notificationBundle({ subscription: row, type, events, now, base: `${publicAddress(this.settings.http)}/fhir` }));
    const signature = signatureOf(signingSecret(subscribers.signingKey, row.id), Math.floor(now.getTime() / 1000), body);
    const own = row.headers === null ? [] : unseal(subscribers.signingKey, row.headers).split('\n').map((line) => { const colon = line.indexOf(': '); return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)] as const; });
    try {
      const { status } = await exchange(endpoint, {
        method: 'POST', headers: { ...Object.fromEntries(own), 'content-type': 'application/fhir+json', [signatureHeader]: signature }, body,
        silenceMs: subscribers.timeoutMs, signal: AbortSignal.timeout(subscribers.timeoutMs), ...(this.ca === undefined ? {} : { ca: this.ca }),
      }, largestAnswerBytes);
      return status >= 200 && status < 300 ? { ok: true } : { ok: false, why: `it answered ${status}` };
    } catch (error) {
      return { ok: false, why: `it did not answer (${error instanceof Error && 'code' in error ? String(error.code) : 'no connection'})` };
    }
  }

  private async fail(row: SubscriptionEntity, type: NotificationType, why: string, { attempts }: SubscriberSettings): Promise<JobOutcome> {
    const rows = this.dataSource.getRepository(SubscriptionEntity);
    await rows.increment({ id: row.id, revision: row.revision }, 'failures', 1);
    const now = await rows.findOneBy({ id: row.id });
    await this.tell(row, { type, why }, 'failure');
    if (now === null || now.failures < attempts) throw new Error(`subscription ${row.id} could not be told: ${why}`);
    await rows.update({ id: row.id, revision: row.revision }, { status: 'error', problem: `The last ${attempts} deliveries failed: ${why}.` });
    await this.tell(row, { type, status: 'error' }, 'failure');
    return 'skipped';
  }

  private tell({ id }: SubscriptionEntity, detail: Readonly<Record<string, string | number>>, outcome: 'success' | 'failure'): Promise<void> {
    return this.audit.record({ action: 'subscription.notify', actor: 'worker', outcome, entity: `Subscription/${id}`, detail });
  }
}
