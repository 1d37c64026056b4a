import { Controller, Get, Inject, Param, Query, Req, UseInterceptors } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditService } from '../audit/audit.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { engine } from '../platform/project.js';
import type { ResultEntity } from '../results/result.entity.js';
import { ResultsService } from '../results/results.service.js';
import type { Scorer } from '../scoring/score-inputs.js';
import { SCORER } from '../scoring/tokens.js';
import { principalOf } from '../security/access.hook.js';
import { baseUrl } from './base-url.js';
import { type Resource, searchset } from './bundle.js';
import { capabilityStatement } from './capability-statement.js';
import { deviceIdOf, deviceIdOfEngine, engineDevice, modelDevice, versionIn } from './device.js';
import { FhirJson } from './fhir-json.interceptor.js';
import { observation } from './observation.js';
import { provenance } from './provenance.js';
import { isUuid, notFound, oneOf } from './query.js';
import { riskAssessment } from './risk-assessment.js';

/** Results by FHIR, read only. */
@UseInterceptors(FhirJson)
@Controller('fhir')
export class ResultsController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SCORER) private readonly scorer: Scorer,
    private readonly results: ResultsService,
    private readonly audit: AuditService,
  ) {}

  @Get('metadata')
  metadata(): object {
    return capabilityStatement(baseUrl(this.settings));
  }

  @Get('RiskAssessment')
  async riskAssessments(@Query() query: Record<string, unknown>, @Req() request: FastifyRequest): Promise<object> {
    const patientId = oneOf(query, ['patient']).value.replace(/^Patient\//, '');
    return this.found(request, patientId, (await this.results.ofPatient(patientId)).map((result) => riskAssessment(result)));
  }

  @Get('RiskAssessment/:id')
  async riskAssessment(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    const result = await this.result(id, 'RiskAssessment');
    return this.shown(request, result.patientId, riskAssessment(result, await this.results.isWithdrawn(result) ? 'withdrawn' : 'stands'));
  }

  @Get('Observation')
  async observations(@Query() query: Record<string, unknown>, @Req() request: FastifyRequest): Promise<object> {
    const patientId = oneOf(query, ['patient']).value.replace(/^Patient\//, '');
    return this.found(request, patientId, (await this.results.featureSetsOfPatient(patientId)).map(observation));
  }

  @Get('Observation/:id')
  async observation(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    const set = isUuid(id) ? await this.results.featureSet(id) : null;
    if (!set) throw notFound(`Observation/${id}`);
    return this.shown(request, set.patientId, observation(set));
  }

  @Get('Provenance')
  async provenances(@Query() query: Record<string, unknown>, @Req() request: FastifyRequest): Promise<object> {
    const result = await this.result(oneOf(query, ['target']).value.replace(/^RiskAssessment\//, ''), 'RiskAssessment');
    return this.found(request, result.patientId, [provenance(result, await this.results.featureSets(result.content.featureSetIds))]);
  }

  @Get('Provenance/:id')
  async provenance(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    const result = await this.result(id, 'Provenance');
    return this.shown(request, result.patientId, provenance(result, await this.results.featureSets(result.content.featureSetIds)));
  }

  /** The model and software in use, and every version that a stored result names. */
  @Get('Device/:id')
  async device(@Param('id') id: string): Promise<object> {
    const { identity } = this.scorer.model;
    if (id === deviceIdOf(identity)) return modelDevice(identity);
    if (id === deviceIdOfEngine(engine)) return engineDevice(engine);
    const version = versionIn(id);
    const [earlier] = version ? await this.results.byVersion(version) : [];
    if (!earlier || !version) throw notFound(`Device/${id}`);
    return version.kind === 'model' ? modelDevice(earlier.content.model) : engineDevice(earlier.content.engine);
  }

  private async result(id: string, type: string): Promise<ResultEntity> {
    const result = isUuid(id) ? await this.results.find(id) : null;
    if (!result) throw notFound(`${type}/${id}`);
    return result;
  }

  private async shown(request: FastifyRequest, subject: string, resource: Resource): Promise<object> {
    await this.audit.record({ action: 'fhir.read', actor: principalOf(request).name, outcome: 'success', subject, entity: `${resource.resourceType}/${resource.id}` });
    return resource;
  }

  private async found(request: FastifyRequest, subject: string, resources: readonly Resource[]): Promise<object> {
    await this.audit.record({ action: 'fhir.search', actor: principalOf(request).name, outcome: 'success', subject, detail: { found: resources.length } });
    return searchset(baseUrl(this.settings), resources);
  }
}
