import { z } from 'zod';
import { resultAvailable } from '../../src/subscriptions/topic.js';
import { aSentence, matching, outcome } from '../support/answers.js';
import { bundleOf } from '../support/fhir-bundles.js';
import { type Installation, install, routesOf } from '../support/installation.js';
import { storeResult } from '../support/stored-results.js';

const statement = z.object({
  resourceType: z.literal('CapabilityStatement'), fhirVersion: z.literal('4.0.1'),
  rest: z.tuple([z.object({
    interaction: z.array(z.object({ code: z.string() })),
    resource: z.array(z.looseObject({
      type: z.string(), interaction: z.array(z.object({ code: z.string() })), conditionalCreate: z.boolean().optional(), searchInclude: z.array(z.string()).default([]), searchRevInclude: z.array(z.string()).default([]),
      searchParam: z.array(z.object({ name: z.string(), type: z.string(), definition: z.string() })).default([]),
    })),
  })]),
});

let site: Installation;
let id: string;
let promised: z.infer<typeof statement>['rest'][0];

/** A value of each parameter that finds the stored result's things, or at least is well-formed. */
const values: Readonly<Record<string, string>> = {
  '_id': 'x', 'patient': 'p', 'identifier': 'urn:x|y', 'date': 'ge2020-01-01', 'based-on': 'ServiceRequest/x', 'focus': 'BodyStructure/x', 'performer': 'Device/x', 'target': 'RiskAssessment/x', 'related': 'Device/x', 'status': 'completed',
};
/** What a search cannot do without, where a parameter alone is too little. */
const alone = (type: string, name: string): string => ((['_id', 'patient', 'identifier', 'target', 'based-on'].includes(name) && `${type}.${name}` !== 'BodyStructure.identifier') || ['AuditEvent', 'Device', 'DocumentReference'].includes(type) ? '' : '&patient=p');
const ask = (path: string) => site.as('every-role').get(`/fhir/${path}`).set('prefer', 'handling=strict');

beforeAll(async () => {
  site = await install();
  id = await storeResult(site, { patientId: 'p', acquiredAt: new Date('2026-01-01T12:00:00Z') });
  promised = statement.parse((await site.anybody.get('/fhir/metadata').expect(200)).body).rest[0];
}, 60_000);
afterAll(() => site.remove());

