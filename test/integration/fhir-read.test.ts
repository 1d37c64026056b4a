import { createHash } from 'node:crypto';
import { aSentence, matching, outcome } from '../support/answers.js';
import { bundleOf, namesOf } from '../support/fhir-bundles.js';
import { patientWith } from '../support/small-study.js';
import { storeResult } from '../support/stored-results.js';
import { openWard, type Ward } from '../support/ward.js';

let ward: Ward;
const get = (path: string, headers: Readonly<Record<string, string>> = {}) => ward.site.as('clinician').get(`/fhir/${path}`).set(headers);
const search = async (path: string) => bundleOf(await get(path).expect(200));
const only = async (path: string): Promise<Readonly<Record<string, unknown>> & { readonly id: string }> => {
  const { matches } = await search(path);
  expect(matches).toHaveLength(1);
  const [{ id = '', ...rest } = { id: '' }] = matches;
  return { ...rest, id };
};
const aiAsserted = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'AIAST', display: 'Artificial Intelligence asserted' };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// Two patients analysed by the service itself, and a third whose results were stored, one a year.
beforeAll(async () => {
  ward = await openWard([patientWith('p'), patientWith('q')]);
  for (const id of ['p', 'q']) await ward.order(id);
  for (const id of ['p', 'q']) await ward.reach(id, 'done');
  for (const year of [2021, 2022, 2023, 2024, 2025]) await storeResult(ward.site, { patientId: 'course', acquiredAt: new Date(Date.UTC(year, 4, 17, 12)) });
}, 90_000);
afterAll(() => ward.close());

