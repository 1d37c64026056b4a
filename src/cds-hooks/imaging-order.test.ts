import { readConditions } from './conditions.js';
import { concernOf, imagingOrders, isOfSoftTissueMass, modalitiesOf, signedOrder } from './imaging-order.js';

const draft = { resourceType: 'ServiceRequest', id: 'd1', status: 'draft', intent: 'order', subject: { reference: 'Patient/1' }, code: { text: 'MR of the thigh' } };
const coded = (system: string, code: string) => [{ coding: [{ system, code }] }];
const icd = 'http://hl7.org/fhir/sid/icd-10-cm';

describe('imaging orders among drafts', () => {
  test('are found by category or by their words, whatever else is drafted', () => {
    const byCategory = { ...draft, code: { coding: [{ code: 'LOCAL-7' }] }, category: coded('http://snomed.info/sct', '363679005') };
    const others = [{ ...draft, code: { text: 'Full blood count' } }, { ...draft, category: coded('http://snomed.info/sct', '108252007') }, { resourceType: 'MedicationRequest' }, null, 'x'];
    expect(imagingOrders([draft, byCategory, ...others], '1')).toEqual([draft, byCategory]);
  });

  test('LOINC and CPT codes with their display are understood', () => {
    for (const display of ['MR Lower leg', 'CT THIGH W/O CONTRAST', 'PET whole body']) expect(imagingOrders([{ ...draft, code: { coding: [{ system: 'http://loinc.org', code: '36235-3', display }] } }], '1').length).toBe(1);
  });

  test('those of another patient are left out, also by an absolute reference', () => {
    const references = ['Patient/2', 'https://ehr.example.org/fhir/Patient/11', 'Patient/1', 'https://ehr.example.org/fhir/Patient/1/_history/3'];
    expect(imagingOrders(references.map((reference) => ({ ...draft, subject: { reference } })), '1').length).toBe(2);
  });

  test('signing makes a draft active and keeps what a revised order says of itself', () => {
    const numbered = { ...draft, identifier: [{ value: 'P1' }] };
    expect(signedOrder(imagingOrders([numbered], '1')[0])).toMatchObject({ kind: 'ready', resource: { status: 'active' }, facts: { placer: { value: 'P1' } } });
    expect(signedOrder(imagingOrders([{ ...numbered, status: 'revoked' }], '1')[0])).toMatchObject({ kind: 'ready', resource: { status: 'revoked' } });
    expect(signedOrder(imagingOrders([draft], '1')[0])).toEqual({ kind: 'unnumbered' });
    expect(signedOrder(imagingOrders([{ ...draft, id: undefined }], '1')[0])).toEqual({ kind: 'unnumbered' });
    expect(signedOrder(imagingOrders([{ ...draft, subject: {} }], '1')[0])).toMatchObject({ kind: 'unreadable' });
  });

  test.each([['FDG-PET/CT of the leg', ['PT', 'CT']], ['MRI thigh w/wo contrast', ['MR']], ['Computed tomography of arm', ['CT']], ['Imaging of the leg', []], ['Petrous bone', []]])('%s is %j', (text, modalities) => {
    expect(modalitiesOf({ ...draft, code: { text } })).toEqual(modalities);
  });
});

