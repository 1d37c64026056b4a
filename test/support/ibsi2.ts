import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseExtractionSettings } from '../../src/analysis/extraction-settings.js';
import { responseMap, type ExtractionSettings, type Volume } from '../../src/radiomics/index.js';
import { readNiftiVolume } from '../../src/volumes/read-nifti.js';
import { type Real, reference, referenceData } from './real.js';

// Consensus response maps and reference values of IBSI 2 (CC0; doi:10.1148/radiol.231319); they stay outside the project.
const base = join(reference, 'reference/ibsi2');
export const ibsi2Data: readonly Real[] = [referenceData('reference/ibsi2'), referenceData('reference/ibsi1/ct_phantom')];

const asked = { filter: z.string(), dimension: z.string(), padding: z.string(), params: z.record(z.string(), z.unknown()) };
const mapSchema = z.object({ ...asked, test_id: z.string(), phantom: z.string(), reference_map: z.string(), range: z.array(z.number()), tolerance_abs: z.number(), consensus: z.string() });
const valueSchema = z.object({ ...asked, filter_id: z.string(), tag: z.string(), ibsi_code: z.string(), value: z.number().nullable(), tolerance: z.number().nullable() });

/** A filter in the words of the reference files. */
type Asked = Pick<z.infer<typeof mapSchema>, keyof typeof asked>;

/** A filter of the reference files as a configuration names it; a configuration checks what comes out. */
function filterOf({ filter, dimension, padding, params: p }: Asked): Readonly<Record<string, unknown>> | null {
  const dimensions = dimension.startsWith('2D') ? '2D' : '3D';
  const planar = dimensions === '2D';
  const common = { dimensions, boundary: padding, rotationInvariance: p.rotation_invariance === true ? { pooling: p.pooling } : null };
  const gaussian = { sigmaMm: p.sigma_mm, cutoffSigma: p.cutoff_sigma };
  switch (filter.replace(/ \(undecimated\)$/, '')) {
    case 'none': return null;
    case 'mean': return { ...common, name: 'mean', supportVoxels: p.support };
    case 'LoG': return { ...common, name: 'laplacian-of-gaussian', ...gaussian };
    case 'Laws': return { ...common, name: 'laws', kernel: p.kernel ?? (planar ? p.kernel_2d : p.kernel_3d), energyDistance: p.energy === true ? p.delta : null };
    case 'Gabor': return {
      ...common, dimensions: '2D', name: 'gabor', sigmaMm: p.sigma_mm, wavelengthMm: p.lambda_mm, gamma: p.gamma, response: p.response,
      thetaDegrees: p.theta_deg ?? null, thetaStepDegrees: p.theta_step_deg ?? null,
      orthogonalPlanes: p.orthogonal_planes === 'average' || (!planar && p.orthogonal_planes_3d === 'average'),
    };
    case 'separable wavelet': return { ...common, name: 'separable-wavelet', family: p.family, subband: p.subband ?? (planar ? p.subband_2d : p.subband_3d), level: p.level };
    case 'non-separable wavelet (Simoncelli)': return { ...common, name: 'simoncelli', level: p.level };
    case 'Riesz (LoG)': return { ...common, name: 'riesz-laplacian-of-gaussian', ...gaussian, order: p.riesz_order };
    case 'Riesz (Simoncelli)': return { ...common, name: 'riesz-simoncelli', level: p.level, order: p.riesz_order };
    default: throw new Error(`no filter of the configuration is ${filter}`);
  }
}

function settingsOf(configuration: Readonly<Record<string, unknown>>): ExtractionSettings {
  const settings = parseExtractionSettings(configuration);
  if (!settings.ok) throw new Error(settings.problem.text);
  return settings.value;
}

const read = (name: string): unknown => JSON.parse(readFileSync(join(base, 'reference', name), 'utf8'));

/** A consensus response map, and how it is to be made. */
export interface MapTest {
  readonly id: string;
  readonly filter: string;
  readonly image: string;
  readonly map: string;
  readonly settings: ExtractionSettings;
  /** 1 % of the map's range, and what single precision takes from its largest value. */
  readonly tolerance: number;
  readonly consensus: string;
}

/** The 33 maps of phase 1. */
export const readMapTests = (): readonly MapTest[] => z.object({ tests: z.array(mapSchema) }).parse(read('phase1_tests.json')).tests.map((one) => ({
  id: one.test_id, filter: one.filter, image: join(base, 'digital_phantoms', `${one.phantom}.nii.gz`), map: join(base, one.reference_map),
  settings: settingsOf({ filter: filterOf(one) }), tolerance: one.tolerance_abs + 6e-8 * Math.max(...one.range.map(Math.abs)), consensus: one.consensus,
}));

async function readVolume(path: string): Promise<Volume> {
  const image = await readNiftiVolume(path);
  if (!image.ok) throw new Error(image.problem.text);
  return image.value.volume;
}

/** Largest difference of any voxel from the consensus map; NaN where one voxel is none. */
export async function largestDifference({ image, map, settings }: MapTest): Promise<number> {
  const [ours, theirs] = [responseMap(await readVolume(image), settings), await readVolume(map)];
  if ('reason' in ours) throw new Error(ours.detail);
  if (ours.grid.size.join() !== theirs.grid.size.join()) throw new Error(`the map has ${ours.grid.size.join(' × ')} voxels, ${theirs.grid.size.join(' × ')} were expected`);
  return ours.voxels.reduce((worst, value, i) => Math.max(worst, Math.abs(value - theirs.voxels[i])), 0);
}

/** A filter of phase 2 with the values of the CT phantom that it gives. */
export interface FilterTest {
  readonly id: string;
  readonly filter: string;
  readonly settings: ExtractionSettings;
  readonly values: readonly { readonly tag: string; readonly code: string; readonly expected: number; readonly tolerance: number }[];
}

/** Re-segmentation looks at the image before its filter. */
const phase2Settings = (one: Asked): ExtractionSettings => settingsOf({
  interpolation: one.dimension === '2D' ? null : { spacingMm: [1, 1, 1], method: 'cubic-spline', roundIntensities: true },
  approach: one.dimension, resegmentation: { range: [-1000, 400], outlierSigma: null }, discretisation: null, aggregation: [],
  families: ['intensity-statistics'], filter: filterOf(one),
});

/** The 323 values of phase 2, by filter. */
export function readFilterTests(): readonly FilterTest[] {
  const rows = z.object({ values: z.array(valueSchema) }).parse(read('phase2_reference.json')).values;
  return [...Map.groupBy(rows, (row) => row.filter_id)].map(([id, group]) => ({
    id, filter: group[0].filter, settings: phase2Settings(group[0]),
    values: group.flatMap(({ tag, ibsi_code: code, value, tolerance }) => (value === null ? [] : [{ tag, code, expected: value, tolerance: tolerance ?? 0 }])),
  }));
}
