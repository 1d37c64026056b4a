import { Injectable } from '@nestjs/common';
import type { ResultEntity } from '../results/result.entity.js';
import { ResultsService } from '../results/results.service.js';
import { bodyStructure, trackingIdentifiers } from './body-structure.js';
import { byDate, byId, byOwnIdentifier, byPatient, byReference, oneOfUuids } from './conditions.js';
import { diagnosticReport, type Report } from './diagnostic-report.js';
import { observation } from './observation.js';
import { featureSetProvenance, provenance, reportProvenance } from './provenance.js';
import { type Found, type Held, inOrder, type Reader } from './reader.js';
import { ResultRows } from './result-rows.service.js';
import { riskAssessment, type Standing } from './risk-assessment.js';
import { type Search, valuesOf } from './search-query.js';
import { idsOf, isNamedBy, isUuid, readToken } from './search-values.js';
import { systems } from './systems.js';

const all = (places: Extract<Found, { kind: 'all' }>['places']): Found => ({ kind: 'all', places });
const standingOf = (isWithdrawn: boolean): Standing => (isWithdrawn ? 'withdrawn' : 'stands');
const provenTypes = ['RiskAssessment', 'Observation', 'DiagnosticReport'];

/** Reads what was measured and what models say of it. */
@Injectable()
export class ResultReaders {
  readonly readers: readonly Reader[] = [
    { type: 'RiskAssessment', find: (search) => this.findAssessments(search), load: (ids) => this.loadAssessments(ids) },
    { type: 'Observation', find: (search) => this.findObservations(search), load: (ids) => this.loadObservations(ids) },
    { type: 'DiagnosticReport', find: (search) => this.findReports(search), load: (ids) => this.loadReports(ids) },
    { type: 'Provenance', find: (search) => this.findProvenances(search), load: (ids) => this.loadProvenances(ids) },
    { type: 'BodyStructure', find: (search) => this.findLesions(search), load: (ids) => this.loadLesions(ids) },
  ];

  constructor(private readonly results: ResultsService, private readonly rows: ResultRows) {}

  private async findAssessments(search: Search): Promise<Found> {
    const performers = valuesOf(search, 'performer');
    const byPerformer = performers === undefined ? [] : [{ sql: "'model-' || r.model_name || '-' || r.model_version = ANY(?::text[])", values: [idsOf('Device', performers)] }];
    return all(await this.rows.find('results', [...byId(search, 'r.id'), ...byPatient(search, 'r.patient_id'), ...byOwnIdentifier(search, 'r.id', systems.result), ...byDate(search, 'r.acquired_at'), ...byPerformer]));
  }

  private async loadAssessments(ids: readonly string[]): Promise<readonly Held[]> {
    const results = await this.results.results(ids.filter(isUuid));
    return Promise.all(results.map(async (result) => ({ resource: riskAssessment(result, standingOf(await this.results.isWithdrawn(result))), patientId: result.patientId })));
  }

  private async findObservations(search: Search): Promise<Found> {
    const lesions = valuesOf(search, 'focus');
    const byLesion = lesions === undefined ? [] : [{ sql: '(s.patient_id, s.lesion_key) IN (SELECT f.patient_id, f.lesion_key FROM feature_set f WHERE f.id = ANY(?::uuid[]))', values: [(await this.rows.lesions(idsOf('BodyStructure', lesions).filter(isUuid))).map(({ id }) => id)] }];
    return all(await this.rows.find('featureSets', [
      ...byId(search, 's.id'), ...byPatient(search, 's.patient_id'), ...byOwnIdentifier(search, 's.id', systems.featureSet), ...byDate(search, 's.acquired_at'),
      ...byReference(search, { name: 'based-on', type: 'ServiceRequest', column: 'a.order_id' }), ...byLesion,
    ]));
  }

  private async loadObservations(ids: readonly string[]): Promise<readonly Held[]> {
    const asked = ids.filter(isUuid);
    const [sets, places] = await Promise.all([this.results.featureSets(asked), this.rows.placesOf(asked)]);
    return Promise.all(sets.map(async (set) => {
      const { orderId, lesionId } = places.get(set.id) ?? {};
      const isWithdrawn = orderId !== undefined && await this.results.isWithdrawn({ orderId });
      return { resource: observation(set, { orderId, lesionId, standing: standingOf(isWithdrawn) }), patientId: set.patientId };
    }));
  }

