import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { EhrTokens } from '../smart/ehr-tokens.service.js';
import { EhrServer } from './ehr-server.client.js';
import { EhrClient } from './ehr.client.js';

/** The EHR of the settings: one in a process, so that all who ask it share its token. */
@Injectable()
export class SiteEhr {
  /** What an analysis reads; undefined where the settings name no EHR. */
  readonly ehr: EhrClient | undefined;
  /** Plain FHIR REST. */
  readonly server: EhrServer | undefined;

  constructor(@Inject(SETTINGS) { ehr }: Settings, tokens: EhrTokens) {
    this.ehr = ehr === undefined ? undefined : new EhrClient(ehr, tokens);
    this.server = ehr === undefined ? undefined : new EhrServer(ehr, tokens);
  }
}
