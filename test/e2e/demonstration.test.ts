import { randomUUID } from 'node:crypto';
import { type Browser, chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { compiled } from '../../src/platform/project.js';
import { answers, type Running, start, until } from '../support/processes.js';
import { describeReal, program, programPath } from '../support/real.js';

const service = 'http://localhost:3000';
const ehr = 'http://127.0.0.1:3001/fhir';
const bundle = z.looseObject({ total: z.number(), entry: z.array(z.looseObject({ resource: z.looseObject({ id: z.string() }) })) });
const cardsOf = z.object({ cards: z.array(z.looseObject({ summary: z.string(), detail: z.string() })) });

const read = async (url: string): Promise<unknown> => (await fetch(url)).json();

describeReal('the demonstration, as a newcomer meets it', [program('chromium')], () => {
  let demonstration: Running;
  let browser: Browser;

  const open = async (path: string, width: number): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const complaints: string[] = [];
    page.on('console', (message) => { if (message.type() !== 'log') complaints.push(message.text()); });
    page.on('pageerror', (error) => { complaints.push(error.message); });
    await page.goto(service + path);
    return { page, complaints };
  };

  beforeAll(async () => {
    if (await answers(`${service}/health/live`)().catch(() => false)) throw new Error('something answers on port 3000 already; the demonstration needs 3000 to 3003');
    const { SARCOLENS_REFERENCE: _reference, ...environment } = process.env;
    demonstration = start(process.execPath, [compiled('demo/main.ts')], { env: environment });
    await until('the demonstration', answers(`${service}/health/ready`), 100_000).catch((error: unknown) => { throw new Error(`${String(error)}: ${demonstration.said().slice(-800)}`); });
    browser = await chromium.launch({ executablePath: programPath('chromium') ?? '', args: ['--no-sandbox'] });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await demonstration?.kill();
  }, 30_000);

  test('says at its start that no door asks for credentials', () => {
    expect(demonstration.said()).toMatch(/^DEMONSTRATION: callers from this machine need no credentials/);
  });

  test('has at least three patients with orders, and every study of theirs is analysed', async () => {
    const patients = bundle.parse(await read(`${ehr}/Patient`));
    expect(patients.total).toBeGreaterThanOrEqual(3);
    for (const { resource } of patients.entry) {
      expect(bundle.parse(await read(`${ehr}/ServiceRequest?patient=${resource.id}`)).total).toBe(3);
      expect(bundle.parse(await read(`${service}/fhir/RiskAssessment?patient=${resource.id}`)).total).toBe(3);
    }
  });

  test.each([['PHANTOM-1', /\d+ %/], ['PHANTOM-4', /not assessable/]])('the card of %s says that the patient is synthetic and that the model is not validated', async (patientId, answer) => {
    const response = await fetch(`${service}/cds-services/sarcolens-patient-view`, {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ hook: 'patient-view', hookInstance: randomUUID(), fhirServer: ehr, context: { userId: 'Practitioner/demo', patientId } }),
    });
    const { cards: [card] } = cardsOf.parse(await response.json());
    expect(card.summary).toMatch(answer);
    expect(card.detail).toContain('synthetic');
    expect(card.detail).toContain('no external validation');
  });

  test.each([[1280], [400]])('at %d pixels the page lists the patients, shows the course and what a clicked result rests on, and nothing sticks out', async (width) => {
    const { page, complaints } = await open('/', width);
    await page.getByRole('link', { name: /PHANTOM-2/ }).click();
    await page.getByRole('heading', { name: 'Lesion 1' }).waitFor();
    expect(await page.locator('.lesion tbody tr').count()).toBe(3);
    expect(await page.getByText('Volume, mL').count()).toBe(1);
    await page.getByRole('button', { name: 'Provenance' }).last().click();
    const provenance = page.getByRole('region', { name: 'Provenance of the result' });
    await provenance.getByText('sarcolens reanalyse').waitFor();
    expect(await provenance.innerText()).toContain('lung-metastasis 1.0.0');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(complaints).toEqual([]);
    await page.close();
  }, 30_000);

  test('a click on a point of the chart shows the same as the row\'s button', async () => {
    const { page } = await open('/#/patients/PHANTOM-1', 1280);
    await page.getByRole('heading', { name: 'Lesion 1' }).waitFor();
    const points = page.locator('.chart path[fill="#1f5f8b"]');
    await points.first().click();
    await page.getByText('Result of the study of 2026-03-02').waitFor();
    await page.close();
  }, 30_000);

  test('a patient nobody ordered anything for is said to be unknown', async () => {
    const { page } = await open('/#/patients/nobody', 1280);
    await page.getByText('There is no order of a patient nobody.').waitFor();
    await page.close();
  }, 30_000);
});
