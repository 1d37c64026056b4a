import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { niftiBytes } from '../../src/volumes/write-nifti.js';

const size = [12, 10, 8] as const;
const spacingMm = [2, 2, 3] as const;
const affine = [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1];

/** Writes a small image and a mask of it into a folder; the seed decides the intensities. */
export async function writeSmallCase(folder: string, name: string, seed: number): Promise<{ readonly image: string; readonly mask: string }> {
  const n = size[0] * size[1] * size[2];
  const grid = { size, spacingMm, affine };
  const voxels = Float32Array.from({ length: n }, (_, i) => (i * 7919 + seed * 104_729) % 211);
  const inside = Float32Array.from({ length: n }, (_, i) => { const [x, y, z] = [i % 12, Math.floor(i / 12) % 10, Math.floor(i / 120)]; return x > 2 && x < 9 && y > 1 && y < 8 && z > 1 && z < 6 ? 1 : 0; });
  const [image, mask] = [join(folder, `${name}.nii.gz`), join(folder, `${name}-mask.nii`)];
  await Promise.all([writeFile(image, niftiBytes({ grid, voxels }, image)), writeFile(mask, niftiBytes({ grid, voxels: inside }, mask))]);
  return { image, mask };
}

export const newFolder = (purpose: string): Promise<string> => mkdtemp(join(tmpdir(), `sarcolens-${purpose}-`));
