import { type Browser, chromium, type Page } from 'playwright-core';
import { recordsOf } from '../../demo/clinical-records.js';
import { patientWith } from '../support/small-study.js';
import { built, describeReal, program, programPath } from '../support/real.js';
import { openWard, type Ward } from '../support/ward.js';

describeReal('the clinical variables of a patient, in Chromium', [program('chromium'), built('web/index.html')], () => {
  let ward: Ward;
  let browser: Browser;
  const complaints: string[] = [];

  beforeAll(async () => {
    ward = await openWard(['PHANTOM-1', 'PHANTOM-2', 'PHANTOM-3'].map((id) => patientWith(id, { records: recordsOf(id) })));
    for (const id of ['PHANTOM-1', 'PHANTOM-2', 'PHANTOM-3']) await ward.order(id);
    browser = await chromium.launch({ executablePath: programPath('chromium') ?? '', args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await ward.close();
  }, 30_000);

  const open = async (id: string, role: 'clinician' | 'auditor' = 'clinician', width = 1280): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 1000 } });
    page.on('pageerror', (error) => { complaints.push(error.message); });
    await page.goto(`${ward.site.url}/#/patients/${id}`);
    await page.getByLabel('Access token').fill(ward.site.credentials.bearer(role).replace('Bearer ', ''));
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('heading', { name: 'Clinical variables' }).waitFor();
    return page;
  };
  const section = (page: Page) => page.getByRole('region', { name: 'Clinical variables' });
  const row = (page: Page, label: string) => section(page).getByRole('row').filter({ has: page.getByRole('rowheader', { name: label }) });

  test('FHIR-F5: what the EHR says is shown with its resource, version and date', async () => {
    const page = await open('PHANTOM-1');
    expect(await row(page, 'Histology').innerText()).toMatch(/leiomyosarcoma\s+2026-02-20\s+Condition\/phantom-1-sarcoma, version 2/);
    expect(await row(page, 'Grade').innerText()).toMatch(/grade 3\s+2026-02-18\s+Observation\/phantom-1-grade, version 1/);
    expect(await row(page, 'Surgery before').innerText()).toMatch(/not known/);
    await page.close();
  }, 30_000);

  test('what contradicts each other is shown side by side, with what is to be done', async () => {
    const page = await open('PHANTOM-2');
    const text = await section(page).innerText();
    expect(text).toMatch(/Histology\s*conflicting/);
    expect(text).toMatch(/myxofibrosarcoma[\s\S]*synovial sarcoma[\s\S]*Histology is contradictory: .* Correct the one that is wrong/);
    await page.close();
  }, 30_000);

  test.each([[1280], [400]])('at %d pixels a clinician enters what the EHR lacks; it is shown with who and when, and can be taken back', async (width) => {
    const page = await open('PHANTOM-3', 'clinician', width);
    const form = page.getByRole('form', { name: 'Enter a clinical variable' });
    await form.getByLabel('Variable').selectOption({ label: 'Grade' });
    await form.getByLabel('Value').selectOption({ label: 'grade 2' });
    await form.getByRole('button', { name: 'Enter' }).click();
    await row(page, 'Grade').getByText('grade 2').waitFor();
    expect(await row(page, 'Grade').innerText()).toMatch(/entered by \S.*, \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC/);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.getByRole('button', { name: 'Take back Grade' }).click();
    await row(page, 'Grade').getByText('not known').waitFor();
    await page.close();
  }, 30_000);

  test('a size is entered with its unit and its day, and kept in mm; one that cannot be is refused in words', async () => {
    const page = await open('PHANTOM-3');
    const form = page.getByRole('form', { name: 'Enter a clinical variable' });
    await form.getByLabel('Variable').selectOption({ label: 'Longest dimension' });
    const enter = async (value: string): Promise<void> => {
      await form.getByLabel('Value').fill(value);
      await form.getByLabel('Unit').selectOption('cm');
      await form.getByLabel('Measured on').fill('2026-03-01');
      await form.getByRole('button', { name: 'Enter' }).click();
    };
    await enter('4.1');
    await row(page, 'Longest dimension').getByText('41 mm').waitFor();
    await enter('410');
    expect(await page.getByRole('alert').innerText()).toBe('Not entered: Longest dimension: it is 4100 mm; expected 1 to 600.');
    await page.close();
  }, 30_000);

  test('an auditor sees them, and is told that clinicians enter them', async () => {
    const page = await open('PHANTOM-3', 'auditor');
    const form = page.getByRole('form', { name: 'Enter a clinical variable' });
    await form.getByLabel('Variable').selectOption({ label: 'Depth' });
    await form.getByLabel('Value').selectOption({ label: 'deep' });
    await form.getByRole('button', { name: 'Enter' }).click();
    expect(await page.getByRole('alert').innerText()).toBe('Not entered: Clinical variables are entered by clinicians.');
    await page.close();
  }, 30_000);

  test('nothing on the pages complained', () => { expect(complaints).toEqual([]); });
});
