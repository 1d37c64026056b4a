import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import type { Logger } from '../platform/logger.js';
import { LOGGER } from '../platform/tokens.js';
import { publicAddress } from '../security/cookies.js';
import { notificationHeader, notificationSecrets } from '../security/notification-secret.js';
import type { EhrAnswer, EhrRequest } from '../studies/ehr-server.client.js';
import { SiteEhr } from '../studies/site-ehr.service.js';
import { type EhrSubscriptionEntity } from './ehr-subscription.entity.js';
import { ehrSubscription } from './ehr-resource.js';
import { EhrRows } from './ehr-rows.service.js';
import { firstResource, foundSubscription, overdue, statusOf, subscriptionIdOf } from './ehr-state.js';
import { readStatus } from './notification.js';

type SubscriptionSettings = NonNullable<NonNullable<Settings['ehr']>['subscriptions']>;

/** An EHR that does not answer is asked again after so long. */
const pauseSeconds = 30;

/**
 * Subscribes to the EHR and sees to it that the subscriptions stand: by topic, else by search, else by asking again and
 * again. Of several processes one looks after each. Nothing waits for it: the service starts and stops without the EHR.
 */
@Injectable()
export class EhrWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private isEnding = false;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly site: SiteEhr,
    private readonly rows: EhrRows,
    private readonly audit: AuditService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const subscriptions = this.settings.ehr?.subscriptions;
    if (subscriptions === undefined) return;
    await this.rows.settle(subscriptions.topics.map(({ canonical }) => canonical), subscriptions.criteria);
    this.lookSoon(subscriptions, 0);
  }

  async onApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private lookSoon(subscriptions: SubscriptionSettings, afterMs: number): void {
    if (this.isEnding) return;
    this.timer = setTimeout(() => {
      this.looking = this.lookOnce(subscriptions)
        .catch((error: unknown) => { this.logger.error({ reason: String(error) }, 'the subscriptions at the EHR could not be looked after'); })
        .then(() => { this.lookSoon(subscriptions, 1000 * Math.max(0.3, Math.min(5, subscriptions.pollSeconds / 2, subscriptions.heartbeatSeconds / 2))); });
    }, afterMs);
    this.timer.unref();
  }

  private async lookOnce(subscriptions: SubscriptionSettings): Promise<void> {
    for (const row of await this.rows.claimDue()) {
      const before = row.state;
      const seconds = await this.lookAfter(row, subscriptions);
      const now = await this.rows.find(row.key);
      if (now === null) continue;
      await this.rows.change(row.key, { lookAt: seconds === undefined ? null : new Date(Date.now() + 1000 * seconds) });
      if (now.state !== before) await this.audit.record({ action: 'ehr.subscription', actor: 'sarcolens', outcome: now.state === 'refused' ? 'refused' : 'success', detail: { subscription: row.key, from: before, to: now.state } });
    }
  }

  /** Does what a row needs; gives after how many seconds to look again, undefined where nothing is to be looked after. */
  private async lookAfter(row: EhrSubscriptionEntity, subscriptions: SubscriptionSettings): Promise<number | undefined> {
    const isWanted = subscriptions.criteria.includes(row.key) || subscriptions.topics.some(({ canonical }) => canonical === row.key);
    if (!isWanted) return this.end(row);
    switch (row.state) {
      case 'standby': case 'refused': return undefined;
      case 'wanted': return this.establish(row, subscriptions);
      case 'polling': await this.rows.enqueueAll([{ name: 'ask-ehr', data: { key: row.key } }]); return subscriptions.pollSeconds;
      case 'requested': case 'active': return row.kind === 'topic' ? this.checkTopic(row, subscriptions) : this.checkSearch(row, subscriptions);
    }
  }

  /** Finds the subscription at the EHR, or makes it. */
  private async establish(row: EhrSubscriptionEntity, subscriptions: SubscriptionSettings): Promise<number | undefined> {
    const resource = this.resourceOf(row, subscriptions, 'requested');
    const found = row.ehrId ?? foundSubscription((await this.send({ path: `Subscription?${new URLSearchParams({ url: resource.channel.endpoint }).toString()}` }))?.body, row.key);
    const sent: EhrRequest = found === undefined ? { method: 'POST', path: 'Subscription', body: resource } : { method: 'PUT', path: `Subscription/${found}`, body: { ...resource, id: found } };
    // Its handshake may come before its answer: by then the row must be one that is waited for.
    await this.rows.change(row.key, { state: 'requested', heardAt: new Date(), ehrId: found ?? null });
    const answer = await this.send(sent);
    if (answer === undefined) { await this.rows.change(row.key, { state: 'wanted' }); return pauseSeconds; }
    if (answer.status >= 400) return found === undefined ? this.giveWay(row, answer.status, subscriptions) : this.beginAnew(row);
    const ehrId = subscriptionIdOf(answer) ?? found ?? null;
    await this.rows.change(row.key, { ehrId, problem: null });
    await this.rows.advance({ key: row.key }, ({ state }) => ({
      changes: row.kind === 'criteria' && statusOf(answer) === 'active' ? { state: 'active' } : { state },
      jobs: row.kind === 'criteria' ? [{ name: 'ask-ehr', data: { key: row.key } }] : [],
    }));
    return row.kind === 'topic' ? subscriptions.heartbeatSeconds : Math.min(5, subscriptions.pollSeconds);
  }

  /** The EHR takes no such subscription: the next best way. */
  private async giveWay(row: EhrSubscriptionEntity, status: number, { pollSeconds }: SubscriptionSettings): Promise<number | undefined> {
    const problem = `The EHR answered ${status} to the subscription.`;
    this.logger.warn({ subscription: row.key, status }, row.kind === 'topic' ? 'the EHR takes no subscription to the topic; searches are used' : 'the EHR takes no subscription to the search; it is asked again and again');
    await this.rows.change(row.key, { state: row.kind === 'topic' ? 'refused' : 'polling', ehrId: null, problem });
    if (row.kind === 'topic') { await this.rows.wakeCriteria(); return undefined; }
    await this.rows.enqueueAll([{ name: 'ask-ehr', data: { key: row.key } }]);
    return pollSeconds;
  }

  private async beginAnew(row: EhrSubscriptionEntity): Promise<number> {
    await this.rows.change(row.key, { state: 'wanted', ehrId: null, lastEvent: 0 });
    return 0;
  }

  /** A topic is heard by heartbeats; where they stay away, the EHR is asked, and the subscription turned off and on. */
  private async checkTopic(row: EhrSubscriptionEntity, subscriptions: SubscriptionSettings): Promise<number> {
    const { heartbeatSeconds } = subscriptions;
    if (!overdue(row.heardAt, heartbeatSeconds, new Date())) return heartbeatSeconds;
    const answer = await this.send({ path: `Subscription/${row.ehrId ?? ''}/$status` });
    if (answer === undefined) return pauseSeconds;
    if (answer.status === 410 || (answer.status === 404 && (await this.send({ path: `Subscription/${row.ehrId ?? ''}` }))?.status === 404)) return this.beginAnew(row);
    const status = statusOf(answer);
    const parsed = readStatus(status === undefined ? undefined : firstResource(answer.body));
    const eventsSince = parsed.ok ? parsed.value.eventsSince ?? row.lastEvent : row.lastEvent;
    await this.rows.advance({ key: row.key }, ({ lastEvent }) => ({
      changes: { state: 'requested', heardAt: new Date(), lastEvent: Math.max(lastEvent, eventsSince), problem: `Nothing was heard for ${2 * heartbeatSeconds} s; the EHR says ${status ?? 'nothing'}.` },
      jobs: eventsSince > lastEvent ? [{ name: 'catch-up', data: { key: row.key, from: lastEvent + 1, to: eventsSince } }] : [],
    }));
    // An error is for the client to reset; a subscription that is active and silent begins again from off.
    if (status !== 'error') await this.put(row, subscriptions, 'off');
    await this.put(row, subscriptions, 'requested');
    return heartbeatSeconds;
  }

  /** A search has no heartbeat: the EHR is asked how it stands, and what may have been missed. */
  private async checkSearch(row: EhrSubscriptionEntity, subscriptions: SubscriptionSettings): Promise<number> {
    const answer = await this.send({ path: `Subscription/${row.ehrId ?? ''}` });
    if (answer === undefined) return pauseSeconds;
    if (answer.status === 404 || answer.status === 410) return this.beginAnew(row);
    const status = statusOf(answer);
    if (status === 'error' || status === 'off') await this.put(row, subscriptions, 'requested');
    await this.rows.advance({ key: row.key }, () => ({ changes: { state: status === 'active' ? 'active' : 'requested' }, jobs: [{ name: 'ask-ehr', data: { key: row.key } }] }));
    return status === 'active' ? subscriptions.heartbeatSeconds : Math.min(5, subscriptions.pollSeconds);
  }

  /** No setting asks for it any more. */
  private async end(row: EhrSubscriptionEntity): Promise<undefined> {
    if (row.ehrId !== null && (await this.send({ method: 'DELETE', path: `Subscription/${row.ehrId}` })) === undefined) return undefined;
    await this.rows.remove(row.key);
    return undefined;
  }

  private put(row: EhrSubscriptionEntity, subscriptions: SubscriptionSettings, status: 'requested' | 'off'): Promise<EhrAnswer | undefined> {
    return this.send({ method: 'PUT', path: `Subscription/${row.ehrId ?? ''}`, body: { ...this.resourceOf(row, subscriptions, status), id: row.ehrId } });
  }

  private resourceOf({ key, kind }: EhrSubscriptionEntity, { secret, topics, heartbeatSeconds }: SubscriptionSettings, status: 'requested' | 'off') {
    const { path, header } = notificationSecrets(secret);
    return ehrSubscription({
      key, kind, heartbeatSeconds, filters: topics.find(({ canonical }) => canonical === key)?.filters ?? [],
      endpoint: `${publicAddress(this.settings.http)}/fhir/$notify/${path}`, header: `${notificationHeader}: ${header}`,
    }, status);
  }

  /** Undefined where the EHR does not answer. */
  private async send(request: EhrRequest): Promise<EhrAnswer | undefined> {
    const answer = await this.site.server?.send(request);
    if (answer?.ok) return answer.value;
    if (answer !== undefined) this.logger.warn({ reason: answer.problem.text }, 'the EHR does not answer about subscriptions');
    return undefined;
  }
}
