import { draftOrder, selecting, serviceOf, viewing } from '../support/hook-requests.js';
import { install, type Installation } from '../support/installation.js';
import { describeReal } from '../support/real.js';
import { storeResult } from '../support/stored-results.js';
import { fhirValidator, readByHapi } from '../support/validator.js';

describeReal('CDS Hooks, as the classes of HAPI read it', fhirValidator, () => {
  let site: Installation;
  beforeAll(async () => {
    site = await install({ cdsHooks: { smartLaunchUrl: 'https://ehr.example.org/launch' } });
    await storeResult(site, { patientId: 'p', acquiredAt: new Date('2026-03-02T09:30:00Z'), age: 56 });
  }, 60_000);
  afterAll(() => site.remove());

  const answer = async (hook: 'patient-view' | 'order-select', body: object): Promise<object> => (await site.callHook(serviceOf(hook), body)).body as object;

  test('CDS-B2, CDS-E1, CDS-E9: services, cards, links and suggestions are read whole; usageRequirements of CDS Hooks 2.0 is all that it does not know', async () => {
    const birthDate = '1970-01-01';
    const discovery = (await site.anybody.get('/cds-services')).body as object;
    const said = await readByHapi(discovery, await answer('patient-view', viewing('p', { birthDate })), await answer('order-select', selecting('p', [draftOrder('p')], { birthDate })), await answer('patient-view', viewing('stranger')));
    const of = (kind: string) => said.filter(([first]) => first === kind);
    expect(of('service').map(([, id, hook]) => [id, hook])).toEqual([['sarcolens-patient-view', 'patient-view'], ['sarcolens-order-select', 'order-select'], ['sarcolens-order-sign', 'order-sign']]);
    expect(new Set(of('unknown').map((words) => words.join(' ')))).toEqual(new Set(['unknown CdsServiceJson usageRequirements']));
    expect(of('card')).toHaveLength(2);
    for (const [, uuid, indicator, summary, source, reasons] of of('card')) {
      expect([uuid, indicator, summary, source]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), 'INFO', expect.stringContaining('02-Mar-2026'), 'Sarcolens']);
      expect(Number(reasons)).toBeGreaterThan(2);
    }
    expect(of('link').map(([, type]) => type)).toEqual(['smart', 'absolute', 'smart', 'absolute']);
    expect(of('action')).toEqual([['action', 'update', '1']]);
  }, 120_000);
});
