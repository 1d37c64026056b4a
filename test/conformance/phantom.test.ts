import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { compiled } from '../../src/platform/project.js';
import { run } from '../support/processes.js';
import { describeReal, program } from '../support/real.js';

const truthFile = z.object({
  patients: z.array(z.object({
    id: z.string(), maskFormat: z.enum(['SEG', 'RTSTRUCT']),
    studies: z.array(z.object({ accessionNumber: z.string(), day: z.number(), volumeMl: z.number(), petVoxels: z.number(), suvMax: z.number() })),
  })),
});
const extraction = z.object({ mask: z.object({ voxels: z.number() }), features: z.array(z.object({ tag: z.string(), value: z.number() })) });

const folder = await mkdtemp(join(tmpdir(), 'sarcolens-phantom-'));
const sarcolens = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(process.execPath, [compiled('src/cli.ts'), ...args]);
  if (code !== 0) throw new Error(stderr);
  return stdout;
};
await sarcolens('phantom', '--out', join(folder, 'seed-1'));
const { patients } = truthFile.parse(JSON.parse(await readFile(join(folder, 'seed-1', 'truth.json'), 'utf8')));
const studies = patients.flatMap(({ id, maskFormat, studies: of }) => of.map((truth) => ({ id, maskFormat, truth, path: join(folder, 'seed-1', id, truth.accessionNumber) })));

async function filesBelow(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).toSorted();
}

async function measured(path: string) {
  const out = await sarcolens('extract', '--image', join(path, 'FDG-PET-AC'), '--mask', join(path, 'Lesion-on-PET'), '--roi', 'Lesion 1');
  const { mask, features } = extraction.parse(JSON.parse(out));
  const value = (tag: string): number => features.find((feature) => feature.tag === tag)?.value ?? Number.NaN;
  return { voxels: mask.voxels, suvMax: value('stat_max'), volumeMl: value('morph_volume') / 1000 };
}

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('phantom patients', () => {
  test('every study has PET, T1, T2 and two masks; SEG and RTSTRUCT in turn', async () => {
    expect(patients.map(({ maskFormat }) => maskFormat)).toEqual(['SEG', 'RTSTRUCT', 'SEG', 'RTSTRUCT']);
    expect(studies).toHaveLength(12);
    for (const { path } of studies) expect(await readdir(path)).toHaveLength(5);
  });

  test('the same seed gives the same bytes, another seed others', async () => {
    const digest = async (name: string): Promise<string> => {
      const hash = createHash('sha256');
      for (const file of await filesBelow(join(folder, name, 'PHANTOM-1'))) hash.update(await readFile(file));
      return hash.digest('hex');
    };
    await sarcolens('phantom', '--out', join(folder, 'again'), '--patients', '1');
    await sarcolens('phantom', '--out', join(folder, 'other'), '--patients', '1', '--seed', '2');
    expect(await digest('again')).toBe(await digest('seed-1'));
    expect(await digest('other')).not.toBe(await digest('seed-1'));
  });

  test.each(studies.map(({ id, maskFormat, truth, path }) => [`${id}, day ${truth.day}`, maskFormat, truth, path] as const))('%s: what is measured from the %s is what is true', async (_title, format, truth, path) => {
    const found = await measured(path);
    // A SEG holds the very voxels; an outline of 120 corners may differ from the surface by a few voxels at its edge.
    expect(Math.abs(found.voxels / truth.petVoxels - 1)).toBeLessThanOrEqual(format === 'SEG' ? 0 : 0.01);
    // 16 bits with a slope for each slice: half a step in 32767.
    expect(Math.abs(found.suvMax / truth.suvMax - 1)).toBeLessThan(2e-5);
    // The wobble of the surface moves the volume by a few per cent.
    expect(Math.abs(found.volumeMl / truth.volumeMl - 1)).toBeLessThan(0.06);
  });

  test('image and mask written as NIfTI measure the same', async () => {
    const [{ path }] = studies;
    const nifti = join(folder, 'nifti');
    const args = ['--roi', 'Lesion 1'];
    const values = (out: string) => extraction.parse(JSON.parse(out)).features;
    const direct = values(await sarcolens('extract', '--image', join(path, 'FDG-PET-AC'), '--mask', join(path, 'Lesion-on-PET'), ...args, '--nifti', nifti));
    const again = values(await sarcolens('extract', '--image', join(nifti, 'image.nii.gz'), '--mask', join(nifti, 'mask.nii.gz')));
    expect(again.map(({ tag }) => tag)).toEqual(direct.map(({ tag }) => tag));
    // NIfTI keeps positions and spacing as float32.
    for (const [k, { value }] of direct.entries()) expect(Math.abs(again[k].value - value)).toBeLessThanOrEqual(1e-6 * Math.abs(value) + 1e-12);
  });

  test('a wrong number of patients is wrong usage', async () => {
    const { code, stderr } = await run(process.execPath, [compiled('src/cli.ts'), 'phantom', '--out', join(folder, 'none'), '--patients', 'many']);
    expect([code, stderr.trim()]).toEqual([2, 'sarcolens phantom: --patients is many and --seed 1; whole numbers were expected, from 1 and from 0 on.']);
  });
});

describeReal('phantom objects by dciodvfy', [program('dciodvfy')], () => {
  test.each([['PHANTOM-1', 'PHANTOM1T0'], ['PHANTOM-2', 'PHANTOM2T2']])('no object of %s, study %s, breaks the standard', async (id, accession) => {
    const files = await filesBelow(join(folder, 'seed-1', id, accession));
    const said = await Promise.all(files.map((file) => run('dciodvfy', ['-new', file])));
    expect([...new Set(said.flatMap(({ stdout, stderr }) => `${stdout}${stderr}`.trim().split('\n')))].toSorted())
      .toEqual(['MRImage', 'PETImage', id === 'PHANTOM-1' ? 'Segmentation' : 'RTStructureSet'].toSorted());
  });
});