describe('whether an order is about a soft-tissue mass', () => {
  const because = (text: string, more: object = {}) => concernOf({ ...draft, reasonCode: [{ text }], ...more });

  test.each([
    'Soft tissue mass', 'soft-tissue tumour, suspected', 'Lump of left calf', 'Suspected sarcoma', 'Rule out sarcoma of the thigh', 'Myxoid liposarcoma', 'Growing lipoma', 'Desmoid tumor', 'Synovial sarcoma of the knee', 'Mass in the right buttock',
    'Malignant peripheral nerve sheath tumor', 'Soft tissue lesion near the femur',
  ])('"%s" is', (text) => { expect(because(text)).toBe('soft-tissue-mass'); });

  test.each([
    'Fracture', 'Osteosarcoma of femur', 'Chondrosarcoma of pelvis', 'Bone tumour of the femur', 'Knee swelling', 'Kaposi sarcoma', 'Breast mass', 'Liver mass', 'Uterine leiomyosarcoma', 'Sarcoidosis', 'Carcinosarcoma', 'Angiomyolipoma of kidney', 'Atrial myxoma',
    'Vestibular schwannoma', 'No soft tissue mass', 'Pain without mass of the thigh', 'Stroke', 'Lung metastases of sarcoma', 'follow-up of fracture', 'Ewing sarcoma',
  ])('"%s" is something else: in doubt nothing is shown', (text) => { expect(because(text)).toBe('something-else'); });

  test.each(['Follow-up', 'Restaging', 'treatment response', 'Surveillance, local recurrence?'])('"%s" does not say', (text) => { expect(because(text)).toBe('unsaid'); });

  test.each([[icd, 'C49.21'], ['http://hl7.org/fhir/sid/icd-10', 'C49.2'], [icd, 'D21.22'], [icd, 'R22.41'], ['urn:oid:2.16.840.1.113883.6.90', 'D48.1'], ['http://snomed.info/sct', '424952003']])('%s %s is', (system, code) => {
    expect(concernOf({ ...draft, reasonCode: coded(system, code) })).toBe('soft-tissue-mass');
  });

  test.each([[icd, 'C40.2'], [icd, 'C50.9'], [icd, 'D17.6'], [icd, 'R22.0'], ['urn:local', 'C49.2'], ['http://snomed.info/sct', '1']])('%s %s is something else', (system, code) => {
    expect(concernOf({ ...draft, reasonCode: coded(system, code) })).toBe('something-else');
  });

  test('a mere mass is one where code or bodySite name a limb', () => {
    expect(because('Mass')).toBe('soft-tissue-mass');
    expect(because('Mass', { code: { text: 'MR' }, bodySite: [{ coding: [{ display: 'Forearm' }] }] })).toBe('soft-tissue-mass');
    expect(because('Mass', { code: { text: 'MR of the abdomen' } })).toBe('something-else');
  });

  test('without a reason the code may say it; the region of an organ says the contrary', () => {
    expect(concernOf({ ...draft, code: { text: 'MR soft tissue mass protocol' } })).toBe('soft-tissue-mass');
    expect(concernOf(draft)).toBe('unsaid');
    for (const text of ['MR of the brain', 'CT chest', 'MR neck soft tissue']) expect(concernOf({ ...draft, code: { text } })).toBe('something-else');
    expect(concernOf({ ...draft, code: { text: 'MR of the chest wall' } })).toBe('unsaid');
  });

  const conditions = (...texts: readonly string[]) => readConditions(texts.map((text, k) => ({ resourceType: 'Condition', id: `c${k}`, subject: { reference: 'Patient/1' }, code: { text } })), '1');
  test('where it does not say: by the condition it refers to, else by any of the patient\'s, else by what was measured here', () => {
    const referring = (reference: string) => ({ ...draft, reasonReference: [{ reference }] });
    const both = conditions('Diabetes', 'Sarcoma of the thigh');
    const known = { conditions: [], isKnownHere: true };
    expect([isOfSoftTissueMass(draft, { conditions: both, isKnownHere: false }), isOfSoftTissueMass(draft, { conditions: conditions('Diabetes'), isKnownHere: false }), isOfSoftTissueMass(draft, known)]).toEqual([true, false, true]);
    expect([isOfSoftTissueMass(referring('Condition/c1'), { conditions: both, isKnownHere: false }), isOfSoftTissueMass(referring('https://e/fhir/Condition/c0'), { conditions: both, isKnownHere: true })]).toEqual([true, false]);
    expect(isOfSoftTissueMass({ ...draft, reasonCode: [{ text: 'Fracture' }] }, { conditions: both, isKnownHere: true })).toBe(false);
  });
});
