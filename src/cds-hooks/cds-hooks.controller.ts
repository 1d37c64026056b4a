import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ShownCards } from '../cards/shown-cards.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { operationOutcome } from '../fhir/operation-outcome.js';
import { DoorError } from '../platform/door-error.js';
import { principalOf } from '../security/access.hook.js';
import { isAllowedServer } from './allowed-server.js';
import type { Card } from './card.js';
import { gatherFacts } from './ehr-facts.js';
import { feedbackBody, reportOf } from './feedback.js';
import { HookCalls } from './hook-calls.service.js';
import { concernOf, imagingOrders } from './imaging-order.js';
import { type HookRequest, readHookRequest } from './request.js';
import { type CdsService, discovered, serviceById, services } from './services.js';
import { nothingSigned, type SignedOrders, SignedOrdersService } from './signed-orders.service.js';

/** CDS Hooks 2.0: discovery, the three services, feedback. */
@Controller('cds-services')
export class CdsHooksController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly calls: HookCalls,
    private readonly cards: ShownCards,
    private readonly signed: SignedOrdersService,
  ) {}

  @Get()
  discover(): { readonly services: readonly CdsService[] } {
    return { services: discovered(this.settings.cdsHooks.edition) };
  }

  @Post(':id')
  @HttpCode(200)
  async call(@Param('id') id: string, @Body() body: unknown, @Req() http: FastifyRequest): Promise<{ readonly cards: readonly Card[] }> {
    const service = knownService(id);
    const read = readHookRequest(body, service.hook);
    if ('mistakes' in read) throw new DoorError(operationOutcome('invalid', ...read.mistakes), 400);
    const { request } = read;
    if (request.fhirServer !== undefined && !isAllowedServer(request.fhirServer, this.settings)) {
      throw new DoorError(operationOutcome('forbidden', 'fhirServer: this service does not speak to that server, nor in the clear beyond this machine; expected one of its allow-list.'), 403);
    }
    return { cards: await this.answer(request, service.id, principalOf(http).name) };
  }

  @Post(':id/feedback')
  @HttpCode(200)
  async feedback(@Param('id') id: string, @Body() body: unknown, @Req() http: FastifyRequest): Promise<object> {
    const service = knownService(id);
    const parsed = feedbackBody.safeParse(body);
    if (!parsed.success) throw new DoorError(operationOutcome('invalid', ...parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)), 400);
    const unknown = await this.cards.receive(parsed.data.feedback.map(reportOf), { client: principalOf(http).name, service: service.id });
    if (unknown.length > 0) throw new DoorError(operationOutcome('not-found', `feedback: no card was shown with uuid ${[...new Set(unknown)].join(', ')}; the rest was stored.`), 404);
    return {};
  }

  private async answer(request: HookRequest, service: string, client: string): Promise<readonly Card[]> {
    const { hook, patientId, userId } = request;
    const imaging = imagingOrders(request.orders, patientId);
    const said = { request, service, client };
    if (hook !== 'patient-view' && imaging.length === 0) return this.calls.hold(said, 'no-imaging-order');
    // What is written on a card is for those who treat; patients and their relatives are not left alone with it.
    const isClinician = /^Practitioner(Role)?\//.test(userId);
    if (!isClinician && hook !== 'order-sign') return this.calls.hold(said, 'no-clinician');
    // First of all: an order is not lost because the EHR cannot give the patient just now.
    const signed = hook === 'order-sign' ? await this.takeOrders(imaging, client) : nothingSigned;
    const needsConditions = imaging.some((order) => concernOf(order) === 'unsaid');
    const facts = await gatherFacts(request, needsConditions ? 'patient-and-conditions' : 'patient');
    if (!facts.ok) throw new DoorError(operationOutcome('processing', `${facts.problem.code}: ${facts.problem.text}`), 412);
    if (!isClinician) return this.calls.hold(said, 'no-clinician');
    return this.calls.answer({ ...said, facts: facts.value, imaging, signed });
  }

  private async takeOrders(imaging: ReturnType<typeof imagingOrders>, client: string): Promise<SignedOrders> {
    const taken = await this.signed.take(imaging, client);
    if (taken.kind === 'unreadable') throw new DoorError(operationOutcome('invalid', ...taken.texts.map((text) => `context.draftOrders: ${text}`)), 400);
    return taken.signed;
  }
}

function knownService(id: string): CdsService {
  const service = serviceById(id);
  if (!service) throw new DoorError(operationOutcome('not-found', `There is no service of this name; known are ${services.map((one) => one.id).join(', ')}.`), 404);
  return service;
}
