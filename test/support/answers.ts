import { z } from 'zod';

/** What a test reads of an answer whose body nobody has checked yet. */
interface Answer { readonly body: unknown }

/** A part of an expected value that is told by a pattern. */
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

/** A sentence: begins with a capital or a name, ends with a full stop, on one line, without a stack. */
export const aSentence: unknown = matching(/^(?!.*\n)(?!.*\bat .*\.(?:js|ts):\d)[A-Z].*\.$/);

/** An OperationOutcome with one issue. */
export const outcome = (code: string, text: unknown = aSentence) => ({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics: text }] });

/** An OperationOutcome with an error at each place: FHIRPath, code, text. */
export const issues = (...at: readonly (readonly [string, string, unknown])[]) => ({
  resourceType: 'OperationOutcome', issue: at.map(([place, code, diagnostics]) => ({ severity: 'error', code, diagnostics, expression: [place] })),
});

const cards = z.object({ cards: z.array(z.looseObject({ uuid: z.string(), summary: z.string(), detail: z.string() })) });
export const cardsOf = ({ body }: Answer) => cards.parse(body).cards;

const progress = z.object({ extension: z.array(z.object({ url: z.literal('urn:sarcolens:analysis'), extension: z.array(z.object({ url: z.string(), valueCode: z.string().optional(), valueString: z.string().optional() })) })) });
const order = z.looseObject({ resourceType: z.literal('ServiceRequest'), id: z.string(), status: z.string(), meta: z.looseObject({ versionId: z.string() }) });
const orders = z.object({ total: z.number(), entry: z.array(z.object({ resource: order })).default([]) });

/** Orders of a searchset. */
export const ordersOf = ({ body }: Answer) => orders.parse(body).entry.map((entry) => entry.resource);

/** How far the analysis of an order is; everything undefined where there is none. */
export function progressOf(resource: { readonly meta: unknown }): Readonly<Record<'state' | 'code' | 'text', string | undefined>> {
  const parts = progress.safeParse(resource.meta).data?.extension[0]?.extension ?? [];
  const part = (url: string) => parts.find((one) => one.url === url);
  return { state: part('state')?.valueCode, code: part('problem')?.valueCode, text: part('text')?.valueString };
}
