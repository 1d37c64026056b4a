import { matching, outcome } from '../support/answers.js';
import { bundleOf } from '../support/fhir-bundles.js';
import { type Installation, install } from '../support/installation.js';
import { storeResult } from '../support/stored-results.js';

let site: Installation;
let id: string;
const events = async (query: string) => bundleOf(await site.as('auditor').get(`/fhir/AuditEvent?${query}`).expect(200)).matches;
const subtype = (code: string) => expect.arrayContaining([expect.objectContaining({ code })]) as unknown;

beforeAll(async () => {
  site = await install();
  id = await storeResult(site, { patientId: 'p', acquiredAt: new Date('2026-01-01T12:00:00Z') });
}, 60_000);
afterAll(() => site.remove());

describe('AuditEvent', () => {
  test('FHIR-F20: is for auditors', async () => {
    for (const role of ['clinician', 'integrator'] as const) {
      for (const path of ['AuditEvent', 'AuditEvent?patient=p', 'AuditEvent/1', 'AuditEvent/1/_history/1']) expect(await site.as(role).get(`/fhir/${path}`)).toMatchObject({ status: 403, body: outcome('forbidden') });
    }
    await site.anybody.get('/fhir/AuditEvent').expect(401);
    await site.as('auditor').get('/fhir/AuditEvent').expect(200);
  });

  test('FHIR-F20: a read is told as BALP has it: who, from where, which resource, whose', async () => {
    await site.as('clinician').get(`/fhir/RiskAssessment/${id}`).expect(200);
    const [read] = await events('patient=p');
    expect(read).toMatchObject({
      type: { code: 'rest' }, subtype: subtype('read'), action: 'R', outcome: '0', recorded: matching(/Z$/),
      agent: [
        { type: { coding: [{ code: '110152' }] }, who: { identifier: { value: 'clinician' } }, requestor: true, network: { address: '127.0.0.1', type: '2' } },
        { type: { coding: [{ code: '110153' }] }, requestor: false, network: { address: `${site.url}/fhir`, type: '5' } },
      ],
      entity: expect.arrayContaining([
        expect.objectContaining({ what: { reference: 'Patient/p' }, type: expect.objectContaining({ code: '1' }) as unknown, role: expect.objectContaining({ code: '1' }) as unknown }),
        expect.objectContaining({ what: { reference: `RiskAssessment/${id}` }, type: expect.objectContaining({ code: '2' }) as unknown, role: expect.objectContaining({ code: '4' }) as unknown }),
      ]) as unknown,
    });
  });

  test('FHIR-F20: a search is told with its query, to each patient whom it showed', async () => {
    await storeResult(site, { patientId: 'r', acquiredAt: new Date('2026-01-02T12:00:00Z') });
    await site.as('clinician').get('/fhir/RiskAssessment?patient=p,r&_count=5').expect(200);
    for (const patient of ['p', 'r']) {
      const [search] = await events(`patient=${patient}`);
      const query = Buffer.from('RiskAssessment?patient=p%2Cr&_count=5').toString('base64');
      expect(search).toMatchObject({ subtype: subtype('search-type'), action: 'E', agent: [{ type: { coding: [{ code: '110153' }] } }, { type: { coding: [{ code: '110152' }] } }], entity: expect.arrayContaining([expect.objectContaining({ query, role: expect.objectContaining({ code: '24' }) as unknown })]) as unknown });
    }
  });

  test('FHIR-F20: an order that is brought, a merge and a caller who is sent away are told too', async () => {
    const order = { resourceType: 'ServiceRequest', identifier: [{ system: 'urn:placer', value: 'told' }], status: 'draft', intent: 'order', subject: { reference: 'Patient/told' } };
    await site.as('integrator').post('/fhir/ServiceRequest').send(order).expect(201);
    await site.as('integrator').put('/fhir/Patient/was').send({ resourceType: 'Patient', id: 'was', link: [{ type: 'replaced-by', other: { reference: 'Patient/told' } }] }).expect(200);
    await site.anybody.get('/fhir/Observation?patient=told').expect(401);
    const [merge, created] = await events('patient=told');
    expect(merge).toMatchObject({ subtype: subtype('patient.merge'), action: 'U', agent: [{ who: { identifier: { value: 'integrator' } } }, {}] });
    expect(created).toMatchObject({ subtype: subtype('order.create'), action: 'C', entity: expect.arrayContaining([expect.objectContaining({ what: { reference: matching(/^ServiceRequest\//) } })]) as unknown });
    const [refused] = (await events('_count=20')).filter(({ action, outcome: end }) => action === 'E' && end === '4');
    expect(refused).toMatchObject({ type: { code: '110113' } });
  });

  test('FHIR-F20, FHIR-F26: pages go back in time, each event once, down to the first', async () => {
    const [{ count } = { count: 0 }] = await site.dataSource.query<{ count: number }[]>('SELECT max(sequence)::int AS count FROM audit_event');
    const seen: number[] = [];
    for (let path: string | undefined = 'AuditEvent?_count=7'; path !== undefined;) {
      const page: ReturnType<typeof bundleOf> = bundleOf(await site.as('auditor').get(`/fhir/${path}`).expect(200));
      expect(page.total).toBeUndefined();
      seen.push(...page.matches.map((one) => Number(one.id)));
      path = page.next?.replace(`${site.url}/fhir/`, '');
    }
    expect(seen.slice(-count)).toEqual(Array.from({ length: count }, (_, k) => count - k));
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('an event carries its place in the chain, and can be read by it', async () => {
    const [event] = await events('_count=1');
    const [row] = await site.dataSource.query<{ hash: string }[]>('SELECT hash FROM audit_event WHERE sequence = $1', [Number(event?.id)]);
    expect(event?.entity).toContainEqual(expect.objectContaining({ name: 'audit chain', detail: expect.arrayContaining([{ type: 'hash', valueString: row?.hash }]) as unknown }));
    expect((await site.as('auditor').get(`/fhir/AuditEvent/${event?.id ?? ''}`).expect(200)).body).toEqual(event);
    for (const none of ['0', '01', '999999999', '99999999999', 'x']) await site.as('auditor').get(`/fhir/AuditEvent/${none}`).expect(404);
    for (const at of [1.5, 1e300, -1e300]) await site.as('auditor').get(`/fhir/AuditEvent?_after=${Buffer.from(JSON.stringify([at, 'x'])).toString('base64url')}`).expect(200);
  });

  test('that auditors look is in the audit as well', async () => {
    await site.as('auditor').get('/fhir/AuditEvent?patient=p').expect(200);
    const [looked] = await events('patient=p&_count=2');
    expect(looked).toMatchObject({ subtype: subtype('search-type'), agent: [{ who: { identifier: { value: 'auditor' } } }, {}] });
  });
});
