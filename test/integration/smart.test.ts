import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../../src/config/index.js';
import { SETTINGS } from '../../src/config/tokens.js';
import { EhrTokens } from '../../src/smart/ehr-tokens.service.js';
import { SiteEhr } from '../../src/studies/site-ehr.service.js';
import { matching } from '../support/answers.js';
import { type AuthorizationServer, authorizationRoutes } from '../support/authorization-server.js';
import { type FhirMemory, fhirMemory } from '../support/fhir-memory.js';
import { type Installation, install } from '../support/installation.js';
import { freePort } from '../support/processes.js';

let folder: string;
let rsa: string;
let ec: string;
let jwk: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sarcolens-smart-'));
  const write = async (name: string, text: string): Promise<string> => { const path = join(folder, name); await writeFile(path, text); return path; };
  rsa = await write('rsa.pem', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  ec = await write('ec.pem', generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  jwk = await write('key.json', JSON.stringify({ ...generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'jwk' }), kid: 'named' }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let ehr: FhirMemory;
let authorization: AuthorizationServer;
let site: Installation;
let settings: Settings;
beforeAll(async () => {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}/fhir`;
  const client = { clientId: 'sarcolens', jwksUrl: '', redirectUri: '' };
  ehr = fhirMemory(base);
  authorization = await authorizationRoutes(ehr.server, base, client);
  await ehr.server.listen({ port, host: '127.0.0.1' });
  site = await install({ ehr: { fhirUrl: base, attempts: 1, timeoutMs: 2000, smart: { clientId: 'sarcolens', keys: [rsa, ec, jwk] } } });
  client.jwksUrl = `${site.url}/.well-known/jwks.json`;
  settings = site.app.get<Settings>(SETTINGS, { strict: false });
});
afterAll(async () => { await site.remove(); await ehr.server.close(); });
beforeEach(() => {
  ehr.resources.clear();
  ehr.put({ resourceType: 'Patient', id: 'p', birthDate: '1970-01-01' });
  authorization.tokens.clear();
  Object.assign(authorization.plan, { algorithms: undefined, expiresIn: 300, configurationStatus: 200, delayMs: 0 });
  Object.assign(authorization.seen, { configurations: 0, assertions: [], refusals: [] });
  Object.assign(ehr.plan, { pageSize: 100, nextBase: undefined });
  ehr.plan.answer = (request, reply) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    return token !== undefined && authorization.tokens.has(token) ? undefined : reply.code(401).send({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'login' }] });
  };
});

/** A backend service of the EHR with these keys, as another process of this installation would be. */
async function backend(keys: readonly string[], own: Readonly<Record<string, unknown>> = {}) {
  const { ehr: given } = settings;
  if (given === undefined) throw new Error('the settings name no EHR');
  const other: Settings = { ...settings, ehr: { ...given, ...own, smart: { clientId: 'sarcolens', keys: [...keys], scope: 'system/Patient.rs system/ImagingStudy.rs' } } };
  const client = new SiteEhr(other, await EhrTokens.of(other));
  return { client, read: async (id: string): Promise<unknown> => client.ehr?.readPatient(id) };
}

const found = { ok: true, value: { id: 'p' } };

describe('a backend service of the EHR', () => {
  const kinds = [['RS384', () => rsa], ['ES384', () => ec], ['ES384', () => jwk]] as const;
  test.each(kinds)('SMART-S2: signs its assertion by %s, for the token endpoint, five minutes at most, once', async (alg, key) => {
    const { read } = await backend([key()]);
    expect(await read('p')).toMatchObject(found);
    const [{ header, claims } = { header: {}, claims: {} }] = authorization.seen.assertions;
    expect(header).toMatchObject({ alg, typ: 'JWT', kid: matching(/^[\w-]+$/) });
    expect(claims).toMatchObject({ iss: 'sarcolens', sub: 'sarcolens', aud: matching(/\/token$/), jti: matching(/^[0-9a-f-]{36}$/) });
    expect(Number(Reflect.get(claims, 'exp')) - Date.now() / 1000).toBeLessThanOrEqual(300);
  });

  test('SMART-S1: asks for smart-configuration once, and remembers for a while that it could not be had', async () => {
    const { read } = await backend([ec]);
    authorization.plan.configurationStatus = 404;
    expect([await read('p'), await read('p')]).toMatchObject([{ ok: false, problem: { code: 'EHR_REFUSED', text: matching(/smart-configuration was answered with 404/) } }, { ok: false }]);
    expect([authorization.seen.configurations, authorization.tokens.size]).toEqual([1, 0]);
  });

  test('SMART-S1: does not wait for ever for smart-configuration', async () => {
    const { read } = await backend([ec], { timeoutMs: 300 });
    authorization.plan.delayMs = 5000;
    const began = performance.now();
    expect(await read('p')).toMatchObject({ ok: false, problem: { code: 'EHR_UNAVAILABLE' } });
    expect(performance.now() - began).toBeLessThan(4500);
  });

  test('SMART-S3: publishes the public part of every key, newest first, and says how long that holds', async () => {
    const answer = await site.anybody.get('/.well-known/jwks.json');
    expect(answer.headers['cache-control']).toBe('public, max-age=600');
    expect(answer.body).toMatchObject({ keys: [{ kid: 'named', alg: 'ES384', use: 'sig' }, { kty: 'EC', crv: 'P-384' }, { kty: 'RSA', alg: 'RS384' }] });
    expect(JSON.stringify(answer.body)).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
  });

  test.each([['the newest', undefined, 'named'], ['the newest that the EHR takes', ['RS384'], matching(/^[\w-]{43}$/)]])('SMART-S3: signs with %s', async (_what, algorithms, kid) => {
    const { read } = await backend([ec, rsa, jwk]);
    authorization.plan.algorithms = algorithms;
    expect(await read('p')).toMatchObject(found);
    expect(authorization.seen.assertions).toMatchObject([{ header: { kid, alg: algorithms?.[0] ?? 'ES384' } }]);
  });

  test('SMART-S3: asks for one token however many ask at one time', async () => {
    const { read } = await backend([ec]);
    await Promise.all(Array.from({ length: 20 }, () => read('p')));
    expect(await read('p')).toMatchObject(found);
    expect(authorization.tokens.size).toBe(1);
  });

  test('SMART-S3: renews a token before its time is over', async () => {
    const { read } = await backend([ec]);
    authorization.plan.expiresIn = 2;
    await read('p');
    await sleep(1200);
    expect(await read('p')).toMatchObject(found);
    expect(authorization.tokens.size).toBe(2);
  });

  test('SMART-S3: a token that the EHR no longer takes is dropped once, for another', async () => {
    const { read } = await backend([ec]);
    await read('p');
    authorization.tokens.clear();
    expect(await read('p')).toMatchObject(found);
    ehr.plan.answer = (_request, reply) => reply.code(401).send({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'login' }] });
    const asked = ehr.requests.length;
    expect(await read('p')).toMatchObject({ ok: false, problem: { code: 'EHR_REFUSED' } });
    expect(ehr.requests.slice(asked).filter((one) => one.includes('/Patient/'))).toHaveLength(2);
  });

  test('SMART-S2: an EHR that takes neither RS384 nor ES384 is not asked for a token', async () => {
    const { read } = await backend([ec]);
    authorization.plan.algorithms = ['HS256'];
    expect(await read('p')).toMatchObject({ ok: false, problem: { code: 'EHR_REFUSED', text: matching(/takes signatures of HS256/) } });
  });

  test('SMART-S4: the token goes to the EHR and to no other server, not for a next page either', async () => {
    const port = await freePort();
    const stranger = fhirMemory(`http://127.0.0.1:${port}/fhir`);
    await stranger.server.listen({ port, host: '127.0.0.1' });
    for (const k of [1, 2, 3]) ehr.put({ resourceType: 'ImagingStudy', id: `s${k}`, status: 'available', subject: { reference: 'Patient/p' }, identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:1.2.${k}` }] });
    ehr.plan.pageSize = 2;
    const { client } = await backend([ec]);
    expect(await client.ehr?.findImagingStudies('p', [])).toMatchObject({ ok: true, value: [{ id: 's1' }, { id: 's2' }, { id: 's3' }] });
    ehr.plan.nextBase = stranger.base;
    expect(await client.ehr?.findImagingStudies('p', [])).toMatchObject({ ok: false, problem: { code: 'EHR_REFUSED', text: matching(/next page/) } });
    for (const path of [`${stranger.base}/Patient/p`, '../admin', '//127.0.0.1/fhir/Patient/p', `${ehr.base}.elsewhere.example.org/Patient/p`]) {
      expect(await client.server?.send({ path })).toMatchObject({ ok: false, problem: { code: 'EHR_REFUSED' } });
    }
    expect([stranger.requests, authorization.tokens.size]).toEqual([[], 1]);
    await stranger.server.close();
  });
});

test.each([
  ['a file that is not there', () => Promise.resolve(join(folder, 'no-such-file'))], ['a key too short to sign with', async () => {
    const path = join(folder, 'p256.pem');
    await writeFile(path, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    return path;
  }],
])('the service does not start on %s, and says which file', async (_what, file) => {
  const path = await file();
  await expect(backend([path])).rejects.toThrow(new RegExp(`SETTINGS_INVALID: ehr\\.smart\\.keys: ${path}.* expected a private key`));
});
