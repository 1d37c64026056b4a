import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../src/platform/project.js';
import { run } from '../support/processes.js';
import { newFolder, writeSmallCase } from '../support/small-nifti.js';

const line = z.looseObject({ id: z.string(), features: z.array(z.object({ tag: z.string(), value: z.number() })).optional(), error: z.object({ code: z.string(), text: z.string() }).optional() });

let folder: string;
const at = (name: string): string => join(folder, name);
const sarcolens = (...args: readonly string[]) => run(process.execPath, [join(projectRoot, 'dist/src/cli.js'), ...args]);
const batch = (manifest: string, out: string, ...more: readonly string[]) => sarcolens('batch', '--manifest', at(manifest), '--config', at('config.json'), '--out', at(out), ...more);
const linesOf = async (name: string) => (await readFile(at(name), 'utf8')).trimEnd().split('\n').map((text) => line.parse(JSON.parse(text)));

beforeAll(async () => {
  folder = await newFolder('batch');
  for (const [k, name] of ['one', 'two', 'three', 'four'].entries()) await writeSmallCase(folder, name, k + 1);
  await writeFile(at('config.json'), JSON.stringify({ families: ['intensity-statistics', 'glcm'] }));
  await writeFile(at('cases.csv'), 'id,image,mask\none,one.nii.gz,one-mask.nii\ntwo,two.nii.gz,two-mask.nii\nthree,three.nii.gz,three-mask.nii\nfour,four.nii.gz,four-mask.nii\n');
  await writeFile(at('broken.csv'), 'id,image,mask\none,one.nii.gz,one-mask.nii\nlost,nowhere.nii.gz,one-mask.nii\ntwo,two.nii.gz,two-mask.nii\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('writes each case as extract answers it, in the manifest\'s order, whatever the number of workers', async () => {
  expect(await batch('cases.csv', 'one.jsonl', '--workers', '1')).toMatchObject({ code: 0 });
  expect(await batch('cases.csv', 'three.jsonl', '--workers', '3')).toMatchObject({ code: 0 });
  expect(await readFile(at('three.jsonl'))).toEqual(await readFile(at('one.jsonl')));
  expect((await linesOf('one.jsonl')).map(({ id }) => id)).toEqual(['one', 'two', 'three', 'four']);
  const alone = line.partial({ id: true }).parse(JSON.parse((await sarcolens('extract', '--image', at('two.nii.gz'), '--mask', at('two-mask.nii'), '--config', at('config.json'))).stdout));
  expect((await linesOf('one.jsonl'))[1].features).toEqual(alone.features);
});

test('a case that fails is a line with its error, the others are measured, and the exit code is 1', async () => {
  const { code, stderr } = await batch('broken.csv', 'broken.jsonl');
  expect([code, stderr]).toEqual([1, `sarcolens batch: 1 of 3 cases could not be measured; ${at('broken.jsonl')} says why in their lines.\n`]);
  const lines = await linesOf('broken.jsonl');
  expect(lines.map(({ id, error }) => [id, error?.code])).toEqual([['one', undefined], ['lost', 'FILE_NOT_FOUND'], ['two', undefined]]);
});

test('--resume leaves alone what is there, drops a line that was cut off, and keeps the manifest\'s order', async () => {
  await batch('cases.csv', 'whole.jsonl');
  const [first, , third] = (await readFile(at('whole.jsonl'), 'utf8')).split('\n');
  const marked = first.replace('{"id":"one"', '{"id":"one","kept":true');
  await writeFile(at('part.jsonl'), `${third}\n${marked}\n`);
  await appendFile(at('part.jsonl'), '{"id":"two","features":[{"ta');
  expect(await batch('cases.csv', 'part.jsonl', '--resume')).toMatchObject({ code: 0 });
  const lines = await linesOf('part.jsonl');
  expect(lines.map(({ id, kept }) => [id, kept])).toEqual([['one', true], ['two', undefined], ['three', undefined], ['four', undefined]]);
});

test('as CSV it is a row per case and a column per feature', async () => {
  await batch('broken.csv', 'broken.out.csv', '--format', 'csv');
  const rows = (await readFile(at('broken.out.csv'), 'utf8')).trimEnd().split('\n').map((row) => row.split(','));
  expect(rows[0].slice(0, 4)).toEqual(['id', 'error', 'stat_mean', 'stat_var']);
  expect(rows.map((row) => row[0])).toEqual(['id', 'one', 'lost', 'two']);
  expect(Number(rows[1][2])).toBeGreaterThan(0);
  const before = await readFile(at('broken.out.csv'), 'utf8');
  expect(await batch('broken.csv', 'broken.out.csv', '--format', 'csv', '--resume')).toMatchObject({ code: 1 });
  expect(await readFile(at('broken.out.csv'), 'utf8')).toBe(before);
});

test.each([
  ['a column missing', 'id,image\na,b\n', /no column mask \(found id, image\)/],
  ['an id twice', 'id,image,mask\na,b,c\na,d,e\n', /row 3 repeats the id a of row 2/],
  ['a cell empty', 'id,image,mask\na,,c\n', /row 2 has no image/],
  ['no row', 'id,image,mask\n', /holds no case/],
])('a manifest with %s is refused in one sentence before anything is measured', async (_what, text, sentence) => {
  await writeFile(at('bad.csv'), text);
  const { code, stderr } = await batch('bad.csv', 'never.jsonl');
  expect(code).toBe(2);
  expect(stderr).toMatch(sentence);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('a number of workers that is none is wrong usage', async () => {
  expect(await batch('cases.csv', 'never.jsonl', '--workers', '0')).toMatchObject({ code: 2, stderr: 'sarcolens batch: --workers is 0; a whole number from 1 on was expected.\n' });
});

describe('filter', () => {
  const filter = (config: object) => writeFile(at('filter.json'), JSON.stringify(config)).then(() => sarcolens('filter', '--image', at('one.nii.gz'), '--config', at('filter.json'), '--out', at('map.nii.gz')));
  test.each([
    ['a kernel that is none', { filter: { name: 'laws', kernel: 'L5Q5E5' } }, /filter\.kernel: two or three of L3 L5/],
    ['two letters for three axes', { filter: { name: 'separable-wavelet', family: 'haar', subband: 'LH' } }, /one part for each of 3 axes/],
    ['angles without pooling', { filter: { name: 'gabor', sigmaMm: 3, wavelengthMm: 2, thetaStepDegrees: 45, dimensions: '2D' } }, /rotationInvariance was expected/],
    ['an even support', { filter: { name: 'mean', supportVoxels: 4 } }, /an odd number of voxels was expected \(found 4\)/],
    ['a filter of no name known', { filter: { name: 'sobel' } }, /mean, laplacian-of-gaussian, laws/],
    ['no filter', {}, /names no filter/],
  ])('%s is refused with what was expected', async (_what, config, sentence) => {
    const { code, stderr } = await filter(config);
    expect([code, stderr.trimEnd().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toMatch(sentence);
  });

  test('writes a map that extract reads: its mean is that of the filtered region', async () => {
    const config = { filter: { name: 'mean', supportVoxels: 3 }, families: ['intensity-statistics'] };
    expect(await filter(config)).toMatchObject({ code: 0 });
    const valuesOf = async (image: string, file: string) => line.partial({ id: true }).parse(JSON.parse((await sarcolens('extract', '--image', at(image), '--mask', at('one-mask.nii'), '--config', at(file))).stdout)).features ?? [];
    await writeFile(at('plain.json'), JSON.stringify({ families: ['intensity-statistics'] }));
    const [filtered, read] = [await valuesOf('one.nii.gz', 'filter.json'), await valuesOf('map.nii.gz', 'plain.json')];
    expect(filtered[0].value).toBeCloseTo(read[0].value, 4);
  });
});
