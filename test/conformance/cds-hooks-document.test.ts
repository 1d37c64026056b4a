import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { overrideReasonsFor } from '../../src/cds-hooks/card.js';
import { discovered, services } from '../../src/cds-hooks/services.js';
import { settingsSchema } from '../../src/config/settings.js';
import { projectRoot } from '../../src/platform/project.js';

const document = readFileSync(join(projectRoot, 'docs/cds-hooks.md'), 'utf8');
const { cdsHooks } = settingsSchema.parse({ cdsHooks: { smartLaunchUrl: 'https://sarcolens.example.org/launch' } });
const keys = [...Object.keys(cdsHooks).filter((key) => key !== 'fatigue'), ...Object.keys(cdsHooks.fatigue).map((key) => `fatigue.${key}`)];

test.each(services.map(({ id, hook }, k) => [id, hook, discovered('3.0')[k]?.hookVersion ?? '']))('CDS-H3: docs/cds-hooks.md says what %s answers, at %s %s', (id, hook, version) => {
  expect(document).toContain(`| \`${id}\` | \`${hook}\` ${version} |`);
});

test.each(keys)('CDS-H3: and what cdsHooks.%s is', (key) => { expect(document).toContain(`| \`cdsHooks.${key}\` |`); });

test.each(overrideReasonsFor(7).map(({ code }) => code))('CDS-H3: and what the override reason %s does', (code) => { expect(document).toContain(`| \`${code}\` |`); });

test('the defaults are those of the document', () => {
  for (const key of keys.filter((one) => !/Url|Models/.test(one))) {
    const value: unknown = key.split('.').reduce<unknown>((at, part) => Reflect.get(Object(at), part), cdsHooks);
    expect(document).toMatch(new RegExp(`\\| \`cdsHooks\\.${key}\` \\| [\`']*${String(value)}[\`']* \\|`));
  }
});
