import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { operationOutcome } from '../fhir/operation-outcome.js';
import { DoorError } from '../platform/door-error.js';
import { principalOf } from '../security/access.hook.js';
import { publicAddress } from '../security/cookies.js';
import { hasRole } from '../security/principal.js';
import type { NotificationType } from './backport.js';
import { readSubscription } from './read-subscription.js';
import { seal, signingSecret } from './signature.js';
import { type SubscriptionOrder, Subscribers, type Whose } from './subscribers.service.js';
import { subscriptionResource } from './subscription-resource.js';
import type { SubscriptionEntity } from './subscription.entity.js';
import { notificationBundle, subscriptionStatus, type ToldEvent } from './topic.js';

const fhirJson = 'application/fhir+json; charset=utf-8';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const largestNumber = 999_999_999;

const whoseOf = (request: FastifyRequest): Whose => {
  const principal = principalOf(request);
  return { owner: principal.name, sees: hasRole(principal, ['auditor']) ? 'all' : 'own' };
};

/** Subscriptions of others to our topic, by the R4 backport. Everybody sees their own; the auditor sees all. */
@Controller('fhir/Subscription')
export class SubscriptionController {
  constructor(@Inject(SETTINGS) private readonly settings: Settings, private readonly subscribers: Subscribers) {}

  private get base(): string { return `${publicAddress(this.settings.http)}/fhir`; }

  /** The answer, and no other, carries the secret that notifications are signed with. */
  @Post()
  @Header('content-type', fhirJson)
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { signingKey } = this.open();
    const row = await this.subscribers.create(this.orderIn(body), principalOf(request).name);
    reply.code(201).header('location', `${this.base}/Subscription/${row.id}/_history/${row.revision}`).header('cache-control', 'no-store');
    return { ...subscriptionResource(row), extension: [{ url: 'urn:sarcolens:signing-secret', valueString: signingSecret(signingKey, row.id) }] };
  }

  @Put(':id')
  @Header('content-type', fhirJson)
  async update(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<object> {
    const order = this.orderIn(body);
    const row = uuid.test(id) ? await this.subscribers.update(id, order, principalOf(request).name) : undefined;
    if (!row) throw missing(id);
    return subscriptionResource(row);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    this.open();
    if (!uuid.test(id) || !(await this.subscribers.remove(id, principalOf(request).name))) throw missing(id);
  }

  @Get()
  @Header('content-type', fhirJson)
  async search(@Req() request: FastifyRequest): Promise<object> {
    this.open();
    return this.searchset((await this.subscribers.all(whoseOf(request))).map((row) => ({ ...subscriptionResource(row) })));
  }

  /** How subscriptions stand: those that are named (`id`), or all. */
  @Get('$status')
  @Header('content-type', fhirJson)
  async statuses(@Query('id') ids: unknown, @Req() request: FastifyRequest): Promise<object> {
    this.open();
    const named = [ids].flat().filter((id) => typeof id === 'string').flatMap((id) => id.split(','));
    const rows = (await this.subscribers.all(whoseOf(request))).filter(({ id }) => named.length === 0 || named.includes(id));
    return this.searchset(rows.map((row) => subscriptionStatus(this.telling(row, 'query-status'))));
  }

  @Get(':id')
  @Header('content-type', fhirJson)
  async read(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    return subscriptionResource(await this.row(id, request));
  }

  @Get(':id/$status')
  @Header('content-type', fhirJson)
  async status(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    return this.searchset([subscriptionStatus(this.telling(await this.row(id, request), 'query-status'))]);
  }

  /** Events again, by their numbers, for whoever has missed some. */
  @Get(':id/$events')
  @Header('content-type', fhirJson)
  async events(@Param('id') id: string, @Query() query: Record<string, unknown>, @Req() request: FastifyRequest): Promise<object> {
    const row = await this.row(id, request);
    const [from, to] = [numberIn(query, 'eventsSinceNumber', 1), numberIn(query, 'eventsUntilNumber', largestNumber)];
    return notificationBundle(this.telling(row, 'query-event', await this.subscribers.events(row.id, from, to)));
  }

  private open(): NonNullable<Settings['subscribers']> {
    if (!this.settings.subscribers) throw new DoorError(operationOutcome('not-supported', 'Nobody can subscribe here; subscribers was expected in the settings.'), 404);
    return this.settings.subscribers;
  }

  private orderIn(body: unknown): SubscriptionOrder {
    const { hosts, signingKey } = this.open();
    const read = readSubscription(body, hosts);
    if (!read.ok) throw new DoorError(operationOutcome('invalid', read.problem.text), 400);
    const { headers, ...order } = read.value;
    return { ...order, headers: headers.length === 0 ? null : seal(signingKey, headers.join('\n')) };
  }

  private async row(id: string, request: FastifyRequest): Promise<SubscriptionEntity> {
    this.open();
    const row = uuid.test(id) ? await this.subscribers.find(id, whoseOf(request)) : null;
    if (!row) throw missing(id);
    return row;
  }

  private telling(subscription: SubscriptionEntity, type: NotificationType, events: readonly ToldEvent[] = []) {
    return { subscription, type, events, base: this.base, now: new Date() };
  }

  private searchset(resources: readonly (object & { readonly resourceType?: unknown; readonly id?: unknown })[]): object {
    const entry = resources.map((resource) => ({ fullUrl: resource.resourceType === 'Subscription' ? `${this.base}/Subscription/${String(resource.id)}` : `urn:uuid:${String(resource.id)}`, resource, search: { mode: 'match' } }));
    return { resourceType: 'Bundle', type: 'searchset', total: resources.length, ...(entry.length > 0 ? { entry } : {}) };
  }
}

const missing = (id: string): DoorError => new DoorError(operationOutcome('not-found', `There is no Subscription/${id.slice(0, 64)} here.`), 404);

function numberIn(query: Readonly<Record<string, unknown>>, name: string, absent: number): number {
  const value = query[name];
  if (value === undefined) return absent;
  if (typeof value !== 'string' || !/^\d{1,9}$/.test(value)) throw new DoorError(operationOutcome('invalid', `${name}: expected the number of an event.`), 400);
  return Number(value);
}
