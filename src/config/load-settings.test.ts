import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from './load-settings.js';

const file = (text: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'settings-')), 'sarcolens.yaml');
  writeFileSync(path, text);
  return path;
};

test('no file and no variables give the defaults', () => {
  const settings = loadSettings({});
  expect(settings).toMatchObject({ ok: true, value: { dataDir: './.sarcolens', http: { host: '127.0.0.1', port: 3000 }, security: { demonstration: false } } });
});

test('the environment wins over the file', () => {
  const settings = loadSettings({ SARCOLENS_CONFIG: file('http: { port: 4000, host: 0.0.0.0 }'), SARCOLENS_PORT: '5000' });
  expect(settings).toMatchObject({ ok: true, value: { http: { port: 5000, host: '0.0.0.0' } } });
});

test('three mistakes are reported at once, each with its place and what was expected', () => {
  const settings = loadSettings({ SARCOLENS_CONFIG: file('http: { port: 70000 }\nlogLevel: loud\nhppt: 1') });
  const text = settings.ok ? '' : `${settings.problem.code} ${settings.problem.text}`;
  expect(text).toMatch(/^SETTINGS_INVALID 3 mistakes/);
  for (const place of ['http.port', 'logLevel', 'hppt']) expect(text).toContain(place);
});

test('a misspelt variable is a mistake, not silence', () => {
  const settings = loadSettings({ SARCOLENS_PROT: '1' });
  expect(settings.ok ? '' : settings.problem.text).toContain('SARCOLENS_PROT: no such setting');
});

test('a secret with a mistake is not repeated', () => {
  const settings = loadSettings({ SARCOLENS_DATABASE_URL: 'mysql://somebody:hunter2@db/x' });
  expect(settings.ok ? '' : settings.problem.text).not.toContain('hunter2');
});

test('the demonstration exception holds on loopback only', () => {
  const settings = loadSettings({ SARCOLENS_DEMONSTRATION: 'true', SARCOLENS_HOST: '0.0.0.0' });
  expect(settings.ok ? '' : settings.problem.text).toContain('security.demonstration');
  expect(loadSettings({ SARCOLENS_DEMONSTRATION: 'true' }).ok).toBe(true);
});

describe('further DICOMweb servers', () => {
  const others = (text: string, environment: Readonly<Record<string, string>> = {}) =>
    loadSettings({ SARCOLENS_CONFIG: file(`pacs: { dicomWebUrl: https://pacs.example.org/dicom-web, others: ${text} }`), ...environment });

  test('have limits of their own, and credentials of their own from the environment', () => {
    expect(others('{ old-archive: { dicomWebUrl: https://archive.example.org/, studyLimitBytes: 7 } }', { SARCOLENS_PACS_OTHERS_OLD_ARCHIVE_TOKEN: 'one', SARCOLENS_PACS_TOKEN: 'two' })).toMatchObject({
      ok: true, value: { pacs: { token: 'two', studyLimitBytes: 4_000_000_000, others: { 'old-archive': { dicomWebUrl: 'https://archive.example.org', token: 'one', studyLimitBytes: 7, seriesAtOnce: 4, storeResults: false } } } },
    });
  });

  test.each([
    ['{ Old Archive: { dicomWebUrl: https://archive.example.org } }', 'pacs.others.Old Archive'], ['{ a: { dicomWebUrl: https://PACS.example.org:443/dicom-web/ } }', 'pacs.others: expected each server once'],
    ['{ a: { dicomWebUrl: https://a.example.org }, b: { dicomWebUrl: https://A.example.org/ } }', 'pacs.others: expected each server once'], ['{ a: { dicomWebUrl: https://a.example.org, others: {} } }', 'pacs.others.a'],
    ['{ a: { dicomWebUrl: ftp://a.example.org } }', 'pacs.others.a.dicomWebUrl: expected an http or https address'],
  ])('are refused as %s', (text, mistake) => {
    const settings = others(text);
    expect(settings.ok ? '' : settings.problem.text).toContain(mistake);
  });

  test('get no credentials by a name that is not there', () => {
    const settings = others('{}', { SARCOLENS_PACS_OTHERS_ARCHIVE_TOKEN: 'hunter2' });
    expect(settings.ok ? '' : settings.problem.text).toMatch(/SARCOLENS_PACS_OTHERS_ARCHIVE_TOKEN: no such setting(?!.*hunter2)/);
  });
});
