import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { phantomPatients } from '../../../demo/phantom-patients.js';
import { projectRoot } from '../../../src/platform/project.js';
import { ordersOf, progressOf } from '../read-answers.js';
import { draftOrder, placer, selecting, serviceOf } from '../hook-requests.js';
import { until } from '../processes.js';
import { programPath } from '../real.js';
import { openWard, type Ward } from '../ward.js';
import { drawnCards, ehrPage } from './ehr-page.js';

// npm run screenshots: orders phantom patients' studies, asks for a card, opens the page, and writes docs/images.
const folder = join(projectRoot, 'docs/images');

/** An order for a study by its accession number, until its analysis stands there. */
async function order({ site }: Ward, patientId: string, accessionNumber: string, state: string): Promise<void> {
  const number = { type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'ACSN' }] }, value: accessionNumber };
  const resource = { resourceType: 'ServiceRequest', identifier: [placer(accessionNumber), number], status: 'active', intent: 'order', subject: { reference: `Patient/${patientId}` } };
  await site.as('integrator').post('/fhir/ServiceRequest').send(resource).expect(201);
  const stands = async () => ordersOf(await site.as('clinician').get(`/fhir/ServiceRequest?identifier=${accessionNumber}`)).map((one) => progressOf(one).state);
  await until(`${accessionNumber} to be ${state}`, async () => (await stands()).includes(state), 60_000);
}

/** The card of an order for the patient whose studies were measured, as an EHR that renders markdown shows it. */
async function card({ site }: Ward, browser: Browser, patient: { readonly id: string; readonly birthDate: string; readonly gender: string }): Promise<void> {
  const { id, birthDate, gender } = patient;
  const draft = draftOrder(id);
  const body = selecting(id, [draft], { birthDate });
  const { cards } = drawnCards.parse((await site.callHook(serviceOf('order-select'), body)).body);
  const page = await browser.newPage({ viewport: { width: 1100, height: 300 } });
  await page.setContent(ehrPage({ name: id, about: `born ${birthDate}, ${gender} (phantom)` }, { Exam: draft.code.text, Reason: draft.reasonCode[0].text, Status: draft.status }, cards));
  await page.screenshot({ path: join(folder, 'card.png'), fullPage: true });
  await page.close();
}

async function openPatient({ site }: Ward, browser: Browser, id: string) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${site.url}/#/patients/${id}`);
  await page.getByLabel('Access token').fill(site.credentials.bearer('clinician').replace('Bearer ', ''));
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByRole('heading', { name: 'Clinical variables' }).waitFor();
  return page;
}

const [measured] = phantomPatients();
if (measured?.birthDate === undefined || measured.gender === undefined) throw new Error('there is no phantom patient');
const { id, birthDate, gender } = measured;
const ward = await openWard([measured]);
const browser = await chromium.launch({ executablePath: programPath('chromium') ?? '', args: ['--no-sandbox'] });
try {
  await mkdir(folder, { recursive: true });
  for (const { accessionNumber } of measured.studies) await order(ward, id, accessionNumber, 'done');
  await card(ward, browser, { id, birthDate, gender });
  // A second order of which the study is not there yet.
  await order(ward, id, 'A-1207', 'waiting-for-study');
  const orders = await openPatient(ward, browser, id);
  await orders.screenshot({ path: join(folder, 'orders.png') });
  await orders.getByRole('region', { name: 'Clinical variables' }).screenshot({ path: join(folder, 'clinical-form.png') });
} finally {
  await browser.close();
  await ward.close();
}
