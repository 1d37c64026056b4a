import { Client } from 'fhir-kit-client';
import { Agent } from 'undici';
import { z } from 'zod';
import type { Settings } from '../config/index.js';
import { patientIdOf } from '../platform/patient-reference.js';
import { done, type Outcome, type ProblemCode, refused } from '../platform/problem.js';
import { retried } from '../platform/retry.js';
import { largestBytes, type TokenSource, tooLargeText } from './ehr-server.client.js';
import { type EhrImagingStudy, readImagingStudy } from './imaging-study.js';
import { isTooLarge } from './open-get.client.js';
import { addressOn } from './same-server.js';
import { securityLabels, type SubjectKind, subjectKindOf } from './subject-kind.js';

export type EhrSettings = NonNullable<Settings['ehr']>;

const meta = z.looseObject({ versionId: z.string().optional(), lastUpdated: z.string().optional(), ...securityLabels }).optional();

const patientResource = z.looseObject({
  resourceType: z.literal('Patient'),
  id: z.string(),
  meta,
  identifier: z.array(z.looseObject({ value: z.string().optional() })).optional(),
  link: z.array(z.looseObject({ other: z.looseObject({ reference: z.string().optional() }).optional(), type: z.string().optional() })).optional().catch(undefined),
  birthDate: z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'expected a FHIR date').optional(),
  gender: z.enum(['male', 'female', 'other', 'unknown']).optional(),
});

const bundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.looseObject({ resource: z.unknown().optional() })).optional(),
  link: z.array(z.looseObject({ relation: z.string(), url: z.string() })).optional(),
});

/** A patient with more studies than these pages hold is beyond what is asked for one order. */
const mostPages = 10;

/** A patient as the EHR holds it: only what a model may need. */
export interface EhrPatient {
  readonly id: string;
  /** Ids of records that this one has replaced. */
  readonly formerIds: readonly string[];
  readonly versionId: string | null;
  readonly identifiers: readonly string[];
  readonly subject: SubjectKind;
  readonly birthDate: string | null;
  readonly gender: 'male' | 'female' | 'other' | 'unknown' | null;
}

const statusOf = (error: unknown): number | undefined => {
  const parsed = z.object({ response: z.object({ status: z.number() }) }).safeParse(error);
  return parsed.success ? parsed.data.response.status : undefined;
};

const bounded = new Agent({ maxResponseSize: largestBytes });

/** Of whom a Patient says that it has taken their place: so a merged record is answered. */
const replacedBy = ({ link = [] }: z.infer<typeof patientResource>): readonly string[] => link.flatMap(({ type, other }) => (type === 'replaces' ? patientIdOf(other?.reference) || [] : []));

/** How one request is sent: its time and its token. */
interface SendOptions {
  readonly signal: AbortSignal;
  readonly redirect: 'error';
  readonly headers: Record<string, string>;
}

/** Reads an R4 server with fhir-kit-client. */
export class EhrClient {
  private readonly client: Client;

  constructor(private readonly settings: EhrSettings, private readonly tokens: TokenSource) {
    this.client = new Client({ baseUrl: settings.fhirUrl, requestSigner: (_url, init) => { Object.assign(init, { dispatcher: bounded }); } });
  }

  /** Birth date, sex and version of a patient. */
  async readPatient(id: string): Promise<Outcome<EhrPatient>> {
    const answer = await this.ask((options) => this.client.read({ resourceType: 'Patient', id, options }), 'PATIENT_NOT_FOUND', `The EHR does not know Patient/${id}.`);
    if (!answer.ok) return answer;
    const parsed = patientResource.safeParse(answer.value);
    if (!parsed.success) return refused('EHR_REFUSED', `Patient/${id} of the EHR is not an R4 Patient: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}.`);
    const patient = parsed.data;
    const formerIds = replacedBy(patient);
    if (patient.id !== id && !formerIds.includes(id)) return refused('EHR_REFUSED', 'The EHR answered with another patient than the one asked for; nothing of it is used.');
    return done({
      id: patient.id, formerIds, versionId: patient.meta?.versionId ?? null, identifiers: (patient.identifier ?? []).flatMap((one) => one.value ?? []),
      subject: subjectKindOf(patient.meta), birthDate: patient.birthDate ?? null, gender: patient.gender ?? null,
    });
  }

