import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { JobQueueService } from '../jobs/job-queue.service.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import type { Logger } from '../platform/logger.js';
import { LOGGER } from '../platform/tokens.js';

const pauseMs = 1000;

/** Those to whom nothing was said for their heartbeat's period; by the change of one row each is told once, whichever process sees it. */
const dueSql = `WITH due AS (UPDATE subscription SET sent_at = now() WHERE status = 'active' AND sent_at + make_interval(secs => heartbeat_seconds) <= now() RETURNING id) SELECT id FROM due`;
const endedSql = "UPDATE subscription SET status = 'off', changed_at = now(), revision = revision + 1 WHERE ends_at <= now() AND status <> 'off'";

/** Says to subscribers that want to hear it that this service is still here, and ends subscriptions whose time is over. */
@Injectable()
export class Heartbeats implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();
  private isEnding = false;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    private readonly queue: JobQueueService,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.subscribers) this.beatSoon();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    clearTimeout(this.timer);
    await this.beating;
  }

  private beatSoon(): void {
    if (this.isEnding) return;
    this.timer = setTimeout(() => {
      this.beating = this.beat()
        .catch((error: unknown) => { this.logger.error({ reason: String(error) }, 'the heartbeats of subscriptions could not be sent'); })
        .then(() => { this.beatSoon(); });
    }, pauseMs);
    this.timer.unref();
  }

  private async beat(): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query(endedSql);
      for (const { id } of await manager.query<{ id: string }[]>(dueSql)) await this.queue.enqueueWithin(manager, 'notify', { subscriptionId: id, number: 'heartbeat' });
    });
  }
}
