import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import type { Logger } from '../platform/logger.js';
import { LOGGER } from '../platform/tokens.js';
import { abandonedMs, sweepWorkFolders } from './work-folder.js';

/** Removes what processes left behind that were killed: at the start, and now and then, for what was left a moment ago is not yet known to be nobody's. */
@Injectable()
export class WorkFolders implements OnApplicationBootstrap, OnApplicationShutdown {
  private sweeping: NodeJS.Timeout | undefined;

  constructor(@Inject(SETTINGS) private readonly settings: Settings, @Inject(LOGGER) private readonly logger: Logger) {}

  async onApplicationBootstrap(): Promise<void> {
    this.sweeping = setInterval(() => { void this.sweep(); }, abandonedMs).unref();
    await this.sweep();
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweeping);
  }

  private async sweep(): Promise<void> {
    const swept = await sweepWorkFolders(this.settings.dataDir, new Date());
    if (swept > 0) this.logger.info({ folders: swept }, 'removed what a process had left behind');
  }
}