  private async findReports(search: Search): Promise<Found> {
    return all(await this.rows.find('reports', [
      ...byId(search, 'r.analysis_id'), ...byPatient(search, 'r.patient_id'), ...byOwnIdentifier(search, 'r.analysis_id', systems.report), ...byDate(search, 'r.acquired_at'),
      ...byReference(search, { name: 'based-on', type: 'ServiceRequest', column: 'r.order_id' }),
    ]));
  }

  private async loadReports(ids: readonly string[]): Promise<readonly Held[]> {
    return (await this.reports(ids)).map((report) => ({ resource: diagnosticReport(report), patientId: report.results[0].patientId }));
  }

  /** Reports of the analyses that have results. */
  private async reports(ids: readonly string[]): Promise<readonly Report[]> {
    const analyses = await this.rows.ofAnalyses(ids.filter(isUuid));
    return (await Promise.all(analyses.map(async ({ analysisId, resultIds, featureSetIds }): Promise<readonly Report[]> => {
      const [first, ...others] = await this.results.results(resultIds);
      return first === undefined ? [] : [{ analysisId, results: [first, ...others], featureSetIds, standing: standingOf(await this.results.isWithdrawn(first)) }];
    }))).flat();
  }

  private async findProvenances(search: Search): Promise<Found> {
    const targets = valuesOf(search, 'target');
    const told = targets === undefined ? [] : [...new Set(provenTypes.flatMap((type) => idsOf(type, targets)))];
    if (targets === undefined) return all(await this.rows.find('results', [...byId(search, 'r.id'), ...byPatient(search, 'r.patient_id')]));
    const [patients, asked] = [byPatient(search, 'r.patient_id'), valuesOf(search, '_id')];
    const ids = told.filter((id) => asked === undefined || asked.includes(id));
    if (patients.length > 0) return all(await this.rows.find('results', [oneOfUuids('r.id', ids), ...patients]));
    return all((await this.loadProvenances(ids)).map(({ resource }) => ({ id: resource.id, at: 0 })));
  }

  /** A Provenance has the id of what it tells of: of a result, of a feature set or of a report. */
  private async loadProvenances(ids: readonly string[]): Promise<readonly Held[]> {
    const asked = ids.filter(isUuid);
    const [results, sets, reports] = await Promise.all([this.results.results(asked), this.results.featureSets(asked), this.reports(asked)]);
    const ofResults = await Promise.all(results.map(async (result: ResultEntity) => ({ resource: provenance(result, await this.results.featureSets(result.content.featureSetIds)), patientId: result.patientId })));
    return inOrder(ids, [
      ...ofResults, ...sets.map((set) => ({ resource: featureSetProvenance(set), patientId: set.patientId })),
      ...reports.map(({ analysisId, results: of, featureSetIds }) => ({ resource: reportProvenance(analysisId, of, featureSetIds), patientId: of[0].patientId })),
    ], ({ resource }) => resource.id);
  }

  private async findLesions(search: Search): Promise<Found> {
    const places = await this.rows.findLesions([...byId(search, 's.id'), ...byPatient(search, 's.patient_id')]);
    const tokens = valuesOf(search, 'identifier')?.map(readToken);
    if (tokens === undefined) return all(places);
    const named = (await this.rows.lesions(places.map(({ id }) => id))).filter((lesion) => trackingIdentifiers(lesion).some((one) => tokens.some((token) => isNamedBy(token, one))));
    return all(places.filter(({ id }) => named.some((lesion) => lesion.id === id)));
  }

  private async loadLesions(ids: readonly string[]): Promise<readonly Held[]> {
    const lesions = await this.rows.lesions(ids.filter(isUuid));
    return inOrder(ids, lesions, ({ id }) => id).map((lesion) => ({ resource: bodyStructure(lesion), patientId: lesion.patientId }));
  }
}