describe('what came of an analysis', () => {
  test('FHIR-F11: RiskAssessment says per cent, who made it, and what it rests on', async () => {
    const [device, set, order] = [await only('Device?identifier=urn:sarcolens:model|lung-metastasis|1.0.0'), await only('Observation?patient=p'), await only('ServiceRequest?patient=p')];
    const assessment = await only('RiskAssessment?patient=p');
    expect(assessment).toMatchObject({
      status: 'final', subject: { reference: 'Patient/p' }, performer: { reference: `Device/${device.id}` }, basedOn: { reference: `ServiceRequest/${order.id}` },
      basis: expect.arrayContaining([{ reference: `Observation/${set.id}` }, { reference: 'Patient/p' }]) as unknown, method: { coding: [{ code: 'lung-metastasis|1.0.0' }] },
    });
    const [row] = await ward.site.dataSource.query<{ probability: number }[]>('SELECT probability FROM result WHERE id = $1', [assessment.id]);
    const [{ probabilityDecimal } = { probabilityDecimal: Number.NaN }] = assessment.prediction as readonly { readonly probabilityDecimal: number }[];
    expect(probabilityDecimal).toBeCloseTo(100 * (row?.probability ?? Number.NaN), 10);
  });

  test('FHIR-F18: what the model made is labelled, what was only measured is not', async () => {
    for (const type of ['RiskAssessment', 'DiagnosticReport']) expect(await only(`${type}?patient=p`)).toMatchObject({ meta: { security: [aiAsserted] } });
    for (const type of ['Observation', 'BodyStructure', 'Task']) expect((await only(`${type}?patient=p`)).meta).not.toHaveProperty('security');
  });

  test('FHIR-F8, FHIR-F9: Observation has the features with IBSI codes and units, its study, order, lesion and software, and the settings beside', async () => {
    const [order, lesion] = [await only('ServiceRequest?patient=p'), await only('BodyStructure?patient=p')];
    const set = await only('Observation?patient=p');
    const study = { type: 'ImagingStudy', identifier: { system: 'urn:dicom:uid', value: matching(/^urn:oid:2\.25\.\d+$/) } };
    expect(set).toMatchObject({
      status: 'final', basedOn: [{ reference: `ServiceRequest/${order.id}` }], partOf: [study], derivedFrom: [study], focus: [{ reference: `BodyStructure/${lesion.id}` }], device: { reference: matching(/^Device\/engine-sarcolens-/) },
      issued: matching(/Z$/), category: [{ coding: [{ code: 'imaging' }] }, { coding: [{ code: '125007' }] }], method: { text: matching(/^IBSI, settings [0-9a-f]{64}$/) },
    });
    const volume = { code: { coding: [{ system: 'urn:oid:1.2.840.10008.2.16.13', code: 'RNU0', display: matching(/\w/) }, { system: 'http://snomed.info/sct', code: '118565006', display: 'Volume' }], text: 'morph_volume' }, valueQuantity: { value: expect.any(Number) as unknown, unit: 'mm3', system: 'http://unitsofmeasure.org', code: 'mm3' } };
    expect(set.component).toContainEqual(volume);
    const [settings] = set.extension as readonly { readonly url: string; readonly valueString: string }[];
    expect(createHash('sha256').update(settings?.valueString ?? '').digest('hex')).toBe(/[0-9a-f]{64}/.exec(JSON.stringify(set.method))?.[0]);
  });

  test('FHIR-F12: nothing here claims the status of a disease', async () => {
    expect((await get('Observation?patient=p')).text).not.toContain('97509-4');
    expect((await search('Observation?patient=p')).total).toBe(1);
  });

  test('FHIR-F14: DiagnosticReport is preliminary, with a page whose size and hash are those of its bytes', async () => {
    const report = await only('DiagnosticReport?patient=p');
    const [assessment, set] = [await only('RiskAssessment?patient=p'), await only('Observation?patient=p')];
    expect(report).toMatchObject({
      status: 'preliminary', result: [{ reference: `Observation/${set.id}` }], extension: [{ url: 'urn:sarcolens:assessment', valueReference: { reference: `RiskAssessment/${assessment.id}` } }], conclusion: matching(/lung metastasis risk \d+\.\d %.*nobody has signed it/s),
    });
    expect(report).not.toHaveProperty('resultsInterpreter');
    const [form] = report.presentedForm as readonly { readonly data: string; readonly size: number; readonly hash: string; readonly contentType: string }[];
    const bytes = Buffer.from(form?.data ?? '', 'base64');
    expect(form).toMatchObject({ size: bytes.length, hash: createHash('sha1').update(bytes).digest('base64'), contentType: 'text/html; charset=utf-8' });
    expect(bytes.toString()).toMatch(/^<!DOCTYPE html>.*Lesion 1.*<\/html>$/s);
  });

  test('FHIR-F15: a Device for the version of the model and one for that of the software', async () => {
    const { matches } = await search('Device');
    expect(namesOf(matches)).toEqual(expect.arrayContaining(['Device/model-lung-metastasis-1.0.0', matching(/^Device\/engine-sarcolens-\d/)]));
    expect(await only('Device?_id=model-lung-metastasis-1.0.0')).toMatchObject({
      status: 'active', type: { coding: [{ code: 'Artificial-Intelligence' }] }, modelNumber: 'lung-metastasis', version: [{ value: '1.0.0' }, { value: matching(/^[0-9a-f]{64}$/) }, { value: matching(/^[0-9a-f]{64}$/) }],
      extension: [{ valueReference: { reference: 'DocumentReference/card-lung-metastasis-1.0.0' } }],
    });
  });

  test('FHIR-F15: a version that made a stored result stays a Device when another is in use', async () => {
    await storeResult(ward.site, { patientId: 'earlier', acquiredAt: new Date('2020-01-01T12:00:00Z'), model: { version: '0.9.0', onnxSha256: 'a'.repeat(64) } });
    expect(await only('Device?identifier=urn:sarcolens:model|lung-metastasis|0.9.0')).toMatchObject({ id: 'model-lung-metastasis-0.9.0', identifier: [{}, { value: 'a'.repeat(64) }] });
    expect(await only('RiskAssessment?patient=earlier')).toMatchObject({ performer: { reference: 'Device/model-lung-metastasis-0.9.0' } });
    expect((await only('Device?_id=model-lung-metastasis-0.9.0'))).not.toHaveProperty('extension');
  });

  test('FHIR-F16: DocumentReference holds the model card as Markdown with its size and hash', async () => {
    const card = await only('DocumentReference?related=Device/model-lung-metastasis-1.0.0');
    const [{ attachment } = { attachment: { data: '', size: 0, hash: '' } }] = card.content as readonly { readonly attachment: { readonly data: string; readonly size: number; readonly hash: string } }[];
    const bytes = Buffer.from(attachment.data, 'base64');
    expect(attachment).toMatchObject({ contentType: 'text/markdown', size: bytes.length, hash: createHash('sha1').update(bytes).digest('base64') });
    expect(card.identifier).toContainEqual({ system: 'urn:sarcolens:sha256', value: createHash('sha256').update(bytes).digest('hex') });
    expect(bytes.toString()).toMatch(/^# Lung metastasis/);
  });

  test('FHIR-F17: Provenance says AI, which model and software, and every input', async () => {
    const [assessment, set, order] = [await only('RiskAssessment?patient=p'), await only('Observation?patient=p'), await only('ServiceRequest?patient=p')];
    const provenance = await only(`Provenance?target=RiskAssessment/${assessment.id}`);
    expect(provenance).toMatchObject({
      id: assessment.id, target: [{ reference: `RiskAssessment/${assessment.id}` }], reason: [{ coding: [aiAsserted] }], occurredPeriod: { start: matching(/Z$/), end: matching(/Z$/) },
      agent: [{ role: [{ coding: [{ code: 'Artificial-Intelligence' }] }], who: { reference: 'Device/model-lung-metastasis-1.0.0' } }, { who: { reference: matching(/^Device\/engine-sarcolens/) } }],
    });
    const named = JSON.stringify(provenance.entity);
    for (const input of [`ServiceRequest/${order.id}`, 'Patient/p/_history/1', `Observation/${set.id}`, 'urn:oid:2.25.', 'lung-metastasis|1.0.0']) expect(named).toContain(input);
  });

  test('FHIR-F17: what was measured and what was reported have a Provenance too, each with its own id', async () => {
    const [set, report] = [await only('Observation?patient=p'), await only('DiagnosticReport?patient=p')];
    const [measured, reported] = [await only(`Provenance?target=Observation/${set.id}`), await only(`Provenance?target=DiagnosticReport/${report.id}`)];
    expect(measured).toMatchObject({ id: set.id, agent: [{ who: { reference: matching(/^Device\/engine/) } }] });
    expect(measured).not.toHaveProperty('reason');
    expect(reported).toMatchObject({ id: report.id, reason: [{ coding: [aiAsserted] }] });
  });

  test('FHIR-F6: a lesion is one BodyStructure over its time points, with the identifiers it is tracked by', async () => {
    const lesion = await only('BodyStructure?patient=p');
    expect(lesion).toMatchObject({
      patient: { reference: 'Patient/p' }, active: true,
      identifier: [{ type: { coding: [{ code: '112039' }] }, value: 'Lesion 1' }, { type: { coding: [{ code: '112040' }] }, system: 'urn:dicom:uid', value: matching(/^urn:oid:2\.25\.\d+$/) }],
    });
    const [, { value } = { value: '' }] = lesion.identifier as readonly { readonly value: string }[];
    expect(await only(`BodyStructure?patient=p&identifier=urn:dicom:uid|${value}`)).toEqual(lesion);
    expect((await search('BodyStructure?patient=p&identifier=another')).total).toBe(0);
    // Measured again, by another order of the same study.
    const again = { resourceType: 'ServiceRequest', identifier: [{ system: 'urn:placer', value: 'P-again' }, { type: { coding: [{ code: 'ACSN' }] }, value: 'A-q' }], status: 'active', intent: 'order', subject: { reference: 'Patient/q' } };
    const before = await only('BodyStructure?patient=q');
    const { body } = await ward.site.as('integrator').post('/fhir/ServiceRequest').send(again).expect(201) as { readonly body: { readonly id: string } };
    for (let looks = 0; looks < 100 && (await search(`Task?based-on=${body.id}&status=completed`)).total === 0; looks += 1) await new Promise((resolve) => { setTimeout(resolve, 200); });
    expect((await search('Observation?patient=q')).total).toBe(2);
    expect(await only('BodyStructure?patient=q')).toEqual(before);
    expect((await search(`Observation?patient=q&focus=BodyStructure/${before.id}`)).total).toBe(2);
    expect((await search(`Observation?patient=q&focus=${lesion.id}`)).total).toBe(0);
  }, 60_000);

  test('FHIR-F21: Task says how far the analysis of an order is, and where its report is', async () => {
    const [order, report] = [await only('ServiceRequest?patient=p'), await only('DiagnosticReport?patient=p')];
    expect(await only(`Task?based-on=ServiceRequest/${order.id}`)).toMatchObject({
      status: 'completed', intent: 'order', focus: { reference: `ServiceRequest/${order.id}` }, for: { reference: 'Patient/p' }, output: [{ valueReference: { reference: `DiagnosticReport/${report.id}` } }],
    });
    await ward.order('nobody');
    await ward.reach('nobody', 'failed');
    expect(await only('Task?patient=nobody')).toMatchObject({ status: 'failed', statusReason: { coding: [{ code: 'PATIENT_NOT_FOUND' }], text: aSentence } });
    expect((await search('Task?patient=nobody&status=completed')).total).toBe(0);
    expect((await search('Task?patient=nobody&status=completed,failed')).total).toBe(1);
  }, 30_000);

  test('an order entered in error takes what came of it out of every search; what is read by id says so and claims nothing', async () => {
    const id = await storeResult(ward.site, { patientId: 'mistake', acquiredAt: new Date('2026-01-01T12:00:00Z') });
    const report = await only('DiagnosticReport?patient=mistake');
    await ward.site.dataSource.query("UPDATE imaging_order SET status = 'entered-in-error' WHERE patient_id = 'mistake'");
    for (const type of ['RiskAssessment', 'Observation', 'DiagnosticReport', 'Provenance', 'BodyStructure']) expect((await search(`${type}?patient=mistake`)).total).toBe(0);
    for (const name of [`RiskAssessment/${id}`, `DiagnosticReport/${report.id}`]) {
      const { body } = await get(name).expect(200) as { readonly body: object };
      expect(body).toMatchObject({ status: 'entered-in-error', meta: { versionId: '2' } });
      for (const part of ['prediction', 'conclusion', 'presentedForm', 'result']) expect(body).not.toHaveProperty(part);
    }
  });
});

describe('a read', () => {
  test('FHIR-F24: every resource that is found can be read by its id, and its version, which the headers name', async () => {
    for (const type of ['RiskAssessment', 'Observation', 'DiagnosticReport', 'Provenance', 'BodyStructure', 'Task', 'ServiceRequest']) {
      const found = await only(`${type}?patient=p`);
      const answer = await get(`${type}/${found.id}`).expect(200);
      expect(answer.body).toEqual(found);
      const { versionId, lastUpdated } = found.meta as { readonly versionId: string; readonly lastUpdated: string };
      expect(answer.headers).toMatchObject({ 'etag': `W/"${versionId}"`, 'last-modified': new Date(lastUpdated).toUTCString(), 'content-type': 'application/fhir+json; charset=utf-8' });
      expect((await get(`${type}/${found.id}/_history/${versionId}`).expect(200)).body).toEqual(found);
      expect(await get(`${type}/${found.id}/_history/none`)).toMatchObject({ status: 404, body: outcome('not-found', aSentence) });
    }
  });

  test('FHIR-F2: an order can be read under the id that its EHR gave it', async () => {
    const order = { resourceType: 'ServiceRequest', id: 'ehr-7', identifier: [{ system: 'urn:placer', value: 'P-ehr-7' }], status: 'draft', intent: 'order', subject: { reference: 'Patient/ehr' } };
    const { body, headers } = await ward.site.as('integrator').put('/fhir/ServiceRequest/ehr-7').send(order).expect(201) as { readonly body: unknown; readonly headers: Readonly<Record<string, string>> };
    expect(body).toMatchObject(order);
    expect(headers.location).toMatch(/\/fhir\/ServiceRequest\/ehr-7\/_history\/1$/);
    expect((await get('ServiceRequest/ehr-7').expect(200)).body).toEqual(body);
    expect(await only('ServiceRequest?_id=ehr-7')).toEqual(body);
    const { id } = await only('ServiceRequest?patient=ehr');
    expect(id).toMatch(uuid);
    // Sent back under our own id, it keeps that of its EHR.
    await ward.site.as('integrator').put(`/fhir/ServiceRequest/${id}`).send({ ...order, id, status: 'revoked' }).expect(200);
    expect((await get('ServiceRequest/ehr-7').expect(200)).body).toMatchObject({ status: 'revoked' });
    const other = { ...order, id, identifier: [{ system: 'urn:placer', value: 'another' }] };
    expect(await ward.site.as('integrator').put(`/fhir/ServiceRequest/${id}`).send(other)).toMatchObject({ status: 409, body: outcome('conflict', aSentence) });
  });
});
