import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { JobQueueService } from '../jobs/job-queue.service.js';
import type { JobOutcome } from '../jobs/jobs.js';
import { OrdersService } from '../orders/orders.service.js';
import { resourceIdOf } from '../orders/service-request.js';
import { PatientsService } from '../patients/patients.service.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import type { ResultEntity } from '../results/result.entity.js';
import { ResultsService } from '../results/results.service.js';
import { type WriteBackOutcome, WriteBacks } from '../results/write-backs.service.js';
import type { EhrServer } from '../studies/ehr-server.client.js';
import { SiteEhr } from '../studies/site-ehr.service.js';
import { baseUrl } from './base-url.js';
import type { AnyResource } from './bundle.js';
import { engineDevice, modelDevice } from './device.js';
import { observation } from './observation.js';
import { provenance } from './provenance.js';
import { riskAssessment, type Standing } from './risk-assessment.js';
import { systems } from './systems.js';
import { assessmentIn, locationsIn, provenanceIn, refusalIn, tokenOf, transactionOf, updatesOf } from './write-back-bundle.js';

const once = (resources: readonly AnyResource[]): readonly AnyResource[] => [...new Map(resources.map((resource) => [`${resource.resourceType}/${resource.id}`, resource])).values()];

/** Writes the results of an analysis to the EHR, as a job: all of them or none, each once however often the job is tried. */
@Injectable()
export class WriteBackService implements OnModuleInit {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    private readonly queue: JobQueueService,
    private readonly site: SiteEhr,
    private readonly results: ResultsService,
    private readonly rows: WriteBacks,
    private readonly orders: OrdersService,
    private readonly patients: PatientsService,
    private readonly audit: AuditService,
  ) {}

  onModuleInit(): void {
    this.queue.register('write-back', ({ analysisId }) => this.write(analysisId));
  }

  private async write(analysisId: string): Promise<JobOutcome> {
    const results = await this.results.ofAnalysis(analysisId);
    const [first] = results;
    const { server } = this.site;
    if (!server || !this.settings.ehr?.writeResults || first === undefined) return 'skipped';
    if (await this.results.isWithdrawn(first)) return this.withdraw(server, results, first);
    if (await this.rows.begin(analysisId, first.patientId) === 'written') return 'skipped';
    // A transaction whose answer was lost has been carried out all the same.
    const known = await this.writtenBefore(server, results);
    if (known !== undefined) return this.end(analysisId, first, { state: 'written', status: 200, refusal: null, locations: known });
    const resources = await this.resourcesOf(results);
    const answer = await server.send({ method: 'POST', path: '', body: transactionOf({ resources, ...await this.linksOf(first), base: baseUrl(this.settings) }) });
    if (!answer.ok) return this.tryAgain(analysisId, first, answer.problem.text);
    const { status, body } = answer.value;
    if (status === 409 || status === 412) return this.tryAgain(analysisId, first, refusalIn(body), status);
    if (status >= 300) return this.end(analysisId, first, { state: 'refused', status, refusal: refusalIn(body), locations: {} });
    return this.end(analysisId, first, { state: 'written', status, refusal: null, locations: locationsIn(body, resources) });
  }

  /** Marks as entered in error what the EHR was given, once; what it was not given stays with us. */
  private async withdraw(server: EhrServer, results: readonly ResultEntity[], first: ResultEntity): Promise<JobOutcome> {
    const { analysisId } = first;
    const row = await this.rows.written(analysisId);
    if (row === undefined) return 'skipped';
    const links = await this.linksOf(first);
    const known = new Map([...links.known, ...Object.entries(row.locations).map(([ours, theirs]) => [ours, { reference: theirs.replace(/\/_history\/.*$/, '') }] as const)]);
    const bundle = updatesOf({ resources: await this.resourcesOf(results, 'withdrawn'), ...links, known, base: baseUrl(this.settings) }, row.locations);
    const answer = await server.send({ method: 'POST', path: '', body: bundle });
    if (!answer.ok || answer.value.status >= 300) throw new Error(`the results of analysis ${analysisId} were not taken back from the EHR${answer.ok ? ` (${answer.value.status})` : ''}`);
    return this.end(analysisId, first, { state: 'withdrawn', status: answer.value.status, refusal: null, locations: row.locations });
  }

  /** Every resource of the results, what is referred to before what refers to it. */
  private async resourcesOf(results: readonly ResultEntity[], standing: Standing = 'stands'): Promise<readonly AnyResource[]> {
    const each = await Promise.all(results.map(async (result) => {
      const sets = await this.results.featureSets(result.content.featureSetIds);
      const { model, engine } = result.content;
      return [modelDevice(model), engineDevice(engine), ...sets.map((set) => observation(set, { orderId: result.orderId, standing })), riskAssessment(result, standing), provenance(result, sets)];
    }));
    return once(each.flat());
  }

  /** What our references are called at the EHR: its own order and the patient who stands for all ids of the person. */
  private async linksOf({ orderId, patientId }: ResultEntity) {
    const [order, { ids, survivorId }] = await Promise.all([this.orders.find(orderId), this.patients.sameAs(patientId)]);
    const resourceId = order === null ? null : resourceIdOf(order.resource);
    const placer = order === null || order.placerSystem === 'ServiceRequest.id' ? undefined : { type: 'ServiceRequest', identifier: { ...(order.placerSystem === '' ? {} : { system: order.placerSystem }), value: order.placerValue } };
    const named = resourceId === null ? placer : { reference: `ServiceRequest/${resourceId}` };
    const known = new Map<string, object>(ids.map((id) => [`Patient/${id}`, { reference: `Patient/${survivorId}` }]));
    if (named !== undefined) known.set(`ServiceRequest/${orderId}`, named);
    return { known, ofTheEhr: new Set(['Patient', 'ImagingStudy']) };
  }

  /** Where the EHR keeps each result, where it has all of them with their Provenance. */
  private async writtenBefore(server: EhrServer, results: readonly ResultEntity[]): Promise<Readonly<Record<string, string>> | undefined> {
    const locations: Record<string, string> = {};
    for (const { id } of results) {
      const assessments = await server.send({ path: `RiskAssessment?${tokenOf(systems.result, id)}` });
      const assessment = assessments.ok && assessments.value.status === 200 ? assessmentIn(assessments.value.body, id) : undefined;
      const provenances = assessment === undefined ? undefined : await server.send({ path: `Provenance?target=${assessment}` });
      const provenanceName = assessment !== undefined && provenances?.ok && provenances.value.status === 200 ? provenanceIn(provenances.value.body, assessment) : undefined;
      if (assessment === undefined || provenanceName === undefined) return undefined;
      Object.assign(locations, { [`RiskAssessment/${id}`]: assessment, [`Provenance/${id}`]: provenanceName });
    }
    return locations;
  }

  private async tryAgain(analysisId: string, result: ResultEntity, refusal: string, status: number | null = null): Promise<never> {
    await this.end(analysisId, result, { state: 'waiting', status, refusal, locations: {} });
    throw new Error(`the results of analysis ${analysisId} were not written to the EHR${status === null ? '' : ` (${status})`}`);
  }

  /** Stores what came of it, together with the event that tells of it; the EHR's words stay in the row. */
  private async end(analysisId: string, { patientId }: ResultEntity, came: WriteBackOutcome): Promise<JobOutcome> {
    await this.dataSource.transaction(async (manager) => {
      await this.rows.endWithin(manager, analysisId, came);
      await this.audit.recordWithin(manager, [{
        action: 'results.written-back', actor: 'worker', outcome: came.state === 'written' || came.state === 'withdrawn' ? 'success' : 'failure', subject: patientId, entity: `Analysis/${analysisId}`,
        detail: { state: came.state, status: came.status, resources: Object.keys(came.locations).length },
      }]);
    });
    return came.state === 'written' || came.state === 'withdrawn' ? 'success' : 'skipped';
  }
}
