import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { z } from 'zod';
import { projectRoot } from '../../src/platform/project.js';
import { extractFeatures, responseMap } from '../../src/radiomics/index.js';
import { run } from '../support/processes.js';
import { describeReal, program, programPath } from '../support/real.js';
import { type CaseValues, runCases, runFunctions } from './browser/cases.js';

const casesOf = z.array(z.object({ name: z.string(), values: z.array(z.tuple([z.string(), z.number().nullable()])) }));

/**
 * Node 24.21 (V8 13.6) and Chromium 156 have another last bit in one of ten to a hundred results of Math.exp, log2, cos,
 * sin and cbrt, which the language leaves to the implementation. These features are computed with them from any image …
 */
const byLog2CbrtCos = /entr|info_corr|morph_(sph_dispr|sphericity|asphericity|moran_i|geary_c)/;
/** … and these, too, from an image whose filter is. Texture counts grey levels, which a last bit does not move. */
const byFilter = /^(int_mask_(mean|min|max)_|stat_|ivh_|loc_|morph_(com|integ_int))/;
const filterOfLastBits = /laplacian|gabor|simoncelli/;

const mayDiffer = (name: string, tag: string): boolean => byLog2CbrtCos.test(tag) || (filterOfLastBits.test(name) && byFilter.test(tag));
/** Moran's I is a difference of sums: its last bits are those of 1. */
const isNear = (one: number, other: number): boolean => Math.abs(one - other) <= 1e-13 * Math.max(1, Math.abs(one));

const inNode = runCases({ extractFeatures, responseMap });

function unitsInLastPlace(one: number, other: number): number {
  const bits = new BigInt64Array(Float64Array.of(one, other).buffer);
  return Math.abs(Number(bits[0] - bits[1]));
}

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

  test.each(inNode.map(({ name, values }) => [name, values] as const))('%s: the same bits as in Node, and within 1e-13 what comes of exp, log2, cos, sin and cbrt', (name, values) => {
    const theirs = theirsOf(name, values);
    expect(values.flatMap(([tag, value], k) => {
      const agree = Object.is(value, theirs[k]) || (mayDiffer(name, tag) && isNear(value, theirs[k]));
      return agree ? [] : [`${tag}: ${value} in Node, ${theirs[k]} in Chromium`];
    })).toEqual([]);
  });

  test.each(runFunctions().map(({ name, values }) => [name, /sqrt|hypot|\*\*/.test(name) ? 0 : 1, values] as const))('Math: %s differs by %d units in the last place at most', (name, units, values) => {
    const theirs = theirsOf(name, values);
    expect(Math.max(...values.map(([, value], k) => unitsInLastPlace(value, theirs[k])))).toBeLessThanOrEqual(units);
  });
});
