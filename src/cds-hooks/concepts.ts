import { z } from 'zod';

const coding = z.looseObject({ system: z.string().optional(), code: z.string().optional(), display: z.string().optional() });
const conceptShape = z.looseObject({ coding: z.array(coding).optional(), text: z.string().optional() });

/** A coded value of a resource, as far as it can be read. */
export interface Concept {
  readonly codes: readonly { readonly system: string; readonly code: string }[];
  /** Its words and those of its codes. */
  readonly texts: readonly string[];
}

const empty: Concept = { codes: [], texts: [] };

/** Reads a CodeableConcept; what is none says nothing. */
export function readConcept(value: unknown): Concept {
  const parsed = conceptShape.safeParse(value);
  if (!parsed.success) return empty;
  const { coding: codings = [], text } = parsed.data;
  return {
    codes: codings.flatMap(({ system, code }) => (code === undefined ? [] : [{ system: system ?? '', code }])),
    texts: [...(text === undefined ? [] : [text]), ...codings.flatMap((one) => one.display ?? [])],
  };
}

/** Several CodeableConcepts as one. */
export function readConcepts(values: unknown): Concept {
  const all = (Array.isArray(values) ? values : []).map(readConcept);
  return { codes: all.flatMap((one) => one.codes), texts: all.flatMap((one) => one.texts) };
}
