import type { Code, Dataset } from '../platform/dicom/dataset.js';
import { decimalString } from '../platform/dicom/decimal-string.js';
import { dcm } from './codes.js';
import { sopReference } from './dicom-object.js';

/** How a content item stands to the one above it (PS3.3 C.17.3.2.4). */
export type Relationship = 'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS ACQ CONTEXT' | 'HAS CONCEPT MOD' | 'INFERRED FROM';

/** A node of a structured report's content tree (PS3.3 C.17.3). */
export type ContentItem = Dataset;

const head = (relationship: Relationship, valueType: string, concept: Code | null): Dataset =>
  ({ RelationshipType: relationship, ValueType: valueType, ...(concept === null ? {} : { ConceptNameCodeSequence: [concept] }) });
const children = (items: readonly ContentItem[]): Dataset => (items.length > 0 ? { ContentSequence: items } : {});

export const textItem = (relationship: Relationship, concept: Code, value: string): ContentItem => ({ ...head(relationship, 'TEXT', concept), TextValue: value });

export const uidItem = (relationship: Relationship, concept: Code, uid: string): ContentItem => ({ ...head(relationship, 'UIDREF', concept), UID: uid });

/** A date (DA) or a time (TM). */
export const dateItem = (relationship: Relationship, concept: Code, date: string): ContentItem => ({ ...head(relationship, 'DATE', concept), Date: date });
export const timeItem = (relationship: Relationship, concept: Code, time: string): ContentItem => ({ ...head(relationship, 'TIME', concept), Time: time });

export const codeItem = (relationship: Relationship, concept: Code, value: Code, below: readonly ContentItem[] = []): ContentItem =>
  ({ ...head(relationship, 'CODE', concept), ConceptCodeSequence: [value], ...children(below) });

/** A number in a unit: as decimal string, which holds some ten digits, and as the double it is (PS3.3 C.18.1). */
export const numberItem = (relationship: Relationship, concept: Code, { value, unit }: { readonly value: number; readonly unit: Code }, below: readonly ContentItem[] = []): ContentItem => ({
  ...head(relationship, 'NUM', concept),
  MeasuredValueSequence: [{ NumericValue: decimalString(value), FloatingPointValue: value, MeasurementUnitsCodeSequence: [unit] }],
  ...children(below),
});

/** An instance, or some segments of it; the concept says what it is for, none that it is listed. */
export const imageItem = (relationship: Relationship, concept: Code | null, instance: { readonly sopClassUid: string; readonly sopInstanceUid: string; readonly segment?: number }): ContentItem => ({
  ...head(relationship, 'IMAGE', concept),
  ReferencedSOPSequence: [{ ...sopReference(instance), ...(instance.segment === undefined ? {} : { ReferencedSegmentNumber: instance.segment }) }],
});

/** A heading with what stands below it; `template` is the number of its template in PS3.16. */
export const containerItem = (relationship: Relationship, concept: Code, below: readonly ContentItem[], template?: string): ContentItem => ({
  ...head(relationship, 'CONTAINER', concept), ContinuityOfContent: 'SEPARATE',
  ...(template === undefined ? {} : { ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: template }] }),
  ...children(below),
});

/** Which algorithm gave a value: name, version, and each parameter as a text (TID 4019). */
export const algorithmItems = ({ name, version, parameters }: { readonly name: string; readonly version: string; readonly parameters: readonly string[] }): readonly ContentItem[] => [
  textItem('HAS CONCEPT MOD', dcm('111001', 'Algorithm Name'), name),
  textItem('HAS CONCEPT MOD', dcm('111003', 'Algorithm Version'), version),
  ...parameters.map((parameter) => textItem('HAS CONCEPT MOD', dcm('111002', 'Algorithm Parameters'), parameter)),
];
