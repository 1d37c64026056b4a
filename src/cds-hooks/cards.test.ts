import type { StoredResult } from '../results/result.js';
import { buildCard, plain, shorten, summaryLimit } from './card.js';
import { ordersToTake } from './imaging-order.js';
import { type Signing, tellSigning, tellState } from './state-wording.js';
import { tellResult } from './wording.js';

const model = { name: 'm', version: '1.0.0', status: 'research only' };

describe('a card', () => {
  test('cds-resp: a summary has fewer than 140 characters and is cut at a word', () => {
    const cut = shorten('word '.repeat(60));
    expect(cut.length).toBeLessThanOrEqual(summaryLimit);
    expect(cut.endsWith('word…')).toBe(true);
  });

  test('text from outside cannot become Markdown or HTML', () => {
    expect(plain('![x](http://e) <b>*bold*</b> _em_ __strong__ STUDY_INCOMPLETE')).toBe('x (http://e) b bold /b em strong STUDY_INCOMPLETE');
  });

  test('holds nothing null or empty', () => {
    const card = buildCard({ uuid: 'u', patientId: 'p/1', summary: 's', detail: ['d'], publicUrl: 'https://s', result: undefined });
    expect(JSON.stringify(card)).not.toMatch(/null|""|\[\]|\{\}/);
    expect(card.links[0].url).toBe('https://s/#/patients/p%2F1');
  });

  test.each(['queued', 'running', 'waiting-for-study', 'cancelled', 'failed'] as const)('an analysis that is %s says so without a number', (state) => {
    const { summary, detail } = tellState({ state, problem: undefined }, model);
    expect(summary.length).toBeGreaterThan(10);
    expect(`${summary} ${detail.slice(0, -1).join(' ')}`).not.toMatch(/\d/);
    expect(detail.at(-1)).toBe('Model m 1.0.0: research only.');
  });
});

describe('what a card says of a score', () => {
  const result: StoredResult = {
    outcome: { kind: 'score', probability: 0.08, interval: { lower: 0.02, upper: 0.27, level: 0.95 }, contributions: [] },
    model: { ...model, title: 't', label: 'risk', definition: 'Predicted.', onnxSha256: '', manifestSha256: '' }, engine: { name: 'sarcolens', version: '1' }, inputs: [],
    order: { id: 'o', revision: 1 }, subject: 'person', resources: [], featureSetIds: [],
    warnings: ['2 of 5 series considered (MR); taken MR "T1".', 'Protocol: slice distance 5.5 mm, 2 to 5 mm in the training data.'], startedAt: '2026-03-02T09:00:00Z', finishedAt: '2026-03-02T09:01:00Z',
  };
  const told = (warnings: readonly string[]) => tellResult({
    acquiredAt: new Date('2026-03-01'), result: { ...result, warnings }, model: undefined, volumeChange: undefined, otherLesions: [], newerWithout: undefined, newer: undefined,
  }).detail;

  test('an acquisition unlike the training data is said, how the series was chosen is not', () => {
    expect(told(result.warnings)).toContain('Protocol: slice distance 5.5 mm, 2 to 5 mm in the training data.');
    expect(told(result.warnings).join(' ')).not.toContain('considered');
    expect(told([]).join(' ')).not.toContain('Protocol');
  });
});

describe('what a card says of signed orders', () => {
  test('the model\'s status, and whether they were taken in', () => {
    const told = ([{ kind: 'taken' }, { kind: 'not-taken', reason: 'No number.' }] satisfies Signing[]).map((signing) => tellSigning(signing, model));
    expect(told.map((one) => one?.summary)).toEqual(['Order taken in: its study will be analysed when it arrives.', 'The signed order was not taken in. No number.']);
    expect(told.map((one) => one?.detail.at(-1))).toEqual(['Model m 1.0.0: research only.', 'Model m 1.0.0: research only.']);
    expect(tellSigning({ kind: 'none' }, model)).toBeUndefined();
  });

  test('a study whose tumour nobody has outlined waits for that', () => {
    expect(tellState({ state: 'waiting-for-study', problem: { code: 'STUDY_INCOMPLETE', text: 'No segmentation.' } }, model).summary).toMatch(/^Waiting for the tumour to be outlined/);
  });
});

describe('orders at signing', () => {
  const draft = { resourceType: 'ServiceRequest', id: 'd1', status: 'draft', intent: 'order', subject: { reference: 'Patient/1' }, code: { text: 'MR of the thigh' } };

  test('an imaging draft of the patient becomes active', () => {
    expect(ordersToTake([draft], '1')).toMatchObject([{ ok: true, value: { resource: { status: 'active' } } }]);
  });

  test('another patient\'s draft, a laboratory order and a medication are left out', () => {
    const others = [{ ...draft, subject: { reference: 'Patient/2' } }, { ...draft, code: { text: 'Full blood count' } }, { resourceType: 'MedicationRequest' }];
    expect(ordersToTake(others, '1')).toEqual([]);
  });

  test('an imaging draft that cannot be read stands with its problem', () => {
    expect(ordersToTake([{ ...draft, subject: {} }], '1')).toMatchObject([{ ok: false, problem: { code: 'ORDER_INVALID' } }]);
  });
});
