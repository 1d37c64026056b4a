import type { AnalysisEntity } from '../analysis/analysis.entity.js';
import type { OrderEntity } from '../orders/order.entity.js';
import type { AnyResource } from './bundle.js';

/** An order as it was last heard, under our own id or the one it was asked for by, with how far its analysis is. */
export function storedServiceRequest(order: OrderEntity, analysis: AnalysisEntity | undefined, id = order.id): AnyResource {
  const progress = analysis && [
    { url: 'state', valueCode: analysis.state },
    ...(analysis.problemCode === null ? [] : [{ url: 'problem', valueCode: analysis.problemCode }, { url: 'text', valueString: analysis.problemText ?? analysis.problemCode }]),
  ];
  return {
    ...order.resource,
    resourceType: 'ServiceRequest',
    id,
    meta: { versionId: String(order.revision), lastUpdated: order.changedAt.toISOString(), ...(progress ? { extension: [{ url: 'urn:sarcolens:analysis', extension: progress }] } : {}) },
    status: order.status,
  };
}
