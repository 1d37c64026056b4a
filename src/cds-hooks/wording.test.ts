import fc from 'fast-check';
import { loadModel, type ModelPackage, shippedModels } from '../models/load-model.js';
import type { ModelManifest } from '../models/manifest.js';
import { problemCodes, type ProblemCode } from '../platform/problem.js';
import type { StoredResult } from '../results/result.js';
import { buildCard } from './card.js';
import { ago, day } from './dates.js';
import { examLines, needOf, needsOf, tellExam } from './exam.js';
import type { SafetyFault } from './safety.js';
import { tellFaults } from './safety-wording.js';
import { type StateToTell, stateKey, subjectLines, tellSigning, tellState, type Wording } from './state-wording.js';
import { tellResult } from './wording.js';

let shipped: ModelPackage;
beforeAll(async () => {
  const loaded = await loadModel(shippedModels, 'lung-metastasis', '1.0.0');
  if (!loaded.ok) throw new Error(loaded.problem.text);
  shipped = loaded.value;
});

const model = { name: 'm', version: '1.0.0', status: 'research only' };

describe('a state', () => {
  test.each(['queued', 'running', 'waiting-for-study', 'cancelled', 'failed'] as const)('an analysis that is %s says so without a number', (state) => {
    const { summary, detail } = tellState({ state, problem: undefined }, model);
    expect(summary.length).toBeGreaterThan(10);
    expect(`${summary} ${detail.slice(0, -1).join(' ')}`).not.toMatch(/\d/);
    expect(detail.at(-1)).toBe('Model m 1.0.0: research only.');
  });

  test('a study whose tumour nobody has outlined waits for that', () => {
    expect(tellState({ state: 'waiting-for-study', problem: { code: 'STUDY_INCOMPLETE', text: 'No segmentation.' } }, model).summary).toMatch(/^Waiting for the tumour to be outlined/);
  });

  test('being in line and being worked on are one to a reader; another problem is news', () => {
    expect(stateKey({ state: 'queued', problem: undefined })).toBe(stateKey({ state: 'running', problem: undefined }));
    expect(stateKey({ state: 'waiting-for-study', problem: { code: 'STUDY_INCOMPLETE', text: '' } })).not.toBe(stateKey({ state: 'waiting-for-study', problem: { code: 'STUDY_NOT_FOUND', text: '' } }));
  });

  test('signed orders: the model\'s status, and whether they were taken in', () => {
    const told = [tellSigning({ kind: 'taken' }, model), tellSigning({ kind: 'not-taken', reasons: ['No number.'] }, model)];
    expect(told.map((one) => one?.summary)).toEqual(['Order taken in: its study will be analysed when it arrives.', 'The signed order was not taken in. No number.']);
    expect(told.map((one) => one?.detail.at(-1))).toEqual(['Model m 1.0.0: research only.', 'Model m 1.0.0: research only.']);
    expect(tellSigning({ kind: 'none' }, model)).toBeUndefined();
  });
});

describe('dates', () => {
  const now = new Date('2026-11-25T08:00:00Z');
  test.each([['2026-11-25T23:00:00Z', 'today'], ['2026-11-24T23:59:00Z', '1 day ago'], ['2026-11-12T00:00:00Z', '13 days ago'], ['2026-11-11T00:00:00Z', '2 weeks ago'], ['2025-11-25T00:00:00Z', '52 weeks ago'], ['2026-11-26T00:00:00Z', 'dated in the future']])('%s is %s', (date, words) => {
    expect(ago(new Date(date), now)).toBe(words);
  });

  test('a month is in letters', () => { expect(day(new Date('2008-09-09T00:00:00Z'))).toBe('09-Sep-2008'); });
});

