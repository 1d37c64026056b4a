import { z } from 'zod';
import { type FilterSettings, lawsTaps, waveletFamily } from '../radiomics/index.js';

const positive = z.number().positive();
const level = z.int().min(1).max(8);
const common = {
  dimensions: z.enum(['2D', '3D']).default('3D'),
  boundary: z.enum(['mirror', 'nearest', 'zero', 'periodic']).default('mirror'),
};
const turned = { rotationInvariance: z.strictObject({ pooling: z.enum(['max', 'average']) }).nullable().default(null) };
/** These filters look the same from every side, or have a direction that is asked for. */
const unturned = { rotationInvariance: z.null({ error: 'this filter is not pooled over rotations, null was expected' }).default(null) };
const gaussian = { sigmaMm: positive, cutoffSigma: positive.max(10).default(4) };
const order = z.array(z.int().min(0).max(10)).min(2).max(3).refine((all) => all.some((l) => l > 0), { error: 'at least one order above 0 was expected' });

const odd = z.int().min(1).max(201).refine((n) => n % 2 === 1, { error: 'an odd number of voxels was expected' });
const kernel = z.string().refine((name) => lawsTaps(name) !== undefined, { error: 'two or three of L3 L5 E3 E5 S3 S5 W5 R5 were expected, for x, y, z' });
const family = z.string().refine((name) => waveletFamily(name) !== undefined, { error: 'haar, db1 to db10 or coif1 to coif5 was expected' });
const subband = z.string().regex(/^[LH]{2,3}$/, { error: 'letters L and H for x, y, z were expected' });

const schema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('mean'), supportVoxels: odd, ...common, ...unturned }),
  z.strictObject({ name: z.literal('laplacian-of-gaussian'), ...gaussian, ...common, ...unturned }),
  z.strictObject({ name: z.literal('laws'), kernel, energyDistance: z.int().min(1).max(100).nullable().default(null), ...common, ...turned }),
  z.strictObject({
    name: z.literal('gabor'), sigmaMm: positive, wavelengthMm: positive, gamma: positive.default(1), thetaDegrees: z.number().nullable().default(null),
    thetaStepDegrees: positive.max(360).nullable().default(null), response: z.enum(['modulus', 'real', 'imaginary']).default('modulus'),
    orthogonalPlanes: z.boolean().default(false), ...common, ...turned,
  }),
  z.strictObject({ name: z.literal('separable-wavelet'), family, subband, level: level.default(1), ...common, ...turned }),
  z.strictObject({ name: z.literal('simoncelli'), level: level.default(1), ...common, ...unturned }),
  z.strictObject({ name: z.literal('riesz-laplacian-of-gaussian'), ...gaussian, order, ...common, ...unturned }),
  z.strictObject({ name: z.literal('riesz-simoncelli'), level: level.default(1), order, ...common, ...unturned }),
], { error: 'mean, laplacian-of-gaussian, laws, gabor, separable-wavelet, simoncelli, riesz-laplacian-of-gaussian or riesz-simoncelli was expected as name' });

/** One thing per axis, so many axes. */
function perAxisOf(filter: FilterSettings): number | undefined {
  if (filter.name === 'laws') return filter.kernel.length / 2;
  if (filter.name === 'separable-wavelet') return filter.subband.length;
  return 'order' in filter ? filter.order.length : undefined;
}

/** What must fit together in a filter's settings; a sentence where it does not. */
function mismatchOf(filter: FilterSettings): string | undefined {
  const axes = filter.dimensions === '2D' ? 2 : 3;
  const given = perAxisOf(filter);
  if (given !== undefined && given !== axes) return `one part for each of ${axes} axes (${filter.dimensions}) was expected, ${given} were found`;
  if (filter.name !== 'gabor') return undefined;
  if (filter.thetaDegrees === null && filter.thetaStepDegrees === null) return 'thetaDegrees or thetaStepDegrees was expected';
  return filter.rotationInvariance === null && (filter.thetaStepDegrees !== null || filter.orthogonalPlanes)
    ? 'rotationInvariance was expected to say how several angles or planes are pooled' : undefined;
}

/** `filter` of a configuration. */
export const filterSchema = schema.superRefine((filter, context) => {
  const mismatch = mismatchOf(filter);
  if (mismatch !== undefined) context.addIssue({ code: 'custom', message: mismatch });
}).nullable();
