/** Types that are read here. */
export const readableTypes = ['AuditEvent', 'BodyStructure', 'Device', 'DiagnosticReport', 'DocumentReference', 'Observation', 'Provenance', 'RiskAssessment', 'ServiceRequest', 'Task'] as const;
export type ReadableType = (typeof readableTypes)[number];

/** How a parameter's values are compared (R4, search). */
type ParameterType = 'date' | 'reference' | 'token';

interface Parameter {
  readonly type: ParameterType;
  readonly documentation?: string;
}

/** What can be asked of one type. */
export interface Offer {
  /** Search parameters by name. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** A search gives at least one of these; where the list is empty it may give none. */
  readonly needs: readonly string[];
  /** Elements of a match whose targets come with it. */
  readonly includes?: Readonly<Record<string, (resource: object) => readonly string[]>>;
  /** What tells of a match comes with it. */
  readonly revIncludes?: readonly string[];
  readonly documentation: string;
}

const id: Parameter = { type: 'token' };
const patient: Parameter = { type: 'reference', documentation: 'Also what is known under ids that are the same person.' };
const identifier: Parameter = { type: 'token' };
const date: Parameter = { type: 'date' };
const reference: Parameter = { type: 'reference' };

const at = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** References of an element, or of a part of it. */
const from = (element: string, part?: string) => (resource: object): readonly string[] =>
  listOf(at(resource, element)).flatMap((one) => { const found = at(part === undefined ? one : at(one, part), 'reference'); return typeof found === 'string' ? [found] : []; });

const provenance = ['Provenance:target'];

/** Every search there is: the searches are held to it, and the capability statement is made of it. */
export const offers: Readonly<Record<ReadableType, Offer>> = {
  AuditEvent: { parameters: { _id: id, patient, date }, needs: [], documentation: 'Who saw and did what, newest first. For auditors.' },
  BodyStructure: { parameters: { _id: id, patient, identifier: { ...identifier, documentation: 'Tracking identifiers of DICOM.' } }, needs: ['_id', 'patient'], documentation: 'A lesion, one resource over all its time points.' },
  Device: { parameters: { _id: id, identifier }, needs: [], revIncludes: ['DocumentReference:related'], documentation: 'One for each version of a model and of the software that made something here.' },
  DiagnosticReport: {
    parameters: { _id: id, patient, date, 'based-on': reference, identifier }, needs: ['_id', 'patient', 'based-on', 'identifier'],
    includes: { 'DiagnosticReport:result': from('result'), 'DiagnosticReport:based-on': from('basedOn') }, revIncludes: provenance,
    documentation: 'What one analysis found, preliminary: made by software, signed by nobody.',
  },
  DocumentReference: { parameters: { _id: id, identifier, related: reference }, needs: [], documentation: 'Model cards of the packages that are installed.' },
  Observation: {
    parameters: { _id: id, patient, date, identifier, 'based-on': reference, focus: reference }, needs: ['_id', 'patient', 'identifier', 'based-on'],
    includes: { 'Observation:device': from('device'), 'Observation:based-on': from('basedOn'), 'Observation:focus': from('focus') }, revIncludes: provenance,
    documentation: 'The features of one lesion on one series.',
  },
  Provenance: {
    parameters: { _id: id, patient, target: { ...reference, documentation: 'RiskAssessment, Observation or DiagnosticReport.' } }, needs: ['_id', 'patient', 'target'],
    includes: { 'Provenance:target': from('target'), 'Provenance:agent': from('agent', 'who') },
    documentation: 'What a resource rests on, under the id of that resource. By patient: of RiskAssessments.',
  },
  RiskAssessment: {
    parameters: { _id: id, patient, date, identifier, performer: reference }, needs: ['_id', 'patient', 'identifier'],
    includes: { 'RiskAssessment:performer': from('performer') }, revIncludes: provenance,
    documentation: 'What a model says of one lesion, or why it says nothing. Those of orders entered in error can be read and are not found.',
  },
  ServiceRequest: {
    parameters: { _id: id, patient, identifier: { ...identifier, documentation: 'The placer\'s number or the accession number.' } }, needs: ['_id', 'patient', 'identifier'],
    documentation: 'Orders as they were last heard. One that its EHR gave an id is there under that id too.',
  },
  Task: {
    parameters: { _id: id, patient, 'based-on': reference, status: { type: 'token' } }, needs: ['_id', 'patient', 'based-on'], includes: { 'Task:based-on': from('basedOn') },
    documentation: 'How far the analysis of an order is.',
  },
};

/** Parameters of every search, which say how and not what. */
export const controls = ['_count', '_include', '_revinclude', '_format', '_after'] as const;

/** Types that others push. */
export const intakes = {
  ServiceRequest: 'Taken in once under the placer\'s number, and worked on.',
  ImagingStudy: 'Heard and not kept: a study that is available hastens the analyses that wait for it.',
  Patient: 'Heard and not kept but for the links replaced-by and replaces, which say that two ids are one person.',
} as const;
export type IntakeType = keyof typeof intakes;
