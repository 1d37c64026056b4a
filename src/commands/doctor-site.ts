import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Settings } from '../config/index.js';
import { shippedModels } from '../models/load-model.js';
import { verifyModel } from '../models/verify-model.js';
import type { Problem } from '../platform/problem.js';
import { openGet, textOfBody } from '../studies/open-get.client.js';
import type { PacsSettings } from '../studies/pacs.client.js';
import { bad, type Check, type Finding, ok } from './doctor-engine.js';

const silenceMs = 3000;

const saying = ({ code, text }: Problem): Finding => bad(`${code}: ${text}`);

async function findModel({ modelsDir = shippedModels, model: { name, version } }: Settings): Promise<Finding> {
  // Loads the ONNX runtime, which must not keep the other checks from running.
  const { valueScorer } = await import('../scoring/score-values.js');
  const verified = await verifyModel(modelsDir, name, version, valueScorer());
  if (!verified.ok) return saying(verified.problem);
  const { model, checks } = verified.value;
  return ok(`model ${name} ${version}: ${Object.keys(model.manifest.files).length} files as the manifest names them, ${checks} check values reproduced`);
}

async function findDataFolder({ dataDir }: Settings): Promise<Finding> {
  if (dataDir === ':memory:') return ok('data folder: none, the database is kept in memory');
  const made = await mkdir(dataDir, { recursive: true });
  const probe = await mkdtemp(join(dataDir, 'doctor-'));
  await writeFile(join(probe, 'probe'), 'written by sarcolens doctor');
  await rm(probe, { recursive: true });
  // What was not there before is not there afterwards.
  if (made !== undefined) await rmdir(dataDir);
  return ok(`data folder ${resolve(dataDir)} can be written`);
}

async function findDatabase(settings: Settings): Promise<Finding> {
  const { openDatabase } = await import('../persistence/open-database.js');
  const database = await openDatabase(settings);
  if (!database.ok) return saying(database.problem);
  try {
    const rows = z.array(z.object({ server_version: z.string() })).parse(await database.value.dataSource.query('SHOW server_version'));
    return ok(`database answers (PostgreSQL ${rows[0]?.server_version ?? 'of an unknown version'})`);
  } finally {
    await database.value.close();
  }
}

interface Credentials { readonly token?: string | undefined; readonly username?: string | undefined; readonly password?: string | undefined }

function authorization({ token, username, password }: Credentials): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  return username === undefined ? {} : { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
}

async function findPacs(pacs: PacsSettings): Promise<Finding> {
  const answer = await openGet(`${pacs.dicomWebUrl}/studies?limit=1`, { headers: { accept: 'application/dicom+json', ...authorization(pacs) }, silenceMs });
  // Whose studies they are is nobody's business here.
  answer.destroy();
  const status = answer.statusCode ?? 0;
  return status >= 200 && status < 300 ? ok(`PACS ${pacs.dicomWebUrl} answers QIDO-RS`) : bad(`PACS ${pacs.dicomWebUrl} answered ${status} to QIDO-RS; 200 or 204 was expected`);
}

const capability = z.object({ resourceType: z.literal('CapabilityStatement'), fhirVersion: z.string().startsWith('4.') });

async function findEhr(ehr: NonNullable<Settings['ehr']>): Promise<Finding> {
  const answer = await openGet(`${ehr.fhirUrl}/metadata`, { headers: { accept: 'application/fhir+json', ...authorization(ehr) }, silenceMs });
  if (answer.statusCode !== 200) {
    answer.destroy();
    return bad(`EHR ${ehr.fhirUrl} answered ${answer.statusCode ?? 'nothing'} to /metadata; 200 was expected`);
  }
  const statement = capability.safeParse(JSON.parse(await textOfBody(answer, 20_000_000)));
  return statement.success ? ok(`EHR ${ehr.fhirUrl} answers (FHIR ${statement.data.fhirVersion})`) : bad(`EHR ${ehr.fhirUrl}: /metadata is no CapabilityStatement of FHIR R4`);
}

/** What the settings name: the model, the data folder, and those that are to answer, where there are any. */
export function siteChecks(settings: Settings): readonly Check[] {
  const { databaseUrl, pacs, ehr } = settings;
  return [
    { of: 'model', find: () => findModel(settings) },
    { of: 'data folder', find: () => findDataFolder(settings) },
    ...(databaseUrl === undefined ? [] : [{ of: 'database', find: () => findDatabase(settings) }]),
    ...(pacs === undefined ? [] : [pacs, ...Object.values(pacs.others)]).map((server) => ({ of: `PACS ${server.dicomWebUrl}`, find: () => findPacs(server) })),
    ...(ehr === undefined ? [] : [{ of: `EHR ${ehr.fhirUrl}`, find: () => findEhr(ehr) }]),
  ];
}
