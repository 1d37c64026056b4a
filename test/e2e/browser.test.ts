import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { z } from 'zod';
import { projectRoot } from '../../src/platform/project.js';
import { extractFeatures, perturb, randomFrom, responseMap } from '../../src/radiomics/index.js';
import { run } from '../support/processes.js';
import { describeReal, program, programPath } from '../support/real.js';
import { type CaseValues, runCases, runFunctions } from './browser/cases.js';

const casesOf = z.array(z.object({ name: z.string(), values: z.array(z.tuple([z.string(), z.number().nullable()])) }));

const inNode = runCases({ extractFeatures, perturb, randomFrom, responseMap });

describeReal('sarcolens/radiomics in a page of Chromium, bundled by Vite', [program('chromium')], () => {
  let folder: string;
  let browser: Browser | undefined;
  let inPage: z.infer<typeof casesOf>;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sarcolens-page-'));
    const built = await run(process.execPath, [join(projectRoot, 'node_modules/vite/bin/vite.js'), 'build', '--config', join(projectRoot, 'test/e2e/browser/vite.config.ts'), '--outDir', folder]);
    if (built.code !== 0) throw new Error(built.stderr);
    browser = await chromium.launch({ executablePath: programPath('chromium') ?? '', args: ['--no-sandbox'] });
    const page = await browser.newPage();
    page.on('console', (message) => { complaints.push(message.text()); });
    page.on('pageerror', (error) => { complaints.push(error.message); });
    await page.addScriptTag({ path: join(folder, 'page.js') });
    inPage = casesOf.parse(JSON.parse(z.string().parse(await page.evaluate('sarcolensPage.runInPage()'))));
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('runs without Node and without a complaint', () => { expect(complaints).toEqual([]); });

  const theirsOf = (name: string, values: CaseValues['values']): readonly number[] => {
    const theirs = inPage.find((one) => one.name === name)?.values ?? [];
    expect(theirs.map(([tag]) => tag)).toEqual(values.map(([tag]) => tag));
    return theirs.map(([, value]) => value ?? Number.NaN);
  };

  test.each([...inNode, ...runFunctions()].map(({ name, values }) => [name, values] as const))('%s: the same bits as in Node', (name, values) => {
    const theirs = theirsOf(name, values);
    expect(values.flatMap(([tag, value], k) => (Object.is(value, theirs[k]) ? [] : [`${tag}: ${value} in Node, ${theirs[k]} in Chromium`]))).toEqual([]);
  });

  test('Moran\'s I and Geary\'s C are among what is compared', () => {
    for (const tag of ['morph_moran_i', 'morph_geary_c']) expect(inNode.filter(({ values }) => values.some(([name]) => name === tag)).length).toBeGreaterThan(1);
  });
});
