import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { atMost } from '../platform/at-most.js';
import { refused, type Outcome } from '../platform/problem.js';
import { createPool, type WorkerPool } from '../platform/worker-pool.js';
import type { StudyReport } from '../volumes/read-report.js';
import { isUid } from './dicom-json.js';
import { reportStudy } from './report-study.js';
import { SitePacs } from './site-pacs.service.js';
import { inWorkFolder } from './work-folder.js';

/** A study is read into memory whole; beyond this a report is asked of a machine of one's own (`sarcolens inspect`). */
const limitBytes = 300_000_000;
/** So many may wait for their turn. */
const mostWaiting = 4;

/** Says what a study of the site's PACS, or of another server of the settings, holds and what stands in the way of measuring it. One study at a time. */
@Injectable()
export class StudyReports implements OnApplicationShutdown {
  private readonly oneAtATime = atMost(1);
  private pool: WorkerPool | undefined;
  private asked = 0;

  constructor(@Inject(SETTINGS) private readonly settings: Settings, private readonly site: SitePacs) {}

  async report(studyInstanceUid: string): Promise<Outcome<StudyReport>> {
    const { all } = this.site;
    if (!isUid(studyInstanceUid)) return refused('STUDY_NOT_FOUND', 'A StudyInstanceUID was expected: at most 64 digits and dots.');
    if (all.length === 0) return refused('STUDY_NOT_FOUND', 'No PACS is set here; pacs.dicomWebUrl was expected in the settings.');
    if (this.asked > mostWaiting) return refused('PACS_UNAVAILABLE', 'Other studies are being read already; try again in a minute.');
    this.asked += 1;
    return this.oneAtATime(async () => {
      this.pool ??= createPool('src/studies/inspect.worker.ts', 1);
      const { pool } = this;
      try {
        return await inWorkFolder(this.settings.dataDir, 'report', (folder) =>
          // Only inspect.worker.ts answers, and this is what it answers.
          reportStudy(all, studyInstanceUid, { folder, limitBytes }, async (at) => await pool.run(at) as Outcome<StudyReport>));
      } finally {
        this.asked -= 1;
      }
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.close();
  }
}
