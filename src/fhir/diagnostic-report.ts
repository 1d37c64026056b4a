import type { ResultEntity } from '../results/result.entity.js';
import { attachmentOf } from './attachment.js';
import type { AnyResource } from './bundle.js';
import { aiLabel, metaOf } from './labels.js';
import { studyReference } from './observation.js';
import { conclusionOf, reportPage } from './report-text.js';
import type { Standing } from './risk-assessment.js';
import { systems } from './systems.js';

/** All that one analysis found. */
export interface Report {
  readonly analysisId: string;
  /** At least one, lesion by lesion. */
  readonly results: readonly [ResultEntity, ...ResultEntity[]];
  readonly featureSetIds: readonly string[];
  readonly standing: Standing;
}

/**
 * An analysis as R4 DiagnosticReport. It is preliminary: a report of software alone has nobody who interprets its
 * results. One whose order was entered in error says so and nothing else.
 */
export function diagnosticReport({ analysisId, results, featureSetIds, standing }: Report): AnyResource {
  const [first] = results;
  const isWithdrawn = standing === 'withdrawn';
  return {
    resourceType: 'DiagnosticReport',
    id: analysisId,
    meta: { ...metaOf(first.createdAt), ...(isWithdrawn ? { versionId: '2' } : {}), ...aiLabel },
    ...(isWithdrawn ? {} : { extension: results.map(({ id }) => ({ url: systems.assessment, valueReference: { reference: `RiskAssessment/${id}` } })) }),
    identifier: [{ system: systems.report, value: analysisId }],
    basedOn: [{ reference: `ServiceRequest/${first.orderId}` }],
    status: isWithdrawn ? 'entered-in-error' : 'preliminary',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'RAD', display: 'Radiology' }] }],
    code: { coding: [{ system: systems.loinc, code: '18748-4', display: 'Diagnostic imaging study' }], text: 'Radiomics of a soft-tissue tumour' },
    subject: { reference: `Patient/${first.patientId}` },
    effectiveDateTime: first.acquiredAt.toISOString(),
    issued: first.createdAt.toISOString(),
    ...(isWithdrawn || featureSetIds.length === 0 ? {} : { result: featureSetIds.map((id) => ({ reference: `Observation/${id}` })) }),
    imagingStudy: [...new Set(results.map(({ studyInstanceUid }) => studyInstanceUid))].map(studyReference),
    ...(isWithdrawn ? {} : { conclusion: conclusionOf(results), presentedForm: [attachmentOf(reportPage(results), { contentType: 'text/html; charset=utf-8', title: 'Radiomics', creation: first.createdAt })] }),
  };
}
