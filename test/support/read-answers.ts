import { z } from 'zod';

/** What is read of an answer whose body nobody has checked yet. */
interface Answer { readonly body: unknown }

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
