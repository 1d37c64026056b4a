import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reference } from '../../test/support/real.js';

/** How intensities become grey levels: 32 bins, or bins of 25 HU; the keys are the peers'. */
export type Bins = readonly ['binCount' | 'binWidth', number];

/** An image and a region on it. */
export interface Case {
  readonly name: string;
  readonly image: string;
  readonly mask: string;
  readonly bins: Bins;
}

const tumours = join(reference, 'data/sts51/nifti');
const phantom = join(reference, 'reference/ibsi1/ct_phantom');

function tumour(patient: string, series: 'MR_T1' | 'PET' | 'CT'): Case {
  const [image, mask] = ['image', 'mask'].map((what) => join(tumours, patient, `${series}_${what}.nii.gz`));
  return { name: `${series === 'MR_T1' ? 'T1' : series} of ${patient}`, image, mask, bins: series === 'CT' ? ['binWidth', 25] : ['binCount', 32] };
}

export const [small, medium, large] = ['STS_025', 'STS_036', 'STS_013'].map((patient) => tumour(patient, 'MR_T1'));

/** The regions that are compared one by one. */
export const cases: readonly Case[] = [
  small, medium, large, tumour('STS_036', 'PET'), tumour('STS_018', 'CT'),
  { name: 'IBSI CT phantom', image: join(phantom, 'phantom.nii.gz'), mask: join(phantom, 'mask.nii.gz'), bins: ['binWidth', 25] },
];

/** Every sarcoma with a T1 image. */
export const batch: readonly Case[] = readdirSync(tumours).toSorted().map((patient) => tumour(patient, 'MR_T1')).filter(({ image }) => existsSync(image));
