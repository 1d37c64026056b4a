import { writeFile } from 'node:fs/promises';
import { codeOfNotMeasurable } from '../analysis/not-measurable.js';
import { responseMap } from '../radiomics/index.js';
import { readImage } from '../volumes/read-image.js';
import { niftiBytes } from '../volumes/write-nifti.js';
import { readExtractionSettings } from './extract.js';
import { failWith } from './fail.js';

/** The options of `sarcolens filter` as the command line hands them over. */
export interface FilterOptions {
  readonly image: string;
  readonly config: string;
  readonly out: string;
}

/** `sarcolens filter`: the response map on the image's grid after interpolation. */
export async function runFilter({ image: path, config, out }: FilterOptions): Promise<0 | 1 | 2> {
  if (!/\.nii(\.gz)?$/.test(out)) {
    process.stderr.write(`sarcolens filter: --out is ${out}; a name that ends in .nii or .nii.gz was expected.\n`);
    return 2;
  }
  const settings = await readExtractionSettings(config);
  if (!settings.ok) return failWith('filter', settings.problem);
  if (settings.value.filter === null) return failWith('filter', { code: 'INVALID_CONFIG', text: `${config} names no filter; an object under "filter" was expected.` });
  const image = await readImage(path);
  if (!image.ok) return failWith('filter', image.problem);
  const map = responseMap(image.value.volume, settings.value);
  if ('reason' in map) return failWith('filter', { code: codeOfNotMeasurable[map.reason], text: `The image cannot be filtered: ${map.detail}.` });
  const problem = await writeFile(out, niftiBytes(map, out)).then(() => null, (error: unknown) => (error instanceof Error ? error.message : 'for an unknown reason'));
  return problem === null ? 0 : failWith('filter', { code: 'FILE_NOT_FOUND', text: `${out} cannot be written: ${problem}.` });
}