describe('an exam', () => {
  const needs = (change: object): readonly string[] => needsOf({ ...shipped.manifest.measurement, ...change });

  test('needs what the manifest says, in words', () => {
    expect(needs({})).toEqual(['PET', 'attenuation correction', 'injected dose, injection time and body weight in the images (for SUV)', 'the tumour outlined in the study (SEG or RTSTRUCT, labelled "GTV_Mass" or "Lesion 1")']);
    const series: ModelManifest['measurement']['series'] = { description: ['^T2.*FS', 'STIR', '(?:T1|VIBE)'], contrast: 'without', plane: 'axial', minimumSlices: 20, derived: 'refused', training: { sliceDistanceMm: { min: 2, max: 5 } } };
    expect(needs({ modality: 'MR', intensity: 'rescaled', roiLabels: ['^GTV.*(?:Mass|Tumou?r)$'], series })).toEqual([
      'MR', 'a series called "T2 FS" or "STIR"', 'axial slices', 'without contrast agent', 'at least 20 slices', 'original images, no derived ones', 'slice distance 2 to 5 mm', 'the tumour outlined in the study (SEG or RTSTRUCT)',
    ]);
  });

  test('an order without id cannot be updated, and is not', () => {
    const draft = { resourceType: 'ServiceRequest', id: '1', code: { text: 'PET/CT of the leg' } };
    expect(needOf(draft, shipped.manifest.measurement, shipped.identity)?.order).toBe('ServiceRequest/1');
    expect(needOf({ ...draft, id: undefined }, shipped.manifest.measurement, shipped.identity)).toBeUndefined();
  });
});

