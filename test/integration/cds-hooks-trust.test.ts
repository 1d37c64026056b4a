import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';
import { matching } from '../support/answers.js';
import { viewing } from '../support/hook-requests.js';
import { type Installation, install } from '../support/installation.js';
import { freePort } from '../support/processes.js';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

const path = '/cds-services/sarcolens-patient-view';
/** As Epic names its keys: base64, not base64url. */
const epicKid = 'a+b/c==';

let site: Installation;
let server: FastifyInstance;
let issuer: string;
let served: JWK[] = [];
let fetched: string[] = [];
let first: Keys;
let second: Keys;
let rsa: Keys;

const published = async (keys: Keys, kid: string, alg: string): Promise<JWK> => ({ ...await exportJWK(keys.publicKey), kid, alg, use: 'sig' });

beforeAll(async () => {
  [first, second, rsa] = await Promise.all([generateKeyPair('ES384'), generateKeyPair('ES384'), generateKeyPair('RS384', { extractable: true })]);
  const port = await freePort();
  issuer = `http://127.0.0.1:${port}/fhir`;
  server = fastify({ logger: false });
  server.get('/*', (request) => { fetched.push(request.url); return { keys: served }; });
  await server.listen({ port, host: '127.0.0.1' });
  const jwks = { keys: [await published(rsa, epicKid, 'RS384')] };
  const twice = { keys: [await published(first, 'same', 'ES384'), await published(second, 'same', 'ES384')] };
  site = await install({
    security: {
      cdsClients: [
        { issuer, jwksUrl: `${issuer}/jwks` }, { issuer: 'https://epic.example.org/api/FHIR/R4', jwks }, { issuer: 'https://tenants.example.org', jwks, tenants: ['north', 'south'] },
        { issuer: 'https://only-es384.example.org', jwks, algorithms: ['ES384'] }, { issuer: 'https://twice.example.org', jwks: twice },
      ],
    },
  });
});
afterAll(async () => { await Promise.all([site.remove(), server.close()]); });
beforeEach(async () => { fetched = []; served = [await published(first, 'first', 'ES384')]; });

/** A token with what a test says over what is good. */
async function tokenOf(keys: Keys, header: Readonly<Record<string, string>>, claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ iss: issuer, aud: site.url + path, jti: randomUUID(), iat: now, exp: now + 300, ...claims }).setProtectedHeader({ alg: 'ES384', typ: 'JWT', ...header }).sign(keys.privateKey);
}

const send = (token: string) => site.anybody.post(path).set('authorization', `Bearer ${token}`).send(viewing('p'));
const statusOf = async (token: Promise<string>): Promise<number> => (await send(await token)).status;

describe('a CDS client with a key set of its own', () => {
  test('CDS-G7: is known by the key set of the settings, which is fetched once', async () => {
    expect([await statusOf(tokenOf(first, { kid: 'first' })), await statusOf(tokenOf(first, { kid: 'first', jku: `${issuer}/jwks` }))]).toEqual([200, 200]);
    expect(fetched).toEqual(['/fhir/jwks']);
  });

  test('CDS-G7: a key set that a token names itself is never fetched, wherever it lies', async () => {
    for (const jku of [`${issuer}/other`, `${issuer}/jwks?x`, `${issuer}/../jwks`, 'http://169.254.169.254/latest', 'file:///etc/passwd']) expect(await statusOf(tokenOf(second, { kid: 'x', jku }))).toBe(401);
    expect(fetched).toEqual([]);
  });

  test('CDS-G10: a new key of the client is found when a token names it, and one that is not there is not asked for again and again', async () => {
    served = [await published(second, 'second', 'ES384'), ...served];
    await sleep(5200);
    fetched = [];
    expect(await statusOf(tokenOf(second, { kid: 'second' }))).toBe(200);
    const strangers = await Promise.all(Array.from({ length: 10 }, (_, k) => statusOf(tokenOf(second, { kid: `stranger-${k}` }))));
    expect([new Set(strangers), fetched]).toEqual([new Set([401]), ['/fhir/jwks']]);
  }, 20_000);

  test('CDS-G10: a key id that two keys share is no key id', async () => {
    expect(await statusOf(tokenOf(first, { kid: 'same' }, { iss: 'https://twice.example.org' }))).toBe(401);
  });
});

