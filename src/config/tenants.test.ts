import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../platform/project.js';
import { loadInstallation, loadSettings } from './load-settings.js';

function load(settings: object, environment: Readonly<Record<string, string>> = {}) {
  const path = join(mkdtempSync(join(tmpdir(), 'settings-')), 'sarcolens.yaml');
  writeFileSync(path, stringify(settings));
  return loadInstallation({ SARCOLENS_CONFIG: path, ...environment });
}

function tenantsOf(settings: object, environment: Readonly<Record<string, string>> = {}) {
  const loaded = load(settings, environment);
  if (!loaded.ok) throw new Error(loaded.problem.text);
  if (loaded.value.kind !== 'tenants') throw new Error('no tenants');
  return Object.fromEntries(loaded.value.tenants);
}

/** The places that are found wrong. */
function placesOf(settings: object, environment: Readonly<Record<string, string>> = {}): readonly string[] {
  const loaded = load(settings, environment);
  return loaded.ok ? [] : loaded.problem.text.replace(/^\d+ mistakes? in the settings: /, '').split('; ').map((mistake) => mistake.split(': ')[0] ?? '');
}

const sha256 = 'a'.repeat(64);
const secret = 'nobody can guess this one of all';
const ehrThatTells = (name: string) => ({ ehr: { fhirUrl: `https://${name}.example.org/fhir`, subscriptions: { secret } } });
const token = { name: 'engine', sha256, roles: ['integrator'] };

describe('a tenant', () => {
  test('takes from the top level what is no one\'s own, and says the rest itself', () => {
    const { north, south } = tenantsOf({
      logLevel: 'warn', http: { port: 4000, requestsPerMinute: 100, publicUrl: 'https://sarcolens.example.org/' }, wait: { firstSeconds: 5, longestSeconds: 50 }, worker: { threads: 3 },
      tenants: { north: { wait: { longestSeconds: 9 }, ehr: { fhirUrl: 'https://north.example.org/fhir' }, http: { requestsPerMinute: 7 } }, south: null },
    });
    expect(north).toMatchObject({ logLevel: 'warn', http: { port: 4000, requestsPerMinute: 7 }, wait: { firstSeconds: 5, longestSeconds: 9 }, worker: { threads: 3 }, ehr: { fhirUrl: 'https://north.example.org/fhir' } });
    expect(south).toMatchObject({ http: { requestsPerMinute: 100 }, wait: { longestSeconds: 50 } });
    expect(south?.ehr).toBeUndefined();
  });

  test('has a folder and an address of its own where it names none', () => {
    const { north, south } = tenantsOf({ dataDir: '/data', http: { publicUrl: 'https://sarcolens.example.org/sts/' }, tenants: { north: {}, south: { dataDir: '/south', http: { publicUrl: 'https://south.example.org' } } } });
    expect(north).toMatchObject({ dataDir: '/data/tenants/north', http: { publicUrl: 'https://sarcolens.example.org/sts/t/north' } });
    expect(south).toMatchObject({ dataDir: '/south', http: { publicUrl: 'https://south.example.org' } });
    expect(tenantsOf({ tenants: { north: {} } })).toMatchObject({ north: { dataDir: './.sarcolens/tenants/north', http: { publicUrl: 'http://127.0.0.1:3000/t/north' } } });
  });

  test('has its own list in the place of that of the top level', () => {
    const withdrawn = (name: string) => ({ withdrawnModels: [{ name, version: '1.0.0', reason: 'a defect' }] });
    const { north, south } = tenantsOf({ cdsHooks: withdrawn('a'), tenants: { north: {}, south: { cdsHooks: withdrawn('b') } } });
    expect(north?.cdsHooks.withdrawnModels.map(({ name }) => name)).toEqual(['a']);
    expect(south?.cdsHooks.withdrawnModels.map(({ name }) => name)).toEqual(['b']);
  });

  test('may have its secrets from the environment', () => {
    const { 'north-2': north, 'south': south } = tenantsOf({ tenants: { 'north-2': { pacs: { dicomWebUrl: 'https://north.example.org' } }, 'south': {} } }, {
      SARCOLENS_TENANT_NORTH_2_DATABASE_URL: 'postgres://north@db/north', SARCOLENS_TENANT_NORTH_2_PACS_PASSWORD: 'one', SARCOLENS_TENANT_SOUTH_AUDIT_KEY: 'sixteen characters',
    });
    expect(north).toMatchObject({ databaseUrl: 'postgres://north@db/north', pacs: { dicomWebUrl: 'https://north.example.org', password: 'one' } });
    expect(south).toMatchObject({ auditKey: 'sixteen characters' });
    expect(south?.databaseUrl).toBeUndefined();
    const archive = { pacs: { dicomWebUrl: 'https://north.example.org', others: { archive: { dicomWebUrl: 'https://archive.example.org' } } } };
    expect(tenantsOf({ tenants: { north: archive, south: archive } }, { SARCOLENS_TENANT_NORTH_PACS_OTHERS_ARCHIVE_PASSWORD: 'one' })).toMatchObject({ north: { pacs: { others: { archive: { password: 'one' } } } }, south: { pacs: { others: { archive: {} } } } });
    expect(placesOf({ tenants: { south: {} } }, { SARCOLENS_TENANT_NORTH_AUDIT_KEY: 'sixteen characters', SARCOLENS_TENANT_SOUTH_PORT: '1' })).toEqual(['SARCOLENS_TENANT_NORTH_AUDIT_KEY', 'SARCOLENS_TENANT_SOUTH_PORT']);
  });
});

