import type { FeatureSetEntity } from '../results/feature-set.entity.js';
import type { ResultEntity } from '../results/result.entity.js';
import type { Resource } from './bundle.js';
import { deviceIdOf, deviceIdOfEngine } from './device.js';
import { systems } from './systems.js';

const source = (what: object) => ({ role: 'source', what });
const versioned = (reference: string, versionId: string | null): string => (versionId === null ? reference : `${reference}/_history/${versionId}`);

/** Where a result came from, as R4 Provenance: the resources, series, mask and feature sets it rests on. Its id is the result's. */
export function provenance({ id, orderId, content, createdAt }: ResultEntity, sets: readonly FeatureSetEntity[]): Resource & Record<string, unknown> {
  const uids = sets.flatMap(({ content: { series, region } }) => [series.seriesInstanceUid, region.instance.sopInstanceUid]);
  return {
    resourceType: 'Provenance',
    id,
    target: [{ reference: `RiskAssessment/${id}` }],
    occurredPeriod: { start: content.startedAt, end: content.finishedAt },
    recorded: createdAt.toISOString(),
    activity: { text: 'Radiomics measurement and scoring' },
    agent: [
      { type: { text: 'model' }, who: { reference: `Device/${deviceIdOf(content.model)}` } },
      { type: { text: 'software' }, who: { reference: `Device/${deviceIdOfEngine(content.engine)}` } },
    ],
    entity: [
      source({ reference: `ServiceRequest/${orderId}` }),
      ...content.resources.map(({ reference, versionId }) => source({ reference: versioned(reference, versionId) })),
      ...[...new Set(uids)].map((uid) => source({ identifier: { system: systems.dicomUid, value: `urn:oid:${uid}` } })),
      ...sets.map((set) => source({ reference: `Observation/${set.id}` })),
    ],
  };
}