  /**
   * The patient's imaging studies that carry a StudyInstanceUID. An EHR may not look at whose were asked for: those of
   * anybody else are left out, but for the patient's own other ids.
   */
  async findImagingStudies(patientId: string, otherIds: readonly string[]): Promise<Outcome<readonly EhrImagingStudy[]>> {
    const studies: EhrImagingStudy[] = [];
    let page = await this.page((options) => this.client.resourceSearch({ resourceType: 'ImagingStudy', searchParams: { patient: patientId, _count: '200' }, options }));
    for (let pages = 1; ; pages += 1) {
      if (!page.ok) return page;
      studies.push(...(page.value.entry ?? []).flatMap((entry) => { const study = readImagingStudy(entry.resource); return study.ok ? [study.value] : []; }));
      const next = page.value.link?.find((link) => link.relation === 'next')?.url;
      if (next === undefined) break;
      const address = addressOn(this.settings.fhirUrl, next);
      if (address === undefined || pages === mostPages) return refused('EHR_REFUSED', `The EHR names a next page of ImagingStudy that is not ${address === undefined ? 'on it' : `among the first ${mostPages}`}; it is not asked for.`);
      page = await this.page((options) => this.client.request(address, { options }));
    }
    return done(studies.filter((study) => study.status !== 'entered-in-error' && study.status !== 'cancelled' && (study.patientId === null || study.patientId === patientId || otherIds.includes(study.patientId))));
  }

  /** An Endpoint by a reference to one on this EHR; what it holds is not looked at here. */
  async readEndpoint(reference: string): Promise<Outcome<unknown>> {
    const root = addressOn(this.settings.fhirUrl, '.') ?? '';
    const path = addressOn(this.settings.fhirUrl, reference)?.slice(root.length + 1) ?? '';
    const id = /^Endpoint\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(path)?.[1];
    if (id === undefined) return refused('EHR_REFUSED', 'A study refers to an Endpoint that is not on the EHR; it is not asked for.');
    return this.ask((options) => this.client.read({ resourceType: 'Endpoint', id, options }), 'EHR_REFUSED', `The EHR does not know Endpoint/${id}.`);
  }

  private async page(call: (options: SendOptions) => Promise<unknown>): Promise<Outcome<z.infer<typeof bundle>>> {
    const answer = await this.ask(call, 'EHR_REFUSED', 'The EHR does not offer ImagingStudy.');
    if (!answer.ok) return answer;
    const parsed = bundle.safeParse(answer.value);
    return parsed.success ? done(parsed.data) : refused('EHR_REFUSED', 'The EHR answered a search for ImagingStudy with something other than a Bundle.');
  }

  /** With a token of now; one that the EHR no longer takes is dropped, once, for another. */
  private ask<T>(call: (options: SendOptions) => Promise<T>, missing: ProblemCode, missingText: string): Promise<Outcome<T>> {
    return retried(this.settings.attempts, ['EHR_UNAVAILABLE'], async () => {
      for (let isFirst = true; ; isFirst = false) {
        const token = await this.tokens.current();
        if (!token.ok) return token;
        try {
          const headers: Record<string, string> = token.value === undefined ? {} : { authorization: `Bearer ${token.value}` };
          return done(await call({ signal: AbortSignal.timeout(this.settings.timeoutMs), redirect: 'error', headers }));
        } catch (error) {
          const status = statusOf(error);
          if (status === 401 && isFirst && this.tokens.drop(token.value) === 'another can be had') continue;
          if (status === 404 || status === 410) return refused(missing, missingText);
          if (isTooLarge(error)) return refused('EHR_REFUSED', tooLargeText);
          if (status === 200) return refused('EHR_REFUSED', 'The EHR answered with something other than FHIR JSON; its address is in the settings under ehr.');
          if (status !== undefined && status < 500 && status !== 429) return refused('EHR_REFUSED', `The EHR answered ${status}; expected 200. Its address and token are in the settings under ehr.`);
          return refused('EHR_UNAVAILABLE', `The EHR did not answer (${status ?? (error instanceof Error ? error.name : 'no connection')}).`);
        }
      }
    });
  }
}
