import { Inject, Injectable } from '@nestjs/common';
import { ClinicalFacts } from '../clinical/clinical-facts.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { createPool, type WorkerPool } from '../platform/worker-pool.js';
import type { Scorer } from '../scoring/score-inputs.js';
import { SCORER } from '../scoring/tokens.js';
import { SiteEhr } from '../studies/site-ehr.service.js';
import { SitePacs } from '../studies/site-pacs.service.js';
import type { Stages } from './analyse-study.js';
import { parseExtractionSettings, settingsHash } from './extraction-settings.js';
import { stagesOn, type Tools } from './study-stages.js';

/** The clients, the threads and the model that all analyses of this process share. */
@Injectable()
export class StudyTools {
  private readonly pool: WorkerPool;
  private readonly tools: Tools;

  constructor(@Inject(SETTINGS) settings: Settings, @Inject(SCORER) readonly scorer: Scorer, private readonly site: SitePacs, { ehr }: SiteEhr, @Inject(ClinicalFacts) clinical: Pick<ClinicalFacts, 'of'>) {
    const { pacs, cache, cacheSettings } = site;
    if (!ehr || !pacs) throw new Error('SETTINGS_INVALID: a worker needs ehr.fhirUrl and pacs.dicomWebUrl in the settings, or SARCOLENS_EHR_URL and SARCOLENS_PACS_URL in the environment');
    this.pool = createPool('src/analysis/study.worker.ts', settings.worker.threads);
    this.tools = { ehr, readClinical: (patientId) => clinical.of(patientId), pacs, at: (address) => site.at(address), cache, cacheSettings, pool: this.pool, scorer, settings: measurementSettings(scorer) };
  }

  /** Stages of one analysis, with a folder of its own for the fetched study. */
  stagesIn(folder: string, signal: AbortSignal): Stages {
    return stagesOn(this.tools, folder, signal);
  }

  /** Whether what was measured of a study is stored on the PACS it came from. */
  storesResultsOn(pacs: string): boolean {
    return this.site.at(pacs)?.takesResults ?? false;
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}

/** The extraction settings of the model's manifest, refused where they are not the ones it was trained with. */
function measurementSettings({ model: { manifest } }: Scorer) {
  const parsed = parseExtractionSettings(manifest.measurement.settings);
  if (!parsed.ok) throw new Error(`MODEL_INVALID: ${manifest.name} ${manifest.version}: ${parsed.problem.text}`);
  if (settingsHash(parsed.value) !== manifest.measurement.settingsHash) {
    throw new Error(`MODEL_INVALID: the extraction settings of ${manifest.name} ${manifest.version} are not the ones its settingsHash names`);
  }
  return parsed.value;
}
