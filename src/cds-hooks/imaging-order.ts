import { z } from 'zod';
import { patientIdOf } from '../platform/patient-reference.js';
import { type OrderFacts, readOrder, serviceRequest, type ServiceRequest } from '../orders/service-request.js';
import { type Concept, readConcept, readConcepts } from './concepts.js';
import type { Condition } from './conditions.js';
import { referenceTo } from './request.js';
import { isFollowUp, isOtherRegion, namesSoftTissueMass } from './soft-tissue.js';

const draftRequest = z.looseObject({
  resourceType: z.literal('ServiceRequest'), subject: z.looseObject({ reference: z.string() }).optional().catch(undefined),
  reasonReference: z.array(z.looseObject({ reference: z.string().optional() })).optional().catch(undefined),
});
export type DraftRequest = z.infer<typeof draftRequest>;

/** Category of imaging orders: SNOMED CT 363679005 (Imaging), or RAD (v2-0074). */
const imagingCategories = new Set(['363679005', 'RAD']);
const imagingWords = /\b(MRI?|CT|PET|magnetic resonance|tomography|imaging)\b/i;

function isImaging(draft: DraftRequest): boolean {
  const category = readConcepts(draft.category);
  if (category.codes.length > 0) return category.codes.some(({ code }) => imagingCategories.has(code));
  return readConcept(draft.code).texts.some((text) => imagingWords.test(text));
}

const isOf = ({ subject }: DraftRequest, patientId: string): boolean => subject === undefined || patientIdOf(subject.reference) === patientId;

/** The imaging orders of the patient among drafts, in the client's own words. */
export const imagingOrders = (drafts: readonly unknown[], patientId: string): readonly DraftRequest[] => drafts.flatMap((draft) => {
  const parsed = draftRequest.safeParse(draft);
  return parsed.success && isImaging(parsed.data) && isOf(parsed.data, patientId) ? [parsed.data] : [];
});

/** Whether an order is about a soft-tissue mass, as far as it says. `unsaid`: it gives no reason, or one that is not told here. */
export type Concern = 'soft-tissue-mass' | 'something-else' | 'unsaid';

/** What an order says and where; codes without words say nothing of the place. */
function placesOf(draft: DraftRequest): readonly string[] {
  return [...readConcept(draft.code).texts, ...readConcepts(draft.bodySite).texts];
}

function concernOfReason(reason: Concept, places: readonly string[]): Concern {
  if (namesSoftTissueMass(reason, places)) return 'soft-tissue-mass';
  return (reason.texts.length === 0 && reason.codes.length === 0) || isFollowUp(reason) ? 'unsaid' : 'something-else';
}

/**
 * What an order alone says: by its reason (reasonCode), with code and bodySite for the place; without a reason by its code
 * and bodySite. A reason that is no soft-tissue mass is something else, however the patient is known; so is the region of
 * an organ where nothing else is said. In doubt it is not about a soft-tissue mass, and no card is shown.
 */
export function concernOf(order: unknown): Concern {
  const parsed = draftRequest.safeParse(order);
  if (!parsed.success) return 'something-else';
  const [draft, places] = [parsed.data, placesOf(parsed.data)];
  const byReason = concernOfReason(readConcepts(draft.reasonCode), places);
  if (byReason !== 'unsaid') return byReason;
  if (namesSoftTissueMass({ codes: [], texts: places }, places)) return 'soft-tissue-mass';
  return isOtherRegion(places) ? 'something-else' : 'unsaid';
}

/** What else is known of a patient when an order does not say what it is about. */
export interface KnownOfPatient {
  readonly conditions: readonly Condition[];
  /** A tumour of theirs was measured here, or is about to be. */
  readonly isKnownHere: boolean;
}

/**
 * Whether an order is about a soft-tissue mass, with what is known of the patient: the conditions it refers to as its
 * reason decide; where it names none, any soft-tissue mass among the patient's conditions, or one that was measured here.
 */
export function isOfSoftTissueMass(order: unknown, { conditions, isKnownHere }: KnownOfPatient): boolean {
  const concern = concernOf(order);
  if (concern !== 'unsaid') return concern === 'soft-tissue-mass';
  const reasons = draftRequest.safeParse(order).data?.reasonReference?.flatMap(({ reference }) => reference ?? []) ?? [];
  const meant = reasons.length === 0 ? conditions : conditions.filter((condition) => reasons.some((reason) => reason === condition.reference || reason.endsWith(`/${condition.reference}`)));
  if (meant.some(({ what, where }) => namesSoftTissueMass(what, where.texts))) return true;
  return reasons.length === 0 && isKnownHere;
}

/** An order that was just signed: ready to be taken in, without the number it will be known by, or not to be read. */
export type SignedOrder =
  | { readonly kind: 'ready'; readonly resource: ServiceRequest; readonly facts: OrderFacts }
  | { readonly kind: 'unnumbered' }
  | { readonly kind: 'unreadable'; readonly text: string };

/**
 * An imaging draft at signing, as the active order that signing makes of it; one that was revised after signing keeps its
 * status. A draft's own id is not the order's: stored under it, the order would come again under another when it is sent.
 */
export function signedOrder(draft: DraftRequest): SignedOrder {
  const { status } = draft;
  const signed = { ...draft, status: status === undefined || status === 'draft' ? 'active' : status };
  const read = readOrder(signed);
  if (read.ok) return read.value.facts.keyedBy === 'identifier' ? { kind: 'ready', ...read.value } : { kind: 'unnumbered' };
  return serviceRequest.safeParse(signed).success ? { kind: 'unnumbered' } : { kind: 'unreadable', text: read.problem.text };
}

/** What kind of examination an order names: DICOM modalities. Empty where it does not say. */
export function modalitiesOf(order: unknown): readonly string[] {
  const parsed = draftRequest.safeParse(order);
  const text = parsed.success ? [...readConcept(parsed.data.code).texts, ...readConcepts(parsed.data.orderDetail).texts].join(' ') : '';
  return [...(/\bPET\b|positron/i.test(text) ? ['PT'] : []), ...(/\bMRI?\b|magnetic resonance/i.test(text) ? ['MR'] : []), ...(/\bCT\b|computed tomography/i.test(text) ? ['CT'] : [])];
}

/** How people call an order: its text, else its reference. */
export const nameOf = (order: unknown): string => readConcept(draftRequest.safeParse(order).data?.code).texts[0] ?? referenceTo(order) ?? 'order';
