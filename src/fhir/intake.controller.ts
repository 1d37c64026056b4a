import { Body, Controller, Inject, Param, Post, Put, Req, Res, UseInterceptors } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import { AuditService } from '../audit/audit.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { DoorError } from '../platform/door-error.js';
import { baseUrl } from './base-url.js';
import { callerOf } from './caller.js';
import { FhirJson } from './fhir-json.interceptor.js';
import { isIntakeType, readIncoming } from './incoming.js';
import { type Answer, heardOutcome, Intake, type Taken } from './intake.service.js';
import { intakes, type IntakeType } from './offers.js';
import { type Issue, outcomeOf } from './operation-outcome.js';
import { type Entry, readBundle, type ReadEntry } from './transaction.js';
import { fault } from './zod-issues.js';

const types = Object.keys(intakes);

const statusLine = (status: number): string => `${status} ${STATUS_CODES[status] ?? ''}`;

/** The type that a route is for: each has routes of its own. */
function typeOf(request: FastifyRequest): IntakeType {
  const type = request.routeOptions.url?.split('/')[2];
  if (!isIntakeType(type)) throw new Error('a route that names no type');
  return type;
}

const answerEntry = (base: string) => (answer: Answer) => {
  if (answer.kind === 'heard') return { response: { status: statusLine(200), outcome: heardOutcome(answer.text) } };
  const { isNew, resource, versionId } = answer;
  return { response: { status: statusLine(isNew ? 201 : 200), location: `${base}/ServiceRequest/${resource.id}/_history/${versionId}`, etag: `W/"${versionId}"` } };
};

const refusedEntry = (status: number, issues: readonly Issue[]) => ({ response: { status: statusLine(status), outcome: outcomeOf(issues) } });

/** What was said against one entry, with its place in the bundle. */
const placed = (issue: Issue, at: number): Issue => ({ ...issue, expression: issue.expression ?? [`Bundle.entry[${at}]`] });

/** Takes in what is pushed by FHIR: resources one by one, as a rest-hook subscription sends them, or together in a transaction or batch. */
@UseInterceptors(FhirJson)
@Controller('fhir')
export class IntakeController {
  constructor(@Inject(SETTINGS) private readonly settings: Settings, private readonly intake: Intake, private readonly audit: AuditService) {}

  @Post(types)
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const ifNoneExist = request.headers['if-none-exist']?.toString();
    return this.takeOne({ body, request, reply, more: ifNoneExist === undefined ? {} : { ifNoneExist } });
  }

  @Put(types.map((type) => `${type}/:id`))
  async update(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const named: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'id') : undefined;
    if (named !== id) throw new DoorError(outcomeOf([fault('value', `${typeOf(request)}.id`, 'expected the id in the address')]), 400);
    return this.takeOne({ body, request, reply, more: { id } });
  }

  @Post()
  async bundle(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const read = readBundle(body, this.settings.ehr?.fhirUrl);
    if (!read.ok) throw new DoorError(outcomeOf(read.issues), 400);
    const { name, address } = callerOf(request);
    const entry = read.type === 'batch' ? await this.takeEach(read.entries, name) : await this.takeAll(read.entries, name);
    await this.audit.record({ action: `fhir.${read.type}`, actor: name, outcome: 'success', detail: { entries: entry.length, address } });
    reply.code(200);
    return { resourceType: 'Bundle', type: `${read.type}-response`, entry };
  }

  private async takeOne({ body, request, reply, more }: { readonly body: unknown; readonly request: FastifyRequest; readonly reply: FastifyReply; readonly more: Pick<Entry, 'id' | 'ifNoneExist'> }): Promise<object> {
    const type = typeOf(request);
    const read = readIncoming(type, body, { place: type, ehrUrl: this.settings.ehr?.fhirUrl });
    if (!read.ok) throw new DoorError(outcomeOf(read.issues), 400);
    const taken = await this.intake.take([{ type, incoming: read.incoming, ...more }], callerOf(request).name);
    if (!taken.ok) throw new DoorError(outcomeOf([taken.issue]), taken.status);
    const [answer] = taken.answers;
    if (answer?.kind !== 'order') { reply.code(200); return heardOutcome(answer?.text ?? ''); }
    const { resource, isNew, versionId } = answer;
    reply.code(isNew ? 201 : 200).header('location', `${baseUrl(this.settings)}/ServiceRequest/${resource.id}/_history/${versionId}`).header('etag', `W/"${versionId}"`);
    return resource;
  }

  /** All or none: one entry that cannot be taken in keeps the others out. */
  private async takeAll(entries: readonly ReadEntry[], actor: string): Promise<readonly object[]> {
    const issues = entries.flatMap((entry) => (entry.ok ? [] : entry.issues));
    if (issues.length > 0) throw new DoorError(outcomeOf(issues), 400);
    const taken = await this.intake.take(entries.flatMap((entry) => (entry.ok ? entry.entry : [])), actor);
    if (!taken.ok) throw new DoorError(outcomeOf([placed(taken.issue, taken.at)]), taken.status);
    return taken.answers.map(answerEntry(baseUrl(this.settings)));
  }

  /** Each for itself, in their order. */
  private async takeEach(entries: readonly ReadEntry[], actor: string): Promise<readonly object[]> {
    const answers: object[] = [];
    for (const [k, entry] of entries.entries()) {
      if (!entry.ok) { answers.push(refusedEntry(400, entry.issues)); continue; }
      const taken: Taken = await this.intake.take([entry.entry], actor);
      answers.push(taken.ok ? taken.answers.map(answerEntry(baseUrl(this.settings)))[0] ?? {} : refusedEntry(taken.status, [placed(taken.issue, k)]));
    }
    return answers;
  }
}
