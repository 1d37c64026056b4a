import { z } from 'zod';
import { readOrder, type OrderFacts, type ServiceRequest } from '../orders/service-request.js';
import type { Outcome } from '../platform/problem.js';

const isServiceRequest = z.looseObject({ resourceType: z.literal('ServiceRequest') });

/** Category of imaging orders: SNOMED CT 363679005 (Imaging), or RAD (v2-0074). */
const imagingCategories = new Set(['363679005', 'RAD']);
const imagingCategory = z.looseObject({ category: z.array(z.looseObject({ coding: z.array(z.looseObject({ code: z.string().optional() })).optional() })) });
const imagingWords = /\b(MRI?|CT|PET|magnetic resonance|tomography|imaging)\b/i;

function isImaging(resource: z.infer<typeof isServiceRequest>): boolean {
  const parsed = imagingCategory.safeParse(resource);
  if (parsed.success) return parsed.data.category.some((one) => one.coding?.some((coding) => imagingCategories.has(coding.code ?? '')));
  return imagingWords.test(JSON.stringify(resource.code ?? ''));
}

/**
 * The imaging orders among the drafts of a patient at signing, as active orders: signing is what makes them so. Those of
 * another patient, and what is not imaging, are left out; one that cannot be read stands there with its problem.
 */
export function ordersToTake(drafts: readonly unknown[], patientId: string): readonly Outcome<{ readonly resource: ServiceRequest; readonly facts: OrderFacts }>[] {
  return drafts.flatMap((draft) => {
    const request = isServiceRequest.safeParse(draft);
    if (!request.success || !isImaging(request.data)) return [];
    const order = readOrder({ ...request.data, status: 'active' });
    return order.ok && order.value.facts.patientId !== patientId ? [] : [order];
  });
}
