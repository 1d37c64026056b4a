import { Client } from 'fhir-kit-client';
import { z } from 'zod';
import type { Settings } from '../config/index.js';
import { done, type Outcome, type ProblemCode, refused } from '../platform/problem.js';
import { retried } from '../platform/retry.js';
import { securityLabels, type SubjectKind, subjectKindOf } from './subject-kind.js';

export type EhrSettings = NonNullable<Settings['ehr']>;

const meta = z.looseObject({ versionId: z.string().optional(), lastUpdated: z.string().optional(), ...securityLabels }).optional();

const patientResource = z.looseObject({
  resourceType: z.literal('Patient'),
  id: z.string(),
  meta,
  identifier: z.array(z.looseObject({ value: z.string().optional() })).optional(),
  birthDate: z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'expected a FHIR date').optional(),
  gender: z.enum(['male', 'female', 'other', 'unknown']).optional(),
});

const imagingStudyResource = z.looseObject({
  resourceType: z.literal('ImagingStudy'),
  id: z.string(),
  meta,
  status: z.string(),
  identifier: z.array(z.looseObject({ system: z.string().optional(), value: z.string().optional() })).optional(),
  basedOn: z.array(z.looseObject({ reference: z.string().optional() })).optional(),
  started: z.string().optional(),
});

const bundle = z.looseObject({ resourceType: z.literal('Bundle'), entry: z.array(z.looseObject({ resource: z.unknown() })).optional() });

/** A patient as the EHR holds it: only what a model may need. */
export interface EhrPatient {
  readonly id: string;
  readonly versionId: string | null;
  readonly identifiers: readonly string[];
  readonly subject: SubjectKind;
  readonly birthDate: string | null;
  readonly gender: 'male' | 'female' | 'other' | 'unknown' | null;
}

/** An imaging study as the EHR knows of it. */
export interface EhrImagingStudy {
  readonly id: string;
  readonly versionId: string | null;
  readonly studyInstanceUid: string;
  readonly identifiers: readonly string[];
  readonly basedOn: readonly string[];
}

const statusOf = (error: unknown): number | undefined => {
  const parsed = z.object({ response: z.object({ status: z.number() }) }).safeParse(error);
  return parsed.success ? parsed.data.response.status : undefined;
};

/** Reads an R4 server with fhir-kit-client. */
export class EhrClient {
  private readonly client: Client;

  constructor(private readonly settings: EhrSettings) {
    this.client = new Client({ baseUrl: settings.fhirUrl, ...(settings.token ? { bearerToken: settings.token } : {}) });
  }

  /** Birth date, sex and version of a patient. */
  async readPatient(id: string): Promise<Outcome<EhrPatient>> {
    const answer = await this.ask(() => this.client.read({ resourceType: 'Patient', id, options: this.options() }), 'PATIENT_NOT_FOUND', `The EHR does not know Patient/${id}.`);
    if (!answer.ok) return answer;
    const parsed = patientResource.safeParse(answer.value);
    if (!parsed.success) return refused('EHR_REFUSED', `Patient/${id} of the EHR is not an R4 Patient: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}.`);
    const patient = parsed.data;
    return done({
      id: patient.id, versionId: patient.meta?.versionId ?? null, identifiers: (patient.identifier ?? []).flatMap((one) => one.value ?? []),
      subject: subjectKindOf(patient.meta), birthDate: patient.birthDate ?? null, gender: patient.gender ?? null,
    });
  }

  /** The patient's imaging studies that carry a StudyInstanceUID. */
  async findImagingStudies(patientId: string): Promise<Outcome<readonly EhrImagingStudy[]>> {
    const answer = await this.ask(
      () => this.client.resourceSearch({ resourceType: 'ImagingStudy', searchParams: { patient: patientId, _count: '200' }, options: this.options() }),
      'EHR_REFUSED', 'The EHR does not offer ImagingStudy.',
    );
    if (!answer.ok) return answer;
    const parsed = bundle.safeParse(answer.value);
    if (!parsed.success) return refused('EHR_REFUSED', 'The EHR answered a search for ImagingStudy with something other than a Bundle.');
    const studies = (parsed.data.entry ?? []).flatMap((entry) => { const study = imagingStudyResource.safeParse(entry.resource); return study.success ? [study.data] : []; });
    return done(studies.filter((study) => study.status !== 'entered-in-error' && study.status !== 'cancelled').flatMap((study) => {
      const uid = study.identifier?.find((one) => one.system === 'urn:dicom:uid')?.value?.replace(/^urn:oid:/, '');
      if (!uid) return [];
      return [{
        id: study.id, versionId: study.meta?.versionId ?? null, studyInstanceUid: uid,
        identifiers: (study.identifier ?? []).flatMap((one) => one.value ?? []), basedOn: (study.basedOn ?? []).flatMap((one) => one.reference ?? []),
      }];
    }));
  }

  private options() {
    return { signal: AbortSignal.timeout(this.settings.timeoutMs), redirect: 'error' as const };
  }

  private ask<T>(call: () => Promise<T>, missing: ProblemCode, missingText: string): Promise<Outcome<T>> {
    return retried(this.settings.attempts, ['EHR_UNAVAILABLE'], async () => {
      try {
        return done(await call());
      } catch (error) {
        const status = statusOf(error);
        if (status === 404 || status === 410) return refused(missing, missingText);
        if (status !== undefined && status < 500 && status !== 429) return refused('EHR_REFUSED', `The EHR answered ${status}; expected 200. Its address and token are in the settings under ehr.`);
        return refused('EHR_UNAVAILABLE', `The EHR did not answer (${status ?? (error instanceof Error ? error.name : 'no connection')}).`);
      }
    });
  }
}
