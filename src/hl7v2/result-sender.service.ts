import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { JobQueueService } from '../jobs/job-queue.service.js';
import type { JobOutcome } from '../jobs/jobs.js';
import { OrdersService } from '../orders/orders.service.js';
import { fillerOf } from '../orders/service-request.js';
import { ResultsService } from '../results/results.service.js';
import { sendMessage } from './mllp.client.js';
import { controlIdOf, resultMessage } from './result-message.js';

/** Sends results as ORU^R01 to the site's receiver, as jobs. What is sent again has the same number and content. */
@Injectable()
export class ResultSender implements OnModuleInit {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly queue: JobQueueService,
    private readonly orders: OrdersService,
    private readonly results: ResultsService,
    private readonly audit: AuditService,
  ) {}

  onModuleInit(): void {
    this.queue.register('send-results', ({ analysisId }) => this.send(analysisId));
  }

  private async send(analysisId: string): Promise<JobOutcome> {
    const { hl7Results } = this.settings;
    const results = await this.results.ofAnalysis(analysisId);
    const [first] = results;
    const order = first === undefined ? null : await this.orders.find(first.orderId);
    if (!hl7Results || first === undefined || order === null || order.status === 'entered-in-error') return 'skipped';
    const controlId = controlIdOf(analysisId);
    const { resource, placerSystem, placerValue, accessionNumber } = order;
    const message = resultMessage({
      analysisId, patientId: first.patientId, results,
      order: { placer: { system: placerSystem, value: placerValue }, filler: fillerOf(resource), accessionNumber, code: textOfCode(resource) },
    }, hl7Results);
    const sent = await sendMessage(message, controlId, hl7Results);
    const isTaken = sent.ok && /^[AC]A$/.test(sent.value.code);
    await this.audit.record({
      action: 'results.sent', actor: 'worker', outcome: isTaken ? 'success' : 'failure', subject: first.patientId, entity: `Analysis/${analysisId}`,
      detail: { to: `${hl7Results.host}:${hl7Results.port}`, controlId, results: results.length, answer: sent.ok ? sent.value.code : sent.problem.code },
    });
    // A message that is rejected as such stays so; an error or a receiver that is away may pass.
    if (!isTaken && !(sent.ok && sent.value.code.endsWith('R'))) throw new Error(`the results of analysis ${analysisId} were not taken: ${sent.ok ? sent.value.code : sent.problem.text}`);
    return isTaken ? 'success' : 'skipped';
  }
}

/** The words for what was ordered. */
function textOfCode(resource: object): string {
  const code: unknown = Reflect.get(resource, 'code');
  const text: unknown = typeof code === 'object' && code !== null ? Reflect.get(code, 'text') : undefined;
  return typeof text === 'string' ? text : '';
}
