import { z } from 'zod';
import { patientIdOf } from '../platform/patient-reference.js';
import { done, type Outcome, refused } from '../platform/problem.js';

const id = /^[A-Za-z0-9\-.]{1,64}$/;

/** What is of use and not needed: where it is not as it should be, the study is read without it. */
const count = z.number().int().min(0).optional().catch(undefined);
const endpoints = z.array(z.looseObject({ reference: z.string().optional() })).optional().catch(undefined);

/** A study names one server, or one for each series; more references than these are not followed. */
const mostEndpoints = 10;

/** As much of an R4 ImagingStudy as is needed here. */
const imagingStudyResource = z.looseObject({
  resourceType: z.literal('ImagingStudy'),
  id: z.string().regex(id).optional(),
  meta: z.looseObject({ versionId: z.string().optional() }).optional(),
  status: z.string(),
  subject: z.looseObject({ reference: z.string().optional() }).optional(),
  identifier: z.array(z.looseObject({ system: z.string().optional(), value: z.string().optional() })).optional(),
  basedOn: z.array(z.looseObject({ reference: z.string().optional() })).optional(),
  numberOfSeries: count,
  numberOfInstances: count,
  endpoint: endpoints,
  series: z.array(z.looseObject({ endpoint: endpoints })).optional().catch(undefined),
  contained: z.array(z.looseObject({ id: z.string().optional() })).optional().catch(undefined),
});

/** Where an Endpoint resource is: the reference to it, and the resource where the study carries it. */
export interface EndpointReference {
  readonly reference: string;
  readonly contained: unknown;
}

/** How much there is of a study; null where it is not said. */
export interface StudyCounts {
  readonly series: number | null;
  readonly instances: number | null;
}

/** An imaging study as the EHR knows of it. */
export interface EhrImagingStudy {
  /** Its id on the EHR; '' where it has none there. */
  readonly id: string;
  readonly versionId: string | null;
  readonly status: string;
  readonly studyInstanceUid: string;
  readonly identifiers: readonly string[];
  readonly basedOn: readonly string[];
  /** The id of its patient on the EHR. */
  readonly patientId: string | null;
  readonly counts: StudyCounts;
  /** Of the study, then of its series. */
  readonly endpoints: readonly EndpointReference[];
}

function endpointsOf({ endpoint = [], series = [], contained = [] }: z.infer<typeof imagingStudyResource>): readonly EndpointReference[] {
  const references = new Set([...endpoint, ...series.flatMap((one) => one.endpoint ?? [])].flatMap((one) => one.reference ?? []));
  return [...references].slice(0, mostEndpoints).map((reference) => ({ reference, contained: reference.startsWith('#') ? contained.find((one) => one.id === reference.slice(1)) : undefined }));
}

/** Reads an ImagingStudy, or says what it lacks. Code: STUDY_NOT_FOUND, where it carries no StudyInstanceUID. */
export function readImagingStudy(input: unknown): Outcome<EhrImagingStudy> {
  const parsed = imagingStudyResource.safeParse(input);
  if (!parsed.success) return refused('STUDY_NOT_FOUND', `The study cannot be read: ${parsed.error.issues.map((issue) => ['ImagingStudy', ...issue.path].join('.')).join(', ')}.`);
  const { identifier = [], basedOn = [], subject, meta, status, ...study } = parsed.data;
  const uid = identifier.find((one) => one.system === 'urn:dicom:uid')?.value?.replace(/^urn:oid:/, '');
  if (!uid) return refused('STUDY_NOT_FOUND', 'The study carries no identifier of system urn:dicom:uid; its StudyInstanceUID was expected.');
  return done({
    id: study.id ?? '', versionId: meta?.versionId ?? null, status, studyInstanceUid: uid, identifiers: identifier.flatMap((one) => one.value ?? []),
    basedOn: basedOn.flatMap((one) => one.reference ?? []), patientId: patientIdOf(subject?.reference) || null,
    counts: { series: parsed.data.numberOfSeries ?? null, instances: parsed.data.numberOfInstances ?? null }, endpoints: endpointsOf(parsed.data),
  });
}
