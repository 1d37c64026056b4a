import type { AnalysisState } from '../analysis/analysis-state.js';
import type { AnyResource } from './bundle.js';

/** An analysis, as much as is told of it. */
export interface AnalysisRow {
  readonly id: string;
  readonly orderId: string;
  readonly patientId: string;
  readonly state: AnalysisState;
  readonly problemCode: string | null;
  readonly problemText: string | null;
  readonly looks: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly isReported: boolean;
}

/** Status of R4 Task for each state. */
const statuses: Readonly<Record<AnalysisState, string>> = {
  'queued': 'ready', 'waiting-for-study': 'on-hold', 'running': 'in-progress', 'done': 'completed', 'failed': 'failed', 'cancelled': 'cancelled',
};

/** States whose Task has this status. */
export const statesOf = (status: string): readonly string[] => Object.entries(statuses).flatMap(([state, name]) => (name === status ? state : []));

/** How far an analysis is, as R4 Task that fulfils its order. */
export const task = ({ id, orderId, patientId, state, problemCode, problemText, looks, createdAt, changedAt, isReported }: AnalysisRow): AnyResource => ({
  resourceType: 'Task',
  id,
  // Each look for the study and each step on is a version.
  meta: { versionId: String(changedAt.getTime()), lastUpdated: changedAt.toISOString() },
  basedOn: [{ reference: `ServiceRequest/${orderId}` }],
  status: statuses[state],
  ...(problemCode === null ? {} : { statusReason: { coding: [{ system: 'urn:sarcolens:problem', code: problemCode }], text: problemText ?? problemCode } }),
  businessStatus: { coding: [{ system: 'urn:sarcolens:analysis', code: state }], text: looks > 0 ? `${state}; looked ${looks === 1 ? 'once' : `${looks} times`}` : state },
  intent: 'order',
  code: { coding: [{ system: 'http://hl7.org/fhir/CodeSystem/task-code', code: 'fulfill', display: 'Fulfill the focal request' }] },
  focus: { reference: `ServiceRequest/${orderId}` },
  for: { reference: `Patient/${patientId}` },
  authoredOn: createdAt.toISOString(),
  lastModified: changedAt.toISOString(),
  ...(isReported ? { output: [{ type: { text: 'report' }, valueReference: { reference: `DiagnosticReport/${id}` } }] } : {}),
});
