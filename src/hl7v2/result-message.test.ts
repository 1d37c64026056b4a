import { parseMessage } from './message.js';
import { controlIdOf, type LesionScore, resultMessage } from './result-message.js';

const model = { name: 'lung-metastasis', version: '1.0.0', title: 'Lung metastasis', label: 'Lung metastasis', definition: 'Probability of lung metastases.', onnxSha256: 'ab'.repeat(32), manifestSha256: 'cd'.repeat(32), status: 'research only' };
const scored: LesionScore['content'] = {
  model, finishedAt: '2026-03-02T10:00:00.000Z', outcome: { kind: 'score', probability: 0.4236, interval: { lower: 0.31, upper: 0.58, level: 0.9 }, contributions: [] },
  inputs: [
    { name: 'volume', value: 5, unit: 'log2(mL)', source: { kind: 'feature', tag: 'morph_volume', featureValue: 32_000, featureUnit: 'mm3', seriesInstanceUid: '1.2' } },
    { name: 'age', value: 56, unit: 'a', source: { kind: 'clinical', resource: 'Patient/p', versionId: '1', imagedOn: '2026-03-01' } },
  ],
};
const lesion = (lesionKey: string, content: LesionScore['content'] = scored): LesionScore => ({ id: lesionKey, lesionKey, acquiredAt: new Date('2026-03-02T09:30:00Z'), content });
const sent = (...results: readonly LesionScore[]) => {
  const text = resultMessage({
    analysisId: 'a-1', patientId: 'P1', results, order: { placer: { system: 'RIS', value: 'O1' }, filler: { system: 'PACS', value: 'F1' }, accessionNumber: 'ACC1', code: 'MR Lower leg & foot' },
  }, { sendingFacility: 'SL', receivingApplication: 'RIS', receivingFacility: 'HOSP' });
  const message = parseMessage(Buffer.from(text));
  if (!message) throw new Error('no message');
  return { text, message, obx: message.segments.filter(({ name }) => name === 'OBX') };
};

describe('results as ORU^R01', () => {
  test('HL7-V2: order, patient and addresses stand where they belong, all of it preliminary', () => {
    const { message } = sent(lesion('Lesion 1'));
    const found = [['MSH', 5], ['MSH', 6], ['MSH', 10], ['PID', 3], ['ORC', 1], ['ORC', 2], ['OBR', 3], ['OBR', 18], ['OBR', 25], ['OBR', 22]] as const;
    expect(found.map(([segment, field]) => message.value(segment, field))).toEqual(['RIS', 'HOSP', controlIdOf('a-1'), 'P1', 'RE', 'O1', 'F1', 'ACC1', 'P', '20260302100000']);
    expect(message.value('OBR', 4, 2)).toBe('Soft-tissue sarcoma radiomics: MR Lower leg & foot');
  });

  test('HL7-V2: each score has its OBX with interval, inputs and the version of the model', () => {
    const { obx } = sent(lesion('Lesion 1'));
    expect(obx.map((one) => [one.value(2), one.value(3), one.value(5), one.value(6), one.value(11)])).toEqual([
      ['ST', 'lesion', 'Lesion 1', '', 'P'], ['NM', 'probability', '42.4', '%', 'P'], ['SN', 'probability-interval', '', '%', 'P'],
      ['NM', 'input-volume', '32000', 'mm3', 'P'], ['NM', 'input-age', '56', 'a', 'P'], ['TX', 'model-status', 'research only. Probability of lung metastases.', '', 'P'],
    ]);
    expect([2, 3, 4].map((component) => obx[2]?.value(5, component))).toEqual(['31', '-', '58']);
    expect(obx.every((one) => one.value(18) === 'lung-metastasis 1.0.0' && one.value(17) === 'lung-metastasis')).toBe(true);
    expect(obx[4]?.value(14)).toBe('20260301');
  });

  test('HL7-V2: an abstention is a result that cannot be had (X), with its reason', () => {
    const { obx } = sent(lesion('Lesion 1', { ...scored, inputs: [], outcome: { kind: 'abstention', code: 'INPUT_MISSING', text: 'Age is not known.' } }));
    expect(obx[1]).toBeDefined();
    expect([obx[1]?.value(3), obx[1]?.value(11), obx[1]?.value(5)]).toEqual(['not-assessable', 'X', 'INPUT_MISSING: Age is not known.']);
  });

  test('HL7-V2: lesions are groups by OBX-4, numbered through, and no text breaks out of its field', () => {
    const { text, obx } = sent(lesion('one'), lesion('two|\rOBX|9|NM|forged^~&\\'));
    expect(obx.map((one) => one.value(1))).toEqual(obx.map((_one, k) => String(k + 1)));
    expect(obx.map((one) => one.value(4))).toEqual([...Array.from({ length: 6 }, () => '1'), ...Array.from({ length: 6 }, () => '2')]);
    expect(text.split('\r').filter((line) => line.startsWith('OBX'))).toHaveLength(12);
    expect(obx[6]?.value(5)).toBe('two| OBX|9|NM|forged^~&\\');
  });

  test('HL7-V2: the same analysis gives the same message', () => {
    expect(sent(lesion('one')).text).toBe(sent(lesion('one')).text);
  });
});
