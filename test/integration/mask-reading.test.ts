import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../src/platform/project.js';
import type { Dataset } from '../../src/platform/dicom/dataset.js';
import { encode } from '../../src/platform/dicom/encode.js';
import { rectangle, segmentation, slices, structureSet, wholeSlice } from '../support/dicom-objects.js';
import { run } from '../support/processes.js';
import { newFolder } from '../support/small-nifti.js';

const answer = z.looseObject({ mask: z.looseObject({ voxels: z.number(), fraction: z.unknown().optional(), nestedContours: z.unknown().optional() }) });
const sarcolens = (...args: readonly string[]) => run(process.execPath, [join(projectRoot, 'dist/src/cli.js'), ...args]);

const fractions = [0, 127, 128, 255, 1, 2, 3, 4, 254, 64, 191, 192];
const empty = '.... .... ....';
const fractional: Dataset = segmentation([{ z: 1, segment: 1, picture: empty }, { z: 2, segment: 1, picture: empty }], {
  BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelData: Uint8Array.from([...fractions, ...fractions]).buffer, SegmentationType: 'FRACTIONAL', SegmentationFractionalType: 'OCCUPANCY', MaximumFractionalValue: 255,
});
/** On two slices a contour around all twelve voxels, with another around two of them. */
const nested: Dataset = structureSet([33, 36].flatMap((mm) => [{ pointsMm: wholeSlice(mm) }, { pointsMm: rectangle([10.6, 21], [12.4, 23], mm) }]));

let folder: string;
const at = (name: string): string => join(folder, name);
const measured = async (mask: string, ...more: readonly string[]) => {
  const { code, stdout, stderr } = await sarcolens('extract', '--image', at('image'), '--mask', at(mask), '--config', at('config.json'), ...more);
  if (code !== 0) throw new Error(stderr);
  const { voxels, fraction, nestedContours } = answer.parse(JSON.parse(stdout)).mask;
  return [voxels, fraction ?? nestedContours];
};

beforeAll(async () => {
  folder = await newFolder('mask-reading');
  await mkdir(at('image'));
  for (const [k, slice] of slices(5).entries()) await writeFile(at(`image/${k}.dcm`), encode(slice));
  await writeFile(at('fractional.dcm'), encode(fractional));
  await writeFile(at('nested.dcm'), encode(nested));
  await writeFile(at('config.json'), JSON.stringify({ families: ['intensity-statistics'] }));
  await writeFile(at('cases.csv'), `id,image,mask\nfractions,image,fractional.dcm\ncontours,image,nested.dcm\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([[[], 10, 0.5], [['--fraction-threshold', '0.75'], 6, 0.75], [['--fraction-threshold', '1'], 2, 1]])('S6: fractions from the threshold on are inside, and it is recorded: %j', async (options, voxels, threshold) => {
  expect(await measured('fractional.dcm', ...options)).toEqual([voxels, { type: 'OCCUPANCY', threshold }]);
});

test.each([[[], 20, 'xor'], [['--nested-contours', 'xor'], 20, 'xor'], [['--nested-contours', 'union'], 24, 'union']])('R3: contours within contours are holes or all inside, and it is recorded: %j', async (options, voxels, rule) => {
  expect(await measured('nested.dcm', ...options)).toEqual([voxels, rule]);
});

test('S6, R3: batch reads every mask so', async () => {
  expect(await sarcolens('batch', '--manifest', at('cases.csv'), '--config', at('config.json'), '--out', at('out.jsonl'), '--workers', '1', '--fraction-threshold', '0.75', '--nested-contours', 'union')).toMatchObject({ code: 0, stderr: '' });
  const lines = (await readFile(at('out.jsonl'), 'utf8')).trimEnd().split('\n').map((line) => answer.parse(JSON.parse(line)).mask);
  expect(lines.map(({ voxels, fraction, nestedContours }) => [voxels, fraction ?? nestedContours])).toEqual([[6, { type: 'OCCUPANCY', threshold: 0.75 }], [24, 'union']]);
});

test.each(['0', '1.5', '-1', 'half', ''])('a threshold of "%s" is wrong usage, said in a sentence', async (threshold) => {
  for (const [command, ...needed] of [['extract', '--image', at('image'), '--mask', at('fractional.dcm')], ['batch', '--manifest', at('cases.csv'), '--out', at('never.jsonl')]]) {
    expect(await sarcolens(command, ...needed, '--config', at('config.json'), '--fraction-threshold', threshold)).toEqual({
      code: 2, stdout: '', stderr: `sarcolens ${command}: INVALID_CONFIG: --fraction-threshold is ${threshold === '' ? 'empty' : threshold}; a number over 0 and at most 1 was expected.\n`,
    });
  }
});

test('a rule for contours that is none is wrong usage', async () => {
  const { code, stderr } = await sarcolens('extract', '--image', at('image'), '--mask', at('nested.dcm'), '--nested-contours', 'and');
  expect([code, stderr]).toEqual([2, expect.stringContaining('Allowed choices are xor, union')]);
});
