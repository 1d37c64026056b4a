import type { FeatureSetEntity } from '../results/feature-set.entity.js';
import type { Engine } from '../results/feature-set.js';
import type { ModelIdentity, ReadResource } from '../results/result.js';
import type { ResultEntity } from '../results/result.entity.js';
import type { AnyResource } from './bundle.js';
import { deviceIdOf, deviceIdOfEngine, versionNumber } from './device.js';
import { aiAsserted } from './labels.js';
import { studyReference } from './observation.js';
import { systems } from './systems.js';

const source = (what: object) => ({ role: 'source', what });
const versioned = ({ reference, versionId }: ReadResource): string => (versionId === null ? reference : `${reference}/_history/${versionId}`);
const byUid = (uid: string) => source({ identifier: { system: systems.dicomUid, value: `urn:oid:${uid}` } });

/** A device that makes something new of what is there. */
const assembler = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code: 'assembler', display: 'Assembler' }] };

const modelAgent = (model: ModelIdentity) => ({
  type: { ...assembler, text: 'model' }, role: [{ coding: [{ system: systems.aiDeviceType, code: 'Artificial-Intelligence' }], text: 'Artificial intelligence' }], who: { reference: `Device/${deviceIdOf(model)}` },
});
const engineAgent = (engine: Engine) => ({ type: { ...assembler, text: 'software' }, who: { reference: `Device/${deviceIdOfEngine(engine)}` } });
const modelCard = (model: ModelIdentity) => ({ role: 'derivation', what: { type: 'DocumentReference', identifier: { system: systems.card, value: versionNumber(model) }, display: 'Model card' } });

/** Every Provenance has the id of the one resource it tells of, of which there is one version only. */
const common = (type: string, id: string, recorded: Date, activity: string) => ({
  resourceType: 'Provenance', id, meta: { versionId: '1', lastUpdated: recorded.toISOString() }, target: [{ reference: `${type}/${id}` }], recorded: recorded.toISOString(),
  activity: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-DataOperation', code: 'CREATE', display: 'create' }], text: activity },
});

/** That an artificial intelligence had a part in it (HL7 AI transparency, AI Provenance). */
const byAi = { reason: [{ coding: [aiAsserted] }] };

/** Where a result came from, as R4 Provenance: the resources, series, mask and feature sets it rests on. Its id is the result's. */
export function provenance({ id, orderId, content, createdAt }: ResultEntity, sets: readonly FeatureSetEntity[]): AnyResource {
  const uids = sets.flatMap(({ content: { series, region } }) => [series.seriesInstanceUid, region.instance.sopInstanceUid]);
  return {
    ...common('RiskAssessment', id, createdAt, 'Radiomics measurement and scoring'), ...byAi,
    occurredPeriod: { start: content.startedAt, end: content.finishedAt },
    agent: [modelAgent(content.model), engineAgent(content.engine)],
    entity: [
      source({ reference: `ServiceRequest/${orderId}` }),
      ...content.resources.map((resource) => source({ reference: versioned(resource) })),
      ...[...new Set(uids)].map(byUid),
      ...sets.map((set) => source({ reference: `Observation/${set.id}` })),
      modelCard(content.model),
    ],
  };
}

/** Where a feature set came from: study, series and mask. No model had a part in it. */
export function featureSetProvenance({ id, content, createdAt, studyInstanceUid }: FeatureSetEntity): AnyResource {
  const { engine, series, region } = content;
  return {
    ...common('Observation', id, createdAt, 'Radiomics measurement'),
    agent: [engineAgent(engine)],
    entity: [source(studyReference(studyInstanceUid)), byUid(series.seriesInstanceUid), byUid(region.instance.sopInstanceUid)],
  };
}

/** Where the report of an analysis came from: what the models said, and on what. */
export function reportProvenance(analysisId: string, results: readonly [ResultEntity, ...ResultEntity[]], featureSetIds: readonly string[]): AnyResource {
  const [first] = results;
  const models = new Map(results.map(({ content: { model } }) => [deviceIdOf(model), model]));
  return {
    ...common('DiagnosticReport', analysisId, first.createdAt, 'Report of an analysis'), ...byAi,
    agent: [...[...models.values()].map(modelAgent), engineAgent(first.content.engine)],
    entity: [
      source({ reference: `ServiceRequest/${first.orderId}` }),
      ...results.map(({ id }) => source({ reference: `RiskAssessment/${id}` })), ...featureSetIds.map((id) => source({ reference: `Observation/${id}` })),
      ...[...models.values()].map(modelCard),
    ],
  };
}
