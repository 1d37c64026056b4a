import { z } from 'zod';
import { done, type Outcome, refused } from '../platform/problem.js';
import { type SubjectKind, subjectKindOf } from '../studies/subject-kind.js';
import { type Condition, readConditions } from './conditions.js';
import { FhirReads } from './fhir-reads.client.js';
import { readPrefetched } from './prefetched.js';
import type { HookRequest } from './request.js';

/** The patient as the EHR has them at the moment of the call. */
export interface PatientNow {
  readonly subject: SubjectKind;
  readonly birthDate: string | null;
  /** True where the EHR says that another record has taken this one's place. */
  readonly isReplaced: boolean;
}

/** What a card needs of the EHR. */
export interface EhrFacts {
  readonly patient: PatientNow;
  readonly conditions: readonly Condition[];
}

const patientResource = z.looseObject({
  resourceType: z.literal('Patient'), id: z.string(), meta: z.unknown().optional(), birthDate: z.string().optional(),
  link: z.array(z.looseObject({ type: z.string().optional() })).optional().catch(undefined),
});

/** The patient asked for among the resources; undefined where it is another or none. */
function patientAmong(resources: readonly unknown[], id: string): PatientNow | undefined {
  const found = resources.map((one) => patientResource.safeParse(one).data).find((one) => one?.id === id);
  return found && { subject: subjectKindOf(found.meta), birthDate: found.birthDate ?? null, isReplaced: found.link?.some((link) => link.type === 'replaced-by') ?? false };
}

async function patientOf({ patientId, prefetch }: HookRequest, reads: FhirReads | undefined): Promise<Outcome<PatientNow>> {
  const given = readPrefetched(prefetch.patient);
  const prefetched = given.kind === 'given' ? patientAmong(given.resources, patientId) : undefined;
  if (prefetched) return done(prefetched);
  const mayFetch = given.kind === 'missing' || given.kind === 'given';
  if (!mayFetch || !reads?.mayAsk({ type: 'Patient', kind: 'read' })) {
    return refused('PATIENT_NOT_FOUND', `Patient/${patientId} was not to be had: expected it as prefetch.patient, or a fhirServer that has it and a scope that lets it be read.`);
  }
  const answer = await reads.read(`Patient/${patientId}`);
  if (!answer.ok) return answer.problem.code === 'PATIENT_NOT_FOUND' ? refused('PATIENT_NOT_FOUND', `The EHR does not know Patient/${patientId}.`) : answer;
  const fetched = patientAmong([answer.value], patientId);
  return fetched ? done(fetched) : refused('PATIENT_MISMATCH', `The EHR answered with something other than Patient/${patientId}.`);
}

/** Active conditions, as far as they are to be had: a card does not wait for more, nor fail without. */
async function conditionsOf({ patientId, prefetch }: HookRequest, reads: FhirReads | undefined): Promise<readonly Condition[]> {
  const mayAsk = () => reads?.mayAsk({ type: 'Condition', kind: 'search' }) ?? false;
  let page = readPrefetched(prefetch.conditions);
  if (page.kind === 'missing' && reads && mayAsk()) {
    const answer = await reads.read(`Condition?patient=${patientId}&clinical-status=active&_count=50`);
    page = readPrefetched(answer.ok ? answer.value : null);
  }
  const found: unknown[] = [];
  while (page.kind === 'given') {
    found.push(...page.resources);
    if (page.next === undefined || !reads || !mayAsk()) break;
    const answer = await reads.page(page.next);
    page = readPrefetched(answer.ok ? answer.value : null);
  }
  return readConditions(found, patientId);
}

/**
 * What is needed of the EHR, from prefetch or else, where the client lets it be asked, from its FHIR server with the token
 * it brought: the patient, without whom there is no card, and with `conditions` the problems. Both are asked for at one
 * time, and two requests are the most.
 */
export async function gatherFacts(request: HookRequest, needed: 'patient' | 'patient-and-conditions'): Promise<Outcome<EhrFacts>> {
  const { fhirServer, fhirAuthorization, patientId } = request;
  const reads = fhirServer === undefined ? undefined : new FhirReads(fhirServer, fhirAuthorization, patientId);
  const [patient, conditions] = await Promise.all([patientOf(request, reads), needed === 'patient' ? [] : conditionsOf(request, reads)]);
  return patient.ok ? done({ patient: patient.value, conditions }) : patient;
}