describe('a token', () => {
  const epic = { iss: 'https://epic.example.org/api/FHIR/R4' };

  test('CDS-G11: as Epic makes it, with its key id, subject, nbf and fifteen minutes, lets in', async () => {
    const now = Math.floor(Date.now() / 1000);
    expect(await statusOf(tokenOf(rsa, { alg: 'RS384', kid: epicKid }, { ...epic, sub: randomUUID(), nbf: now - 300, exp: now + 900 }))).toBe(200);
  });

  test.each([['north', 200], ['south', 200], ['east', 401], ['', 401], [undefined, 401], [['north'], 401]])('CDS-G8: of tenant %s is %d where two tenants may call', async (tenant, status) => {
    expect(await statusOf(tokenOf(rsa, { alg: 'RS384', kid: epicKid }, { iss: 'https://tenants.example.org', tenant }))).toBe(status);
  });

  test('CDS-G5: by an algorithm that the settings do not list for the client is 401', async () => {
    expect(await statusOf(tokenOf(rsa, { alg: 'RS384', kid: epicKid }, { iss: 'https://only-es384.example.org' }))).toBe(401);
  });

  test.each(['HS256', 'HS384', 'HS512'])('CDS-G4: %s with the client\'s public key as secret is 401', async (alg) => {
    const secret = new TextEncoder().encode(await exportSPKI(rsa.publicKey));
    const now = Math.floor(Date.now() / 1000);
    const token = new SignJWT({ ...epic, aud: site.url + path, jti: randomUUID(), iat: now, exp: now + 300 }).setProtectedHeader({ alg, typ: 'JWT', kid: epicKid }).sign(secret);
    expect(await statusOf(token)).toBe(401);
  });

  test.each([['RS256', 'a weaker hash than is listed'], ['PS384', 'another padding']])('CDS-G4: by %s, %s, is 401', async (alg) => {
    const { privateKey } = await generateKeyPair(alg);
    expect(await statusOf(tokenOf({ ...rsa, privateKey }, { alg, kid: epicKid }, epic))).toBe(401);
  });

  const clocks: readonly [string, (now: number) => object, number][] = [
    ['issued 50 s from now', (now) => ({ iat: now + 50 }), 200], ['issued 70 s from now', (now) => ({ iat: now + 70 }), 401], ['that ended 50 s ago', (now) => ({ iat: now - 300, exp: now - 50 }), 200],
    ['that ended 70 s ago', (now) => ({ iat: now - 300, exp: now - 70 }), 401], ['that begins 70 s from now', (now) => ({ nbf: now + 70 }), 401], ['that lives for an hour and a minute', (now) => ({ exp: now + 3660 }), 401],
  ];
  test.each(clocks)('CDS-G8: %s is let in or not by a minute of clock skew', async (_what, claims, status) => {
    expect(await statusOf(tokenOf(first, { kid: 'first' }, { ...claims(Math.floor(Date.now() / 1000)) }))).toBe(status);
  });

  test('CDS-G6: is for the address of the settings, whatever Host a caller names', async () => {
    const token = await tokenOf(first, { kid: 'first' }, { aud: `http://elsewhere.example.org${path}` });
    expect((await site.anybody.post(path).set('host', 'elsewhere.example.org').set('x-forwarded-host', 'elsewhere.example.org').set('authorization', `Bearer ${token}`).send(viewing('p'))).status).toBe(401);
    for (const aud of [site.url, `${site.url}/cds-services`, `${site.url}${path}/`, `${site.url}${path}/feedback`]) expect(await statusOf(tokenOf(first, { kid: 'first' }, { aud }))).toBe(401);
  });

  test('CDS-G9: that does not hold leaves issuer, tenant and id in the audit, and itself nowhere', async () => {
    const jti = randomUUID();
    const token = await tokenOf(second, { kid: 'first' }, { jti, tenant: 'north' });
    expect(await send(token)).toMatchObject({ status: 401, text: '' });
    const events = await site.dataSource.query<object[]>("SELECT detail FROM audit_event WHERE action = 'access' ORDER BY sequence DESC LIMIT 1");
    expect(events).toEqual([{ detail: { method: 'POST', path, status: 401, issuer, tenant: 'north', tokenId: jti, requestId: expect.any(String) as unknown } }]);
    expect(JSON.stringify(await site.dataSource.query('SELECT * FROM audit_event'))).not.toContain(token.split('.')[2] ?? token);
    expect(await site.dataSource.query('SELECT 1 FROM used_token WHERE token_id = $1', [jti])).toEqual([]);
  });

  test.each(['', 'Bearer', 'Bearer a.b.c', 'Basic YTpi', `Bearer ${'a'.repeat(5000)}`])('CDS-G1: what is no token (%#) is 401, and says that one is wanted', async (authorization) => {
    const answer = await site.anybody.post(path).set('authorization', authorization).send(viewing('p'));
    expect([answer.status, answer.text, answer.headers['www-authenticate']]).toEqual([401, '', matching(/^Bearer/)]);
  });
});
