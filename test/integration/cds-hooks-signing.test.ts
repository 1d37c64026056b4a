import { matching } from '../support/answers.js';
import { type CheckedCard, checkedCards } from '../support/cds-hooks-schema.js';
import { draftOrder, placer, serviceOf, signing } from '../support/hook-requests.js';
import { type Installation, install } from '../support/installation.js';

let site: Installation;
beforeAll(async () => { site = await install(); });
afterAll(() => site.remove());

const ask = async (body: { readonly hook: Parameters<typeof serviceOf>[0] }): Promise<readonly CheckedCard[]> => checkedCards(await site.callHook(serviceOf(body.hook), body));

describe('at order-sign', () => {
  test('says that the finished study will be analysed, and takes the order in', async () => {
    const cards = await ask(signing('signed', [draftOrder('signed', { identifier: [placer('SIGN-1')] })]));
    expect(cards).toMatchObject([{ summary: 'Order taken in: its study will be analysed when it arrives.', indicator: 'info' }]);
    expect(await site.dataSource.query("SELECT status, received_by FROM imaging_order WHERE placer_value = 'SIGN-1'")).toEqual([{ status: 'active', received_by: 'order-sign' }]);
  });

  test('says what is missing, and takes in the others', async () => {
    const cards = await ask(signing('missing', [draftOrder('missing', { id: 'a' }), draftOrder('missing', { id: 'b', identifier: [placer('SIGN-2')] })]));
    expect(cards).toMatchObject([{ summary: matching(/^The signed order was not taken in\. An order has no placer identifier yet/), detail: matching(/no external validation/) }]);
    expect(await site.dataSource.query("SELECT patient_id FROM imaging_order WHERE placer_value = 'SIGN-2'")).toEqual([{ patient_id: 'missing' }]);
  });

  test('takes in imaging of something else without a word: an order is never lost', async () => {
    expect(await ask(signing('quiet', [draftOrder('quiet', { identifier: [placer('SIGN-3')], code: { text: 'MR of the brain' }, reasonCode: [{ text: 'Stroke' }] })]))).toEqual([]);
    expect(await site.dataSource.query("SELECT count(*)::int AS orders FROM imaging_order WHERE placer_value = 'SIGN-3'")).toEqual([{ orders: 1 }]);
  });

  test('an order is taken in even where the patient cannot be had, which is 412', async () => {
    const answer = await site.callHook('sarcolens-order-sign', signing('unreachable', [draftOrder('unreachable', { identifier: [placer('SIGN-5')] })], { prefetch: null }));
    expect(answer.status).toBe(412);
    expect(await site.dataSource.query("SELECT patient_id FROM imaging_order WHERE placer_value = 'SIGN-5'")).toEqual([{ patient_id: 'unreachable' }]);
  });

  test('CDS-D4: orders that are signed again after a revision keep their status; a mixture with other orders is understood', async () => {
    const revised = draftOrder('revised', { identifier: [placer('SIGN-4')], status: 'revoked' });
    expect((await ask(signing('revised', [{ ...revised, status: 'active' }, { resourceType: 'MedicationRequest', status: 'draft' }]))).length).toBe(1);
    expect(await ask(signing('revised', [revised, { resourceType: 'NutritionOrder', id: 'n' }]))).toEqual([]);
    expect(await site.dataSource.query("SELECT status FROM imaging_order WHERE placer_value = 'SIGN-4'")).toEqual([{ status: 'revoked' }]);
  });
});
