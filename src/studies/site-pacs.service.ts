import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { addressOf } from '../config/address.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { PacsClient } from './pacs.client.js';
import { createSeriesCache, type SeriesCache } from './series-cache.js';
import type { CacheSettings } from './kept-entries.js';

/** The DICOMweb servers of the settings and what was fetched from them before: one of each in a process, so that their limits hold for all who fetch. */
@Injectable()
export class SitePacs {
  /** Where a study is unless the EHR says otherwise; undefined where the settings name none. */
  readonly pacs: PacsClient | undefined;
  /** That one, then the others. */
  readonly all: readonly PacsClient[];
  /** Undefined where nothing is to be kept. */
  readonly cache: SeriesCache | undefined;
  readonly cacheSettings: CacheSettings | undefined;

  constructor(@Inject(SETTINGS) { pacs, dataDir, cache: { limitBytes, key } }: Settings) {
    this.all = pacs === undefined ? [] : [pacs, ...Object.values(pacs.others)].map((server) => new PacsClient(server));
    [this.pacs] = this.all;
    this.cacheSettings = limitBytes === 0 ? undefined : { folder: join(dataDir, 'series'), limitBytes, key };
    this.cache = this.cacheSettings === undefined ? undefined : createSeriesCache(this.cacheSettings);
  }

  /** The server with this address, if the settings name it; no other is ever asked, whoever names it. */
  at(address: string): PacsClient | undefined {
    const said = URL.parse(address);
    // A name and a password, a query or a fragment make it another place than the one that was set.
    if (said === null || said.username !== '' || said.password !== '' || said.search !== '' || said.hash !== '') return undefined;
    return this.all.find((server) => server.address === addressOf(address));
  }
}
