import { Body, Controller, Get, Inject, Param, Post, Put, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnalysesService } from '../analysis/analyses.service.js';
import { AuditService } from '../audit/audit.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import type { OrderEntity } from '../orders/order.entity.js';
import { OrdersService } from '../orders/orders.service.js';
import { readOrder } from '../orders/service-request.js';
import { DoorError } from '../platform/door-error.js';
import { principalOf } from '../security/access.hook.js';
import { searchset } from './bundle.js';
import { baseUrl } from './base-url.js';
import { FhirJson } from './fhir-json.interceptor.js';
import { operationOutcome } from './operation-outcome.js';
import { isUuid, notFound, oneOf } from './query.js';
import { storedServiceRequest } from './service-request.js';

/** Orders by FHIR: pushed as create, or as the update that a rest-hook subscription sends. */
@UseInterceptors(FhirJson)
@Controller('fhir/ServiceRequest')
export class OrdersController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly orders: OrdersService,
    private readonly analyses: AnalysesService,
    private readonly audit: AuditService,
  ) {}

  @Post()
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    return this.take(body, request, reply);
  }

  @Put(':id')
  async update(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const named: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'id') : undefined;
    if (named !== id) throw new DoorError(operationOutcome('invalid', 'ServiceRequest.id: expected the id in the address.'), 400);
    return this.take(body, request, reply);
  }

  @Get()
  async search(@Query() query: Record<string, unknown>, @Req() request: FastifyRequest): Promise<object> {
    const { name, value } = oneOf(query, ['identifier', 'patient']);
    const [system, code] = value.includes('|') ? value.split('|', 2) : [undefined, value];
    const orders = name === 'identifier' ? await this.orders.findByPlacer(code ?? '', system || undefined) : await this.orders.ofPatient(value.replace(/^Patient\//, ''));
    await this.audit.record({ action: 'fhir.search', actor: principalOf(request).name, outcome: 'success', entity: 'ServiceRequest', detail: { by: name, found: orders.length } });
    return searchset(baseUrl(this.settings), await this.shown(orders));
  }

  @Get(':id')
  async read(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    const order = isUuid(id) ? await this.orders.find(id) : null;
    if (!order) throw notFound(`ServiceRequest/${id}`);
    await this.audit.record({ action: 'fhir.read', actor: principalOf(request).name, outcome: 'success', subject: order.patientId, entity: `ServiceRequest/${id}` });
    const [resource] = await this.shown([order]);
    return resource ?? {};
  }

  private async take(body: unknown, request: FastifyRequest, reply: FastifyReply): Promise<object> {
    const read = readOrder(body);
    if (!read.ok) throw new DoorError(operationOutcome('invalid', read.problem.text), 400);
    const outcome = await this.orders.take({ ...read.value, receivedBy: 'fhir', actor: principalOf(request).name });
    if (!outcome.ok) throw new DoorError(operationOutcome('conflict', outcome.problem.text), 409);
    const taken = outcome.value;
    reply.code(taken.store === 'create' ? 201 : 200).header('location', `${baseUrl(this.settings)}/ServiceRequest/${taken.order.id}/_history/${taken.order.revision}`);
    const [resource] = await this.shown([taken.order]);
    return resource ?? {};
  }

  private async shown(orders: readonly OrderEntity[]) {
    const analyses = await this.analyses.ofOrders(orders.map((order) => order.id));
    return orders.map((order) => storedServiceRequest(order, analyses.findLast((analysis) => analysis.orderId === order.id)));
  }
}
