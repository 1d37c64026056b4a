import { Controller, Get, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditService } from '../audit/audit.service.js';
import { DoorError } from '../platform/door-error.js';
import { inASentence } from '../platform/problem.js';
import { principalOf } from '../security/access.hook.js';
import { StudyReports } from '../studies/study-reports.service.js';
import type { StudyReport } from '../volumes/read-report.js';

const statuses: Readonly<Record<string, number>> = { STUDY_NOT_FOUND: 404, STUDY_TOO_LARGE: 422, PACS_UNAVAILABLE: 503 };

/** What a study of the PACS holds, as `sarcolens inspect` says it. */
@Controller('studies')
export class StudyReportController {
  constructor(private readonly reports: StudyReports, private readonly audit: AuditService) {}

  @Get(':uid/report')
  async report(@Param('uid') uid: string, @Req() request: FastifyRequest): Promise<StudyReport> {
    const outcome = await this.reports.report(uid);
    await this.audit.record({ action: 'study.report', actor: principalOf(request).name, outcome: outcome.ok ? 'success' : 'refused', entity: uid.slice(0, 64) });
    if (outcome.ok) return outcome.value;
    const { code, text } = inASentence(outcome.problem);
    throw new DoorError({ code, message: text }, statuses[code] ?? 502);
  }
}