describe('every wording over everything it may be given', () => {
  /** What no card may say, in any order of words that a sentence of ours could have. */
  const forbidden = /\b(no|not|without|instead of|avoid\w*|spare\w*|skip\w*|forgo|unnecessary|needless)\b[^.]{0,40}\bbiops|\bbiops\w*\b[^.]{0,40}\b(not|unnecessary|avoid\w*|needless|spared)\b|\b(drug|chemo\w*|doxorubicin|ifosfamide|pazopanib|imatinib|trabectedin|dose of|prescribe|administer|start(ed)? (on|with))\b/i;
  const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.constantFrom('', ' ', '<script>alert(1)</script>', '| a | b |', '[x](http://evil)', 'A sentence.', '\u{1F9E0}'.repeat(150)));
  const date = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  const code = fc.constantFrom(...Object.keys(problemCodes) as ProblemCode[]);
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });
  const state: fc.Arbitrary<StateToTell> = fc.record({ state: fc.constantFrom('queued', 'running', 'waiting-for-study', 'cancelled', 'failed'), problem: fc.option(fc.record({ code, text }), { nil: undefined }) });
  const outcome: fc.Arbitrary<StoredResult['outcome']> = fc.oneof(
    fc.record({ kind: fc.constant('abstention' as const), code, text }),
    fc.record({ kind: fc.constant('score' as const), probability: fraction, interval: fc.record({ lower: fraction, upper: fraction, level: fc.constant(0.95) }), contributions: fc.array(fc.record({ input: fc.constantFrom('age', 'log2_volume'), logOdds: fc.double({ min: -3, max: 3, noNaN: true }) })) }),
  );
  const source = fc.oneof(
    fc.record({ kind: fc.constant('clinical' as const), resource: fc.constantFrom('Patient/1', 'Observation/<x>'), versionId: fc.option(text), imagedOn: fc.oneof(fc.constant('2026-03-02'), text) }),
    fc.record({ kind: fc.constant('feature' as const), tag: fc.constant('morph_volume'), featureValue: fc.double({ min: 0, max: 1e6, noNaN: true }), featureUnit: fc.constant('mm3'), seriesInstanceUid: fc.constant('1.2') }),
  );
  const input = fc.record({ name: fc.constantFrom('age', 'log2_volume', 'grade'), value: fc.double({ min: -5, max: 120, noNaN: true }), unit: fc.constantFrom('a', 'log2(mL)', '1'), source });
  const identity = fc.record({ name: text, version: text, title: text, label: text, definition: text, status: text, onnxSha256: fc.constant(''), manifestSha256: fc.constant('') });
  const result: fc.Arbitrary<StoredResult> = fc.record({
    outcome, model: identity, inputs: fc.array(input, { maxLength: 4 }), warnings: fc.array(fc.oneof(text, text.map((one) => `Protocol: ${one}`)), { maxLength: 3 }), engine: fc.constant({ name: 's', version: '1' }), order: fc.constant({ id: 'o', revision: 1 }),
    subject: fc.constant('person' as const), resources: fc.constant([]), featureSetIds: fc.constant([]), startedAt: fc.constant('2026-03-02T09:00:00Z'), finishedAt: fc.constant('2026-03-02T09:01:00Z'),
  });
  const change = fc.option(fc.record({ absolute: fc.double({ noNaN: true, noDefaultInfinity: true }), percent: fc.option(fc.double({ min: -100, max: 1e4, noNaN: true }), { nil: undefined }) }), { nil: undefined });
  const fault: fc.Arbitrary<SafetyFault> = fc.oneof(
    fc.constant({ check: 'result-changed' as const }), fc.record({ check: fc.constantFrom('model-withdrawn' as const, 'model-not-verified' as const), reason: text }),
    fc.record({ check: fc.constant('age-differs' as const), label: text, computedWith: fc.nat(120), now: fc.nat(120), imagedOn: fc.constant('2026-03-02') }),
  );
  const all: fc.Arbitrary<() => Wording | undefined> = fc.oneof(
    fc.record({ acquiredAt: date, now: date, result, volumeChange: fc.option(fc.record({ sinceBaseline: change, sinceNadir: change }), { nil: undefined }), otherLesions: fc.array(outcome, { maxLength: 3 }), newerWithout: fc.option(fc.record({ acquiredAt: date, outcome }), { nil: undefined }), newer: fc.option(state, { nil: undefined }), recentDays: fc.nat(100), isKnown: fc.boolean() })
      .map(({ isKnown, ...told }) => () => tellResult({ ...told, model: isKnown ? shipped : undefined })),
    fc.tuple(state, identity).map(([told, who]) => () => tellState(told, who)),
    fc.tuple(fc.array(text, { minLength: 1, maxLength: 3 }), identity).map(([reasons, who]) => () => tellSigning({ kind: 'not-taken', reasons }, who)),
    identity.map((who) => () => tellSigning({ kind: 'taken' }, who)),
    fc.tuple(date, fc.array(fault, { minLength: 1, maxLength: 3 }), identity).map(([at, faults, who]) => () => tellFaults(at, faults, who)),
    identity.map((who) => () => tellExam(shipped.manifest.measurement, who)),
  );
  /** A line of a paragraph, or of a list; nothing else is Markdown of ours. */
  const line = /^(?:- )?[^\s\\`*{}[\]<>|#!~][^\\`*{}[\]<>|#!~]*$/;

  test('CDS-E3, CDS-E7, CDS-A2: short, nothing empty, text that reads the same unrendered, and never advice against a biopsy or for a drug', () => {
    fc.assert(fc.property(all, fc.constantFrom('person', 'synthetic', 'training'), (tell, subject) => {
      const wording = tell();
      if (!wording) throw new Error('a wording was expected');
      const card = buildCard({ uuid: 'u', ...wording, detail: [...wording.detail, ...subjectLines[subject]], indicator: 'info', result: undefined, orders: [], suggestions: [], snoozeDays: 7, publicUrl: 'https://s', launch: undefined });
      expect(card.summary.length).toBeLessThanOrEqual(139);
      expect(card.summary.trim()).not.toBe('');
      for (const paragraph of card.detail.split('\n\n')) for (const one of paragraph.split('\n')) expect(one).toMatch(line);
      expect(`${card.summary}\n${card.detail}`).not.toMatch(forbidden);
      expect(card.detail).toMatch(/Model .*: .*\./);
    }), { numRuns: 1000 });
  });

  test('the same of what is said of exams and put into orders', () => {
    const draft = { resourceType: 'ServiceRequest', id: '1', code: { text: 'PET <b>|x|</b> of the leg' } };
    const need = needOf(draft, shipped.manifest.measurement, shipped.identity);
    const lines = [...examLines([draft], need ? [need] : [], shipped.manifest.measurement), ...examLines([{ ...draft, code: { text: 'MR' } }], [], shipped.manifest.measurement), JSON.stringify(need?.suggestion.actions), need?.suggestion.label ?? ''];
    expect(lines.length).toBe(4);
    for (const one of lines) expect(one).not.toMatch(forbidden);
    expect(need?.suggestion.label).toBe('Add to the order what a measurement needs: PET b x /b of the leg');
  });

  test('age and every other clinical variable stand with value, unit, date and the resource they were read from', () => {
    fc.assert(fc.property(input.filter((one) => one.source.kind === 'clinical' && one.source.imagedOn === '2026-03-02'), (given) => {
      const told = tellResult({
        acquiredAt: new Date('2026-03-02'), now: new Date('2026-03-03'), model: shipped, volumeChange: undefined, otherLesions: [], newerWithout: undefined, newer: undefined, recentDays: 0,
        result: { outcome: { kind: 'abstention', code: 'INPUT_OUT_OF_RANGE', text: 'Out.' }, model: shipped.identity, inputs: [given], warnings: [], engine: { name: 's', version: '1' }, order: { id: 'o', revision: 1 }, subject: 'person', resources: [], featureSetIds: [], startedAt: '', finishedAt: '2026-03-02T09:01:00Z' },
      });
      expect(told.detail.find((paragraph) => paragraph.startsWith('- '))).toMatch(/^- (Age at imaging|Volume|grade): -?[\d.e+-]+ \S+ on 02-Mar-2026 \((Patient|Observation)(, version .*)?\)$/);
    }));
  });

  test.each([
    ['with its date', { said: 'grade 3', date: '2026-02-18' }, '- grade: grade 3 on 18-Feb-2026 (Observation, version 4)'],
    ['without a date', { said: 'leiomyosarcoma', date: null }, '- grade: leiomyosarcoma without a date (Observation, version 4)'],
    ['with the month only', { said: 'grade 3', date: '2026-02' }, '- grade: grade 3 in Feb-2026 (Observation, version 4)'],
    ['with the year only', { said: 'grade 3', date: '2026' }, '- grade: grade 3 in 2026 (Observation, version 4)'],
    ['entered here', { said: 'deep', date: '2026-02-18', entered: { by: 'somebody', at: '2026-03-01T10:00:00Z' } }, '- grade: deep on 18-Feb-2026 (entered here on 01-Mar-2026)'],
  ])('what a source says in words stands as it says it, %s', (_how, more, line) => {
    const source = { kind: 'clinical' as const, resource: 'Observation/1', versionId: '4', imagedOn: '2026-03-02', ...more };
    const told = tellResult({
      acquiredAt: new Date('2026-03-02'), now: new Date('2026-03-03'), model: shipped, volumeChange: undefined, otherLesions: [], newerWithout: undefined, newer: undefined, recentDays: 0,
      result: { outcome: { kind: 'abstention', code: 'INPUT_OUT_OF_RANGE', text: 'Out.' }, model: shipped.identity, inputs: [{ name: 'grade', value: 3, unit: '1', source }], warnings: [], engine: { name: 's', version: '1' }, order: { id: 'o', revision: 1 }, subject: 'person', resources: [], featureSetIds: [], startedAt: '', finishedAt: '2026-03-02T09:01:00Z' },
    });
    expect(told.detail).toContain(line);
  });

  test('the forbidden words are found where they are said', () => {
    for (const said of ['No biopsy is needed.', 'A biopsy is not necessary.', 'This avoids a biopsy.', 'Consider chemotherapy.', 'Start on pazopanib.']) expect(said).toMatch(forbidden);
    expect('Consider referral to a sarcoma centre.').not.toMatch(forbidden);
  });
});
