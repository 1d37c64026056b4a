import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { PacsClient } from './pacs.client.js';
import { createSeriesCache, type SeriesCache } from './series-cache.js';

/** The PACS of the settings and what was fetched from it before: one of each in a process, so that their limits hold for all who fetch. */
@Injectable()
export class SitePacs {
  /** Undefined where the settings name none. */
  readonly pacs: PacsClient | undefined;
  /** Undefined where nothing is to be kept. */
  readonly cache: SeriesCache | undefined;

  constructor(@Inject(SETTINGS) { pacs, dataDir, cache: { limitBytes, key } }: Settings) {
    this.pacs = pacs === undefined ? undefined : new PacsClient(pacs);
    this.cache = limitBytes === 0 ? undefined : createSeriesCache({ folder: join(dataDir, 'series'), limitBytes, key });
  }
}
