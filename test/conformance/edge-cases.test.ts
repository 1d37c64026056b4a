import { join } from 'node:path';
import { aggregations, defaultSettings, extractFeatures, type FeatureSet } from '../../src/radiomics/index.js';
import { readImage, readMask } from '../../src/volumes/read-image.js';
import type { Outcome } from '../../src/platform/problem.js';
import { describeReal, reference, referenceData } from '../support/real.js';

const folder = 'reference/edge-cases/edge_cases';

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problem.text);
  return outcome.value;
}

const imageOf = async (name: string) => valueOf(await readImage(join(reference, folder, name, 'image', `${name}.nii.gz`)));
const maskOf = async (name: string, mask: string) => readMask(join(reference, folder, name, 'mask', `${mask}.nii.gz`), await imageOf(name));

async function measured(name: string, mask: string): Promise<FeatureSet> {
  const { volume } = await imageOf(name);
  const set = extractFeatures(volume, valueOf(await maskOf(name, mask)).mask, { ...defaultSettings, aggregation: aggregations });
  if (set.kind !== 'measured') throw new Error(set.detail);
  return set;
}

const reasons = (set: FeatureSet): readonly string[] => [...new Set(set.absent.map(({ reason }) => reason))].toSorted();
const value = (set: FeatureSet, tag: string): number | undefined => set.features.find((feature) => feature.tag === tag)?.value;

describeReal('the edge cases of mirp', [referenceData(folder)], () => {
  const flat = ['uninformative', 'uninformative_slice'];

  test.each(flat)('%s: an empty mask is refused', async (name) => {
    expect(await maskOf(name, 'empty_mask')).toMatchObject({ ok: false, problem: { code: 'ROI_EMPTY' } });
  });

  test.each(flat.flatMap((name) => ['full_mask', 'one_voxel_mask', 'disconnected_mask'].map((mask) => [name, mask])))('%s, %s: every number is finite, and what has none says why', async (name, mask) => {
    const set = await measured(name, mask);
    expect(set.features.filter((feature) => !Number.isFinite(feature.value))).toEqual([]);
    expect(['stat_mean', 'stat_var', 'stat_range'].map((tag) => value(set, tag))).toEqual([1, 0, 0]);
    expect(reasons(set)).toContain(mask === 'one_voxel_mask' ? 'one-voxel' : 'flat-intensities');
  });

  test('one voxel has no neighbours; the volume is that of the octahedron around its centre', async () => {
    const set = await measured('uninformative', 'one_voxel_mask');
    expect(reasons(set)).toEqual(['flat-intensities', 'no-neighbours', 'one-grey-level', 'one-voxel']);
    expect(value(set, 'morph_volume')).toBeCloseTo(1 / 6, 12);
  });

  test('three voxels apart are one region of three zones without a plane, each as far from the edge', async () => {
    const set = await measured('uninformative', 'disconnected_mask');
    expect(['morph_vol_approx', 'szm_z_perc_3D', 'dzm_sde_3D'].map((tag) => value(set, tag))).toEqual([3, 1, 1]);
  });

  test('orientation: axes that are turned in the file keep their spacing', async () => {
    const { volume } = await imageOf('orientation');
    expect([volume.grid.size, volume.grid.spacingMm]).toEqual([[32, 48, 64], [1.5, 1, 0.5]]);
    const set = await measured('orientation', 'mask');
    expect(set.absent).toEqual([]);
    // The image counts up by one voxel along each axis: its values stand where the indices add up to them.
    expect(value(set, 'stat_max')).toBe(31 + 47 + 63);
    expect(value(set, 'morph_vol_approx')).toBeCloseTo(32 * 48 * 64 * 0.75, 6);
  });
});
