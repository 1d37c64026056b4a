import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { loadInstallation, loadSettings } from '../../src/config/index.js';
import { projectRoot } from '../../src/platform/project.js';
import { run } from '../support/processes.js';
import { describeReal, programIfHad, programPath } from '../support/real.js';

const helm = programPath('helm') ?? 'helm';
const chart = join(projectRoot, 'charts', 'sarcolens');
const container = z.looseObject({ name: z.string(), args: z.array(z.string()), securityContext: z.looseObject({ readOnlyRootFilesystem: z.boolean(), allowPrivilegeEscalation: z.boolean() }) });
const manifest = z.looseObject({
  kind: z.string(), metadata: z.looseObject({ name: z.string() }), data: z.record(z.string(), z.string()).optional(), stringData: z.record(z.string(), z.string()).optional(),
  spec: z.looseObject({ template: z.looseObject({ spec: z.looseObject({ containers: z.array(container) }) }).optional() }).optional(),
});

async function rendered(...more: readonly string[]) {
  const { code, stdout, stderr } = await run(helm, ['template', 'test', chart, ...more]);
  if (code !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout).map((document) => manifest.parse(document.toJS()));
}

// Helm comes from the Go module proxy, which not every machine reaches; the service does not need it.
describeReal('the chart, by helm', [programIfHad('helm')], () => {
  test('lint has nothing to say', async () => {
    expect(await run(helm, ['lint', '--strict', chart])).toMatchObject({ code: 0 });
  });

  test('has two deployments, a service, a migration, settings and secrets, each named after the release', async () => {
    const made = await rendered();
    expect(made.map(({ kind, metadata }) => `${kind} ${metadata.name}`).toSorted()).toEqual([
      'ConfigMap test-sarcolens', 'Deployment test-sarcolens-server', 'Deployment test-sarcolens-worker', 'Job test-sarcolens-migrate', 'Secret test-sarcolens', 'Service test-sarcolens',
    ]);
  });

  test('no container can write to its image or gain rights', async () => {
    const containers = (await rendered()).flatMap((made) => made.spec?.template?.spec.containers ?? []);
    expect(containers.map(({ args }) => args[0]).toSorted()).toEqual(['migrate', 'serve', 'worker']);
    for (const { securityContext } of containers) expect(securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
  });

  test('its settings file and its secrets are settings that the service takes', async () => {
    const made = await rendered();
    const folder = await mkdtemp(join(tmpdir(), 'sarcolens-chart-'));
    const file = join(folder, 'sarcolens.yaml');
    await writeFile(file, made.find(({ kind }) => kind === 'ConfigMap')?.data?.['sarcolens.yaml'] ?? '');
    const settings = loadSettings({ ...made.find(({ kind }) => kind === 'Secret')?.stringData, SARCOLENS_CONFIG: file });
    await rm(folder, { recursive: true });
    expect(settings).toMatchObject({ ok: true, value: { http: { host: '0.0.0.0', port: 3000 }, ehr: { fhirUrl: 'https://ehr.example.org/fhir' } } });
  });

  test('with tenants its settings are those of each, and one that is not ready does not take the others away', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sarcolens-chart-'));
    const [values, file] = [join(folder, 'values.yaml'), join(folder, 'sarcolens.yaml')];
    await writeFile(values, 'settings: { ehr: null, pacs: null, security: null, tenants: { north: { ehr: { fhirUrl: https://ehr.north.example.org/fhir } }, south: {} } }');
    const made = await rendered('--values', values);
    await writeFile(file, made.find(({ kind }) => kind === 'ConfigMap')?.data?.['sarcolens.yaml'] ?? '');
    const installation = loadInstallation({ SARCOLENS_CONFIG: file });
    await rm(folder, { recursive: true });
    expect(installation.ok && installation.value.kind === 'tenants' ? [...installation.value.tenants].map(([name, { http }]) => [name, http.publicUrl]) : installation).toEqual([
      ['north', 'https://sarcolens.example.org/t/north'], ['south', 'https://sarcolens.example.org/t/south'],
    ]);
    expect(JSON.stringify(made)).not.toContain('/health/ready');
  });

  test('a Secret of the site takes the place of ours', async () => {
    const made = await rendered('--set', 'secret.existing=theirs');
    expect(made.map(({ kind }) => kind)).not.toContain('Secret');
    expect(JSON.stringify(made.filter(({ kind }) => kind === 'Deployment'))).toContain('"theirs"');
  });

  test('a value of the wrong kind is refused by the schema', async () => {
    const { code, stderr } = await run(helm, ['template', 'test', chart, '--set', 'server.replicas=many']);
    expect(code).toBe(1);
    expect(stderr).toContain('replicas');
  });
});

test('the chart carries the version of the project', async () => {
  const { appVersion } = z.looseObject({ appVersion: z.string() }).parse(parse(await readFile(join(chart, 'Chart.yaml'), 'utf8')));
  const { version } = z.looseObject({ version: z.string() }).parse(JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')));
  expect(appVersion).toBe(version);
});
