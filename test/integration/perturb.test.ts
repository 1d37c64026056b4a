import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../src/platform/project.js';
import { run } from '../support/processes.js';
import { newFolder, writeSmallCase } from '../support/small-nifti.js';

const number = z.number().nullable();
const feature = z.object({ tag: z.string(), asDrawn: number, measured: z.number(), absent: z.number(), mean: number, standardDeviation: number, interval95: z.tuple([z.number(), z.number()]).nullable(), coefficientOfVariation: number });
const answer = z.looseObject({
  seed: z.number(), engine: z.object({ name: z.string(), version: z.string() }), perturbations: z.array(z.unknown()),
  cases: z.array(z.looseObject({ id: z.string(), noiseSigma: number.optional(), features: z.array(feature).optional(), error: z.object({ code: z.string(), text: z.string() }).optional() })),
  robustness: z.object({ cases: z.number(), features: z.array(z.object({ tag: z.string(), icc: z.object({ icc: z.number(), lower: z.number(), upper: z.number() }).nullable(), reliability: z.string().nullable(), perturbations: z.number() })) }).loose().nullable(),
});

let folder: string;
const at = (name: string): string => join(folder, name);
const sarcolens = (...args: readonly string[]) => run(process.execPath, [join(projectRoot, 'dist/src/cli.js'), ...args]);
const perturb = (manifest: string, out: string, ...more: readonly string[]) => sarcolens('perturb', '--manifest', at(manifest), '--config', at('config.json'), '--out', at(out), ...more);
const answerIn = async (name: string) => answer.parse(JSON.parse(await readFile(at(name), 'utf8')));
const chain = { noise: { repetitions: 1 }, translations: [[0, 0, 0], [0.25, 0.5, 0.75]], rotationsDegrees: [-5, 5], growth: [-0.1, 0.1], contourRandomisation: { repetitions: 2 } };

beforeAll(async () => {
  folder = await newFolder('perturb');
  for (const [k, name] of ['one', 'two'].entries()) await writeSmallCase(folder, name, k + 1);
  await writeFile(at('config.json'), JSON.stringify({ families: ['morphology', 'intensity-statistics', 'glcm'], perturbation: chain }));
  await writeFile(at('one.csv'), 'id,image,mask\none,one.nii.gz,one-mask.nii\n');
  await writeFile(at('two.csv'), 'id,image,mask\none,one.nii.gz,one-mask.nii\ntwo,two.nii.gz,two-mask.nii\n');
  await writeFile(at('broken.csv'), 'id,image,mask\none,one.nii.gz,one-mask.nii\nlost,nowhere.nii.gz,one-mask.nii\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('two cases have an interval per feature and an ICC, whatever the number of workers', async () => {
  expect(await perturb('two.csv', 'w1.json', '--workers', '1', '--seed', '7')).toMatchObject({ code: 0, stderr: '' });
  expect(await perturb('two.csv', 'w3.json', '--workers', '3', '--seed', '7')).toMatchObject({ code: 0 });
  expect(await readFile(at('w3.json'), 'utf8')).toBe(await readFile(at('w1.json'), 'utf8'));
  const { seed, perturbations, cases, robustness, engine } = await answerIn('w1.json');
  expect([seed, perturbations.length, engine.name, cases.length, robustness?.cases]).toEqual([7, 16, 'sarcolens', 2, 2]);
  const volume = cases[0].features?.find(({ tag }) => tag === 'morph_volume');
  expect(volume).toMatchObject({ measured: 16, absent: 0 });
  expect(volume?.interval95?.[0]).toBeLessThan(volume?.asDrawn ?? 0);
  expect(cases[0].noiseSigma).toBeGreaterThan(0);
  expect(robustness?.features.find(({ tag }) => tag === 'stat_mean')?.reliability).toMatch(/poor|moderate|good|excellent/);
});

test('a case as drawn has the values of extract; alone it has no ICC, and another seed moves it otherwise', async () => {
  await perturb('one.csv', 'alone.json');
  await perturb('one.csv', 'other.json', '--seed', '2');
  const [alone, other] = [await answerIn('alone.json'), await answerIn('other.json')];
  await writeFile(at('plain.json'), JSON.stringify({ families: ['morphology', 'intensity-statistics', 'glcm'] }));
  const { stdout } = await sarcolens('extract', '--image', at('one.nii.gz'), '--mask', at('one-mask.nii'), '--config', at('plain.json'));
  const direct = z.object({ features: z.array(z.object({ tag: z.string(), value: z.number() })) }).parse(JSON.parse(stdout));
  const drawn = (from: typeof alone) => from.cases[0].features?.filter(({ asDrawn }) => asDrawn !== null).map(({ tag, asDrawn: value }) => ({ tag, value }));
  expect(drawn(alone)).toEqual(direct.features);
  expect(alone.robustness).toBeNull();
  expect(drawn(other)).toEqual(drawn(alone));
  expect(other.cases[0].features).not.toEqual(alone.cases[0].features);
});

test('a case that fails stands there with its error, and the exit code is 1', async () => {
  const { code, stderr } = await perturb('broken.csv', 'broken.out.json');
  expect([code, stderr]).toEqual([1, `sarcolens perturb: 1 of 2 cases could not be measured; ${at('broken.out.json')} says why.\n`]);
  expect((await answerIn('broken.out.json')).cases.map(({ id, error }) => [id, error?.code])).toEqual([['one', undefined], ['lost', 'FILE_NOT_FOUND']]);
});

test.each([
  ['no perturbation', {}, /names no perturbation/],
  ['too many', { perturbation: { ...chain, noise: { repetitions: 100 } } }, /= 1600 perturbations .* at most 1000/],
  ['nothing that changes', { perturbation: { growth: [0] } }, /at least one perturbation was expected/],
  ['a shift of two voxels', { perturbation: { translations: [[2, 0, 0]] } }, /perturbation\.translations\.0\.0: .*<=1/],
  ['a mistake in what extract takes', { approach: '4D', perturbation: chain }, /approach/],
])('a configuration with %s is refused in one sentence', async (_what, config, sentence) => {
  await writeFile(at('bad.json'), JSON.stringify(config));
  const { code, stderr } = await sarcolens('perturb', '--manifest', at('one.csv'), '--config', at('bad.json'), '--out', at('never.json'));
  expect([code, stderr.trimEnd().split('\n').length]).toEqual([2, 1]);
  expect(stderr).toMatch(sentence);
});

test.each([[['--workers', '0'], 'a whole number from 1 on'], [['--seed', '-1'], 'a whole number from 0 to 4294967295']])('%j is wrong usage', async (options, expected) => {
  const { code, stderr } = await perturb('one.csv', 'never.json', ...options);
  expect(code).toBe(2);
  expect(stderr).toContain(expected);
});

test('an answer that cannot be written is said before anything is measured', async () => {
  const { code, stderr } = await perturb('one.csv', 'nowhere/out.json');
  expect(code).toBe(1);
  expect(stderr).toMatch(/FILE_NOT_FOUND: .*cannot be written/);
});
