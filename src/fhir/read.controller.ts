import { Controller, Get, Inject, Param, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { DoorError } from '../platform/door-error.js';
import type { AnyResource } from './bundle.js';
import { callerOf } from './caller.js';
import { capabilityStatement } from './capability-statement.js';
import { FhirJson } from './fhir-json.interceptor.js';
import { handlingOf } from './negotiation.js';
import { type ReadableType, readableTypes } from './offers.js';
import { operationOutcome } from './operation-outcome.js';
import { Searches } from './searches.service.js';

const versionOf = z.looseObject({ meta: z.looseObject({ versionId: z.string().optional(), lastUpdated: z.string().optional() }) });

/** The type that a route is for: each has routes of its own. */
function typeOf(request: FastifyRequest): ReadableType {
  const type = readableTypes.find((one) => request.routeOptions.url?.startsWith(`/fhir/${one}`));
  if (!type) throw new Error('a route that names no type');
  return type;
}

/** What is read by FHIR: `offers` says of which types and by what. */
@UseInterceptors(FhirJson)
@Controller('fhir')
export class ReadController {
  constructor(@Inject(SETTINGS) private readonly settings: Settings, private readonly searches: Searches) {}

  @Get('metadata')
  metadata(): object {
    return capabilityStatement(this.settings);
  }

  @Get([...readableTypes])
  async search(@Query() query: Record<string, unknown>, @Req() request: FastifyRequest): Promise<object> {
    return this.searches.search(typeOf(request), query, { handling: handlingOf(request.headers.prefer), caller: callerOf(request) });
  }

  @Get(readableTypes.map((type) => `${type}/:id`))
  async read(@Param('id') id: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<AnyResource> {
    const resource = await this.searches.read(typeOf(request), id, callerOf(request));
    const { versionId, lastUpdated } = versionOf.parse(resource).meta;
    if (versionId !== undefined) reply.header('etag', `W/"${versionId}"`);
    if (lastUpdated !== undefined) reply.header('last-modified', new Date(lastUpdated).toUTCString());
    return resource;
  }

  /** The version that there is: earlier ones of what changes are not kept. */
  @Get(readableTypes.map((type) => `${type}/:id/_history/:version`))
  async readVersion(@Param('id') id: string, @Param('version') version: string, @Req() request: FastifyRequest): Promise<AnyResource> {
    const type = typeOf(request);
    const resource = await this.searches.read(type, id, callerOf(request));
    if (versionOf.parse(resource).meta.versionId !== version) throw new DoorError(operationOutcome('not-found', `There is no version ${version.slice(0, 64)} of ${type}/${id.slice(0, 64)} here.`), 404);
    return resource;
  }
}
