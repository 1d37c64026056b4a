import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../src/platform/project.js';
import type { Mask, Volume } from '../../src/radiomics/index.js';
import type { Real } from './real.js';

/** A Python that has PyRadiomics 3.0.1: of bench/engine/peers.sh, or another one. */
const python = process.env.SARCOLENS_PYRADIOMICS ?? join(projectRoot, 'bench/.env/classic/bin/python');

export const pyradiomics: Real = { name: `PyRadiomics (${python})`, isThere: existsSync(python) && spawnSync(python, ['-c', 'import importlib.util; assert importlib.util.find_spec("radiomics")']).status === 0 };

/** What PyRadiomics is asked: an image and a region on it, in the pixel type it is kept in, and its settings. */
export interface PyradiomicsCase {
  readonly volume: Volume;
  readonly mask: Mask;
  readonly pixels: 'float32' | 'int16';
  readonly settings: Readonly<Record<string, unknown>>;
}

const answers = z.array(z.record(z.string(), z.number()));

function written({ volume, mask, pixels, settings }: PyradiomicsCase, folder: string): Record<string, unknown> {
  const { size, spacingMm: spacing, affine } = volume.grid;
  const [image, region] = [join(folder, 'image'), join(folder, 'mask')];
  writeFileSync(image, pixels === 'float32' ? volume.voxels : Int16Array.from(volume.voxels));
  writeFileSync(region, mask.voxels);
  return {
    image, mask: region, pixels, size, spacing, settings, origin: [affine[3], affine[7], affine[11]],
    direction: [0, 1, 2, 4, 5, 6, 8, 9, 10].map((at) => affine[at] / spacing[at % 4]),
  };
}

/** The features that PyRadiomics computes, by name. */
export function pyradiomicsValues(one: PyradiomicsCase): ReadonlyMap<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'sarcolens-pyradiomics-'));
  try {
    const input = JSON.stringify([written(one, folder)]);
    const output = execFileSync(python, [join(projectRoot, 'test/support/pyradiomics.py')], { input, encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['pipe', 'pipe', 'ignore'] });
    return new Map(Object.entries(answers.parse(JSON.parse(output))[0]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