test('the two hospitals of the README are settings that the service takes', () => {
  const shown = [...readFileSync(join(projectRoot, 'README.md'), 'utf8').matchAll(/```yaml\n([^`]*)```/g)].map(([, text = '']) => text).find((text) => text.includes('tenants:')) ?? '';
  const { north, south } = tenantsOf(z.looseObject({}).parse(parse(shown)), { SARCOLENS_TENANT_NORTH_DATABASE_URL: 'postgres://db/north', SARCOLENS_TENANT_SOUTH_DATABASE_URL: 'postgres://db/south' });
  expect(north).toMatchObject({ http: { publicUrl: 'https://sarcolens.example.org/t/north' }, worker: { threads: 4 }, wait: { giveUpAfterHours: 240 }, cdsHooks: { mode: 'live' } });
  expect(south).toMatchObject({ databaseUrl: 'postgres://db/south', hl7: { port: 2576 }, cdsHooks: { mode: 'silent' }, security: { cdsClients: [] } });
});

describe('a mistake', () => {
  test('in any tenant is reported with those of all others, by its path', () => {
    expect(placesOf({ logLevel: 'loud', tenants: { 'north': { http: { bodyLimitBytes: -1 }, hppt: 1, ehr: { fhirUrl: 'ftp://x' } }, 'South!': {}, 'west': 3, 'east': { tenants: {} } } })).toEqual([
      'logLevel', 'tenants.north.http.bodyLimitBytes', 'tenants.north.ehr.fhirUrl', 'tenants.north', 'tenants.South!', 'tenants.west', 'tenants.east',
    ]);
  });

  test.each([[{}], [[]], [3], [null]])('is a mapping of tenants that is %j', (tenants) => {
    expect(placesOf({ tenants })).toEqual(['tenants']);
  });

  test('is a setting at the top level that would be nobody\'s', () => {
    const ehr = { fhirUrl: 'https://ehr.example.org/fhir' };
    const places = placesOf({ ehr, pacs: { dicomWebUrl: 'https://pacs.example.org' }, hl7: { port: 1 }, security: { bearerTokens: [token] }, http: { corsOrigins: ['https://x'], port: 1 }, cdsHooks: { smartLaunchUrl: 'https://x' }, tenants: { north: {} } });
    expect(places.toSorted()).toEqual(['cdsHooks.smartLaunchUrl', 'ehr', 'hl7', 'http.corsOrigins', 'pacs', 'security']);
    expect(placesOf({ tenants: { north: {} } }, { SARCOLENS_DEMONSTRATION: 'true' })).toEqual(['security']);
  });

  test('is what belongs to the process within a tenant', () => {
    expect(placesOf({ tenants: { north: { http: { host: '0.0.0.0', port: 1 }, worker: { threads: 9 } } } })).toEqual(['tenants.north.http.host', 'tenants.north.http.port', 'tenants.north.worker.threads']);
  });

  test.each([
    ['databaseUrl', { databaseUrl: 'postgres://db/all' }], ['auditKey', { auditKey: 'sixteen characters' }], ['cache.key', { cache: { key: sha256 } }],
  ])('is a tenant without a %s of its own where the top level has one', (setting, top) => {
    expect(placesOf({ ...top, tenants: { north: {}, south: {} } })).toEqual([`tenants.north.${setting}`, `tenants.south.${setting}`]);
    expect(placesOf({ ...top, tenants: { north: top } })).toEqual([]);
  });

  test.each([
    ['databaseUrl', { databaseUrl: 'postgres://a:1@DB/x' }, { databaseUrl: 'postgresql://b:2@db:5432/x?sslmode=require' }],
    ['dataDir', { dataDir: './data' }, { dataDir: 'other/../data/' }],
    ['auditKey', { auditKey: 'sixteen characters' }, { auditKey: 'sixteen characters' }],
    ['cache.key', { cache: { key: sha256 } }, { cache: { key: sha256 } }],
    ['ehr.subscriptions.secret', ehrThatTells('north'), ehrThatTells('south')],
    ['subscribers.signingKey', { subscribers: { hosts: ['a.example.org'], signingKey: secret } }, { subscribers: { hosts: ['b.example.org'], signingKey: secret } }],
    ['http.publicUrl', { http: { publicUrl: 'https://x.example.org/' } }, { http: { publicUrl: 'https://X.example.org' } }],
    ['hl7.port', { hl7: { port: 2575 } }, { hl7: { port: 2575, host: '10.0.0.5' } }],
    ['security.bearerTokens', { security: { bearerTokens: [token] } }, { security: { bearerTokens: [{ ...token, name: 'other', roles: ['auditor'] }] } }],
  ])('is a %s that two tenants have in common', (setting, north, south) => {
    expect(placesOf({ tenants: { north, south } })).toEqual([`tenants.south.${setting}`]);
  });

  test('shows no secret', () => {
    const loaded = load({ tenants: { north: { databaseUrl: 'mysql://north:hunter2@db/x', auditKey: 'hunter2' }, south: { cache: { key: 'hunter2' }, ehr: { fhirUrl: 'https://x', subscriptions: { secret: 'hunter2' } } } } });
    expect(loaded.ok ? '' : loaded.problem.text).toMatch(/^4 mistakes/);
    expect(JSON.stringify(loaded)).not.toContain('hunter2');
  });

  test('at the top level is not repeated by every tenant that inherits it', () => {
    expect(placesOf({ http: { bodyLimitBytes: -1 }, tenants: { north: {}, south: {} } })).toEqual(['http.bodyLimitBytes']);
  });
});

describe('SARCOLENS_TENANT', () => {
  const file = (settings: object) => {
    const path = join(mkdtempSync(join(tmpdir(), 'settings-')), 'sarcolens.yaml');
    writeFileSync(path, stringify(settings));
    return path;
  };
  const two = () => file({ tenants: { north: { logLevel: 'warn' }, south: {} } });

  test('names the one to work on', () => {
    expect(loadSettings({ SARCOLENS_CONFIG: two(), SARCOLENS_TENANT: 'north' })).toMatchObject({ ok: true, value: { logLevel: 'warn', dataDir: './.sarcolens/tenants/north' } });
    const installation = loadInstallation({ SARCOLENS_CONFIG: two(), SARCOLENS_TENANT: 'south' });
    expect(installation.ok && installation.value.kind === 'tenants' ? [...installation.value.tenants.keys()] : []).toEqual(['south']);
  });

  test.each([
    ['is needed for what works on one', two(), {}, 'The settings are of several tenants (north, south), name one by --tenant or SARCOLENS_TENANT.'],
    ['names one that is there', two(), { SARCOLENS_TENANT: 'west' }, 'There is no tenant west in the settings; there are north, south.'],
    ['has no meaning without tenants', file({}), { SARCOLENS_TENANT: 'west' }, 'There is no tenant west in the settings; there are none.'],
  ])('%s', (_what, path, environment, text) => {
    expect(loadSettings({ SARCOLENS_CONFIG: path, ...environment })).toEqual({ ok: false, problem: { code: 'SETTINGS_INVALID', text } });
  });
});
