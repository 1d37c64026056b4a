import { writeFile } from 'node:fs/promises';
import { refused, done, type Outcome } from '../platform/problem.js';
import { findHabitats, isRefused, ringAround, shells, type Mask, type RegionRefusal, type Volume } from '../radiomics/index.js';
import { readImage, readMask } from '../volumes/read-image.js';
import { niftiBytes } from '../volumes/write-nifti.js';
import type { CasePaths } from './extract-case.js';
import { failWith, messageOf } from './fail.js';

/** The options of `sarcolens regions` as the command line hands them over: one of ring, shells and habitats. */
export interface RegionsOptions extends CasePaths {
  readonly ring?: string;
  readonly shells?: string;
  readonly habitats?: string;
  readonly out: string;
}

const numbersOf = (text: string): readonly number[] => text.split(/[,:]/).map((part) => (part.trim() === '' ? Number.NaN : Number(part)));

const refusal = ({ detail }: RegionRefusal) => refused('INVALID_CONFIG', `The region cannot be made: ${detail}.`);

/** The first region is 1, the next 2, … */
const labelled = (masks: readonly Mask[]): Uint8Array => masks[0].voxels.map((_, i) => masks.findIndex((mask) => mask.voxels[i] === 1) + 1);

/** Labels on the image's grid, 0 where no region is. */
function labelsOf({ ring, shells: edges, habitats }: RegionsOptions, volume: Volume, mask: Mask): Outcome<Uint8Array> {
  if (ring !== undefined) {
    const [innerMm, outerMm] = numbersOf(ring);
    const made = ringAround(mask, { innerMm, outerMm });
    return isRefused(made) ? refusal(made) : done(made.voxels);
  }
  if (edges !== undefined) {
    const made = shells(mask, { edgesMm: numbersOf(edges) });
    return isRefused(made) ? refusal(made) : done(labelled(made));
  }
  const [from, to = from] = numbersOf(habitats ?? '');
  const made = findHabitats(mask, [volume], { k: from === to ? from : { from, to } });
  return isRefused(made) ? refusal(made) : done(made.labels);
}

/** `sarcolens regions`: rings, shells or habitats of a region as a NIfTI label map, which `extract` takes as mask. */
export async function runRegions(options: RegionsOptions): Promise<0 | 1 | 2> {
  const asked = [options.ring, options.shells, options.habitats].filter((one) => one !== undefined);
  if (asked.length !== 1) {
    process.stderr.write(`sarcolens regions: ${asked.length} of --ring, --shells and --habitats were given; one was expected.\n`);
    return 2;
  }
  const image = await readImage(options.image);
  if (!image.ok) return failWith('regions', image.problem);
  const mask = await readMask(options.mask, image.value, options.roi);
  if (!mask.ok) return failWith('regions', mask.problem);
  const labels = labelsOf(options, image.value.volume, mask.value.mask);
  if (!labels.ok) return failWith('regions', labels.problem);
  const map = { grid: image.value.volume.grid, voxels: Float32Array.from(labels.value) };
  try {
    await writeFile(options.out, niftiBytes(map, options.out));
    return 0;
  } catch (error) {
    return failWith('regions', { code: 'FILE_NOT_FOUND', text: `${options.out} cannot be written: ${messageOf(error)}.` });
  }
}