describe('the capability statement', () => {
  test('FHIR-F24: promises what the service has doors for, and the doors are no more than promised', () => {
    const interactions: Readonly<Record<string, string>> = { 'POST ': 'create', 'PUT /:id': 'update', 'GET /:id': 'read', 'GET /:id/_history/:version': 'vread', 'GET ': 'search-type' };
    const doors = routesOf(site.app).flatMap((route) => {
      const [, method = '', type, rest = ''] = /^(GET|POST|PUT|DELETE|PATCH) \/fhir\/([A-Z][A-Za-z]+)(.*)$/.exec(route) ?? [];
      return type === undefined || type === 'Subscription' ? [] : [`${type} ${interactions[`${method} ${rest}`] ?? route}`];
    });
    expect(promised.resource.flatMap(({ type, interaction }) => interaction.map(({ code }) => `${type} ${code}`)).toSorted()).toEqual(doors.toSorted());
    expect(promised.interaction).toEqual([{ code: 'transaction' }, { code: 'batch' }]);
  });

  test('FHIR-F24: every search parameter it promises is taken, alone or with a patient, and so is each include', async () => {
    for (const { type, searchParam, searchInclude, searchRevInclude } of promised.resource) {
      for (const { name } of searchParam) {
        const answer = await ask(`${type}?${name}=${encodeURIComponent(values[name] ?? '')}${alone(type, name)}`);
        expect([type, name, answer.status]).toEqual([type, name, 200]);
        expect(bundleOf(answer).outcomes).toEqual([]);
      }
      for (const include of [...searchInclude.map((one) => `_include=${one}`), ...searchRevInclude.map((one) => `_revinclude=${one}`)]) {
        expect([type, include, (await ask(`${type}?_id=x&${include}`)).status]).toEqual([type, include, 200]);
      }
    }
  });

  test('FHIR-F24: a parameter decides: another value finds less', async () => {
    const { body } = await ask(`RiskAssessment/${id}`) as { readonly body: { readonly basedOn: { readonly reference: string }; readonly performer: { readonly reference: string } } };
    const findings: readonly (readonly [string, string])[] = [
      [`RiskAssessment?patient=p&_id=${id}`, 'RiskAssessment?patient=p&_id=1b671a64-40d5-491e-99b0-da01ff1f3341'], [`RiskAssessment?patient=p&performer=${body.performer.reference}`, 'RiskAssessment?patient=p&performer=Device/model-lung-metastasis-9.9.9'],
      [`RiskAssessment?identifier=urn:sarcolens:result|${id}`, `RiskAssessment?identifier=urn:sarcolens:feature-set|${id}`], ['RiskAssessment?patient=p&date=2026', 'RiskAssessment?patient=p&date=2025'],
      [`DiagnosticReport?based-on=${body.basedOn.reference}`, 'DiagnosticReport?based-on=1b671a64-40d5-491e-99b0-da01ff1f3341'], ['DiagnosticReport?patient=p&date=2026-01', 'DiagnosticReport?patient=p&date=2026-02'],
      [`Task?based-on=${body.basedOn.reference}&status=completed`, `Task?based-on=${body.basedOn.reference}&status=failed`], [`Provenance?target=RiskAssessment/${id}`, `Provenance?target=Observation/${id}&patient=q`],
      [`ServiceRequest?_id=${body.basedOn.reference.split('/')[1] ?? ''}`, 'ServiceRequest?_id=none'], ['Device?identifier=urn:sarcolens:model|lung-metastasis|1.0.0', 'Device?identifier=urn:sarcolens:model|lung-metastasis|1.0.1'],
      ['DocumentReference?identifier=urn:sarcolens:model-card|', 'DocumentReference?identifier=urn:sarcolens:model-card|x'], ['AuditEvent?patient=p', 'AuditEvent?patient=never-heard-of'], ['AuditEvent?date=ge2020', 'AuditEvent?date=lt2020'],
    ];
    for (const [path, other] of findings) {
      expect([path, bundleOf(await ask(path)).matches.length > 0]).toEqual([path, true]);
      expect([other, bundleOf(await ask(other)).matches]).toEqual([other, []]);
    }
  });

  test('FHIR-F24: what R4 has beside and is not promised is refused: parameters, types and interactions', async () => {
    const others = ['_lastUpdated', '_sort', '_summary', '_elements', '_has:Observation:patient:code', 'subject', 'encounter', 'code', 'category', 'status:not', 'patient:identifier', 'patient.name', '_text', '_content', '_list', '_query', '_total'];
    for (const { type, searchParam } of promised.resource.filter(({ interaction }) => interaction.some(({ code }) => code === 'search-type'))) {
      const names = searchParam.map(({ name }) => name);
      for (const name of others.filter((one) => !names.includes(one))) {
        expect([type, name, await ask(`${type}?_id=x&${name}=y`)]).toMatchObject([type, name, { status: 400, body: outcome('not-supported', aSentence) }]);
      }
    }
    for (const type of ['Condition', 'Encounter', 'ImagingStudy', 'Patient', 'Practitioner', 'Binary', 'Group', 'List', 'Media', 'Procedure', '$meta', 'metadata/x', '_history']) {
      expect([type, (await site.as('every-role').get(`/fhir/${type}`)).status]).toEqual([type, 404]);
      expect([type, (await site.as('every-role').get(`/fhir/${type}/x`)).status]).toEqual([type, 404]);
    }
    for (const path of ['RiskAssessment', 'Observation', 'AuditEvent', 'Device', 'RiskAssessment/_search', `RiskAssessment/${id}/$everything`]) expect([path, (await site.as('every-role').post(`/fhir/${path}`).send({})).status]).toEqual([path, 404]);
    for (const path of [`RiskAssessment/${id}`, 'Observation/x', 'AuditEvent/1']) expect([path, (await site.as('every-role').put(`/fhir/${path}`).send({})).status]).toEqual([path, 404]);
    for (const method of ['delete', 'patch'] as const) expect((await site.as('every-role')[method](`/fhir/RiskAssessment/${id}`)).status).toBe(404);
  });

  test('FHIR-F24: promises Subscription where others may subscribe, to the topic there is, and nowhere else', async () => {
    expect((await site.as('integrator').get('/fhir/Subscription')).status).toBe(404);
    expect(promised.resource.map(({ type }) => type)).not.toContain('Subscription');
    const open = await install({ subscribers: { hosts: ['listener.example.org'], signingKey: 'a key of the site\'s own, long enough to sign with' } });
    try {
      const [{ resource }] = statement.parse((await open.anybody.get('/fhir/metadata').expect(200)).body).rest;
      const subscription = resource.find(({ type }) => type === 'Subscription');
      expect(subscription).toMatchObject({ extension: [{ valueCanonical: resultAvailable }], interaction: ['create', 'update', 'delete', 'read', 'search-type'].map((code) => ({ code })), operation: [{ name: 'status' }, { name: 'events' }] });
      await open.as('integrator').get('/fhir/Subscription').expect(200);
      await open.as('integrator').get('/fhir/Subscription/$status').expect(200);
      for (const [method, path] of [['get', 'x'], ['get', 'x/$status'], ['get', 'x/$events'], ['delete', 'x']] as const) expect((await open.as('integrator')[method](`/fhir/Subscription/${path}`)).body).toMatchObject({ issue: [{ diagnostics: matching(/^There is no Subscription\/x here\.$/) }] });
    } finally { await open.remove(); }
  });

  test('names the definitions of R4', () => {
    const definitions = promised.resource.flatMap(({ type, searchParam }) => searchParam.map(({ name, definition }) => `${type}.${name} ${definition.replace('http://hl7.org/fhir/SearchParameter/', '')}`));
    expect(definitions).toEqual(expect.arrayContaining(['RiskAssessment._id Resource-id', 'RiskAssessment.patient clinical-patient', 'RiskAssessment.performer RiskAssessment-performer', 'Task.patient Task-patient', 'DocumentReference.related DocumentReference-related', 'AuditEvent.date AuditEvent-date']));
  });
});
