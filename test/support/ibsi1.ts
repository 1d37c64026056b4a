import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { phantomSettings, type ReferenceValue } from '../../src/commands/doctor-phantom.js';
import {
  defaultSettings, extractFeatures, type Aggregation, type ExtractionSettings, type InterpolationMethod, type Mask, type Volume,
} from '../../src/radiomics/index.js';
import { readNiftiMask, readNiftiVolume } from '../../src/volumes/read-nifti.js';
import { reference, referenceData } from './real.js';

// Reference values of the Image Biomarker Standardisation Initiative (doi:10.1148/radiol.2020191145); they stay outside the project.
const base = join(reference, 'reference/ibsi1');
export const ibsi1Data = referenceData('reference/ibsi1');

const in2D: readonly Aggregation[] = ['2D_avg', '2D_comb', '2_5D_avg', '2_5D_comb', '2D', '2_5D'];
const in3D: readonly Aggregation[] = ['3D_avg', '3D_comb', '3D'];
const resample = (spacingMm: readonly [number, number, number], method: InterpolationMethod): ExtractionSettings['interpolation'] =>
  ({ spacingMm, method, roundIntensities: true });
const common: ExtractionSettings = { ...defaultSettings, discretisation: null, aggregation: in3D };

/** The configurations of IBSI 1 by name. */
export const configurations: Readonly<Record<string, ExtractionSettings>> = {
  digital_phantom: phantomSettings,
  A: {
    ...common, approach: '2D', resegmentation: { range: [-500, 400], outlierSigma: null },
    discretisation: { method: 'FBS', binWidth: 25 }, aggregation: in2D,
  },
  B: {
    ...common, interpolation: resample([2, 2, 3], 'linear'), approach: '2D', resegmentation: { range: [-500, 400], outlierSigma: null },
    discretisation: { method: 'FBN', bins: 32 }, aggregation: in2D,
  },
  C: {
    ...common, interpolation: resample([2, 2, 2], 'linear'), resegmentation: { range: [-1000, 400], outlierSigma: null },
    discretisation: { method: 'FBS', binWidth: 25 }, ivh: { method: 'FBS', binWidth: 2.5 },
  },
  D: {
    ...common, interpolation: resample([2, 2, 2], 'linear'), resegmentation: { range: null, outlierSigma: 3 },
    discretisation: { method: 'FBN', bins: 32 },
  },
  E: {
    ...common, interpolation: resample([2, 2, 2], 'cubic-spline'), resegmentation: { range: [-1000, 400], outlierSigma: 3 },
    discretisation: { method: 'FBN', bins: 32 }, ivh: { method: 'FBN', bins: 1000 },
  },
};

/** A standardised value with what it is of. */
export interface Ibsi1Reference extends ReferenceValue {
  readonly config: string;
  readonly feature: string;
  readonly code: string | null;
  readonly family: string;
  /** Of the image or the mask on the way, not a feature. */
  readonly kind: 'feature' | 'diagnostic';
}

const rowSchema = z.object({
  config: z.string(), tag: z.string(), feature_tag: z.string(), ibsi_code: z.string().nullable(), family: z.string(),
  value: z.number().nullable(), tolerance: z.number().nullable(), standardised: z.boolean(), diagnostic: z.boolean(),
});

/** The image beyond the ROI is not interpolated, so what describes it as a whole is not computed. */
const notComputed = /^(mean|min|max)_int_interp_img$/;

/** Every standardised value, in the order of the file. */
export function readIbsi1References(): readonly Ibsi1Reference[] {
  const rows = z.array(rowSchema).parse(JSON.parse(readFileSync(join(base, 'reference/ibsi1_reference.json'), 'utf8')));
  return rows.flatMap(({ config, tag, feature_tag: feature, ibsi_code: code, family, value, tolerance, standardised, diagnostic }) =>
    (!standardised || value === null || notComputed.test(tag) ? []
      : [{ config, tag, feature, code, family, expected: value, tolerance: tolerance ?? 0, kind: diagnostic ? 'diagnostic' : 'feature' }]));
}

/** Image and mask of a phantom, as files of the reference data. */
export interface PhantomFiles {
  readonly image: string;
  readonly mask: string;
}

/** Where the phantom of a configuration lies. */
export function phantomOf(config: string): PhantomFiles {
  const at = join(base, config === 'digital_phantom' ? config : 'ct_phantom');
  return { image: join(at, 'phantom.nii.gz'), mask: join(at, 'mask.nii.gz') };
}

export async function readPhantom({ image, mask }: PhantomFiles): Promise<{ readonly volume: Volume; readonly mask: Mask }> {
  const read = await readNiftiVolume(image);
  if (!read.ok) throw new Error(read.problem.text);
  const region = await readNiftiMask(mask, read.value);
  if (!region.ok) throw new Error(region.problem.text);
  return { volume: read.value.volume, mask: region.value.mask };
}

/** Phantoms that were read already: a file with many settings reads them once. */
const kept = new Map<string, ReturnType<typeof readPhantom>>();

/** Every value that settings give of a phantom, by tag; the diagnostics stand among them. */
export async function valuesOf(files: PhantomFiles, settings: ExtractionSettings): Promise<ReadonlyMap<string, number>> {
  const reading = kept.get(files.image) ?? readPhantom(files);
  kept.set(files.image, reading);
  const { volume, mask } = await reading;
  const result = extractFeatures(volume, mask, settings);
  if (result.kind !== 'measured') throw new Error(result.detail);
  return new Map([...Object.entries(result.diagnostics), ...result.features.map(({ tag, value }) => [tag, value] as const)]);
}
