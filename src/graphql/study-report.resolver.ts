import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import mercurius from 'mercurius';
import { inASentence } from '../platform/problem.js';
import { StudyReports } from '../studies/study-reports.service.js';
import { type Asking, QueryAudit } from './query-audit.service.js';
import { StudyReport } from './study-report.types.js';

@Resolver(() => StudyReport)
export class StudyReportResolver {
  constructor(private readonly reports: StudyReports, private readonly audit: QueryAudit) {}

  @Query(() => StudyReport, { nullable: true, description: 'Null where the PACS does not have the study. Reads every pixel: seconds.', complexity: 5000 })
  async studyReport(@Context() asking: Asking, @Args('studyInstanceUid') uid: string): Promise<StudyReport | null> {
    const outcome = await this.reports.report(uid);
    await this.audit.query(asking, 'studyReport', { found: outcome.ok ? 1 : 0, study: uid.slice(0, 64) });
    if (outcome.ok) return outcome.value;
    if (outcome.problem.code === 'STUDY_NOT_FOUND') return null;
    const { code, text } = inASentence(outcome.problem);
    throw new mercurius.ErrorWithProps(text, { code }, 400);
  }
}
