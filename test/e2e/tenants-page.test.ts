import { type Browser, chromium } from 'playwright-core';
import { built, describeReal, program, programPath } from '../support/real.js';
import { type House, house } from '../support/tenants.js';

const order = (patientId: string) => ({ resourceType: 'ServiceRequest', identifier: [{ type: { coding: [{ code: 'PLAC' }] }, value: `P-${patientId}` }], status: 'active', intent: 'order', subject: { reference: `Patient/${patientId}` } });

describeReal('the pages of two tenants, in Chromium', [program('chromium'), built('web/index.html')], () => {
  let both: House;
  let browser: Browser;
  beforeAll(async () => {
    both = await house({ north: {}, south: {} });
    for (const name of ['north', 'south']) await both.of(name).as('integrator').post('/fhir/ServiceRequest').send(order(`PATIENT-OF-${name}`)).expect(201);
    browser = await chromium.launch({ executablePath: programPath('chromium') ?? '', args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await both.remove();
  });

  test.each([['north', 'south'], ['south', 'north']])('%s is opened by its own token and shows its own patients, and not by the token of %s', async (name, other) => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => { asked.push(request.url()); });
    const open = async (whose: string): Promise<void> => {
      await page.getByLabel('Access token').fill(both.of(whose).credentials.bearer('clinician').replace('Bearer ', ''));
      await page.getByRole('button', { name: 'Open' }).click();
    };
    await page.goto(`${both.url}/t/${name}`);
    await page.getByLabel('Access token').waitFor();
    await Promise.all([page.waitForResponse((answer) => answer.url() === `${both.url}/t/${name}/graphql` && answer.status() === 401), open(other)]);
    expect(await page.content()).not.toContain('PATIENT-OF');
    await open(name);
    await page.getByRole('link', { name: new RegExp(`PATIENT-OF-${name}`) }).click();
    await page.waitForURL(`${both.url}/t/${name}/#/patients/PATIENT-OF-${name}`);
    expect(await page.content()).not.toContain(`PATIENT-OF-${other}`);
    expect(asked.filter((url) => !url.startsWith(`${both.url}/t/${name}`))).toEqual([]);
    await page.close();
  }, 30_000);
});
