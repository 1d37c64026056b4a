import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  catalogueEntry, defaultSettings, extractFeatures, type Aggregation, type ExtractionSettings, type InterpolationMethod,
} from '../../src/radiomics/index.js';
import { readNiftiMask, readNiftiVolume } from '../../src/volumes/read-nifti.js';

// Reference values of the Image Biomarker Standardisation Initiative (doi:10.1148/radiol.2020191145); they stay outside the project.
const shared = process.env.SARCOLENS_REFERENCE ?? resolve(import.meta.dirname, '../../../shared');
const base = join(shared, 'reference/ibsi1');

interface Reference {
  readonly config: string;
  readonly tag: string;
  readonly feature_tag: string;
  readonly ibsi_code: string | null;
  readonly value: number | null;
  readonly tolerance: number;
  readonly standardised: boolean;
}

const in2D: readonly Aggregation[] = ['2D_avg', '2D_comb', '2_5D_avg', '2_5D_comb', '2D', '2_5D'];
const in3D: readonly Aggregation[] = ['3D_avg', '3D_comb', '3D'];
const resample = (spacingMm: readonly [number, number, number], method: InterpolationMethod): ExtractionSettings['interpolation'] =>
  ({ spacingMm, method, roundIntensities: true });
const common: ExtractionSettings = { ...defaultSettings, discretisation: null, aggregation: in3D };

const configurations: Readonly<Record<string, ExtractionSettings>> = {
  digital_phantom: { ...common, aggregation: [...in2D, ...in3D] },
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

/** The image beyond the ROI is not interpolated, so what describes it as a whole is not computed. */
const notComputed = /^(mean|min|max)_int_interp_img$/;
const present = existsSync(base);
const references = present
  ? (JSON.parse(readFileSync(join(base, 'reference/ibsi1_reference.json'), 'utf8')) as Reference[])
    .filter((r) => r.standardised && r.value !== null && !notComputed.test(r.tag))
  : [];

/** IBSI publishes three significant digits; a value agrees when it does so after rounding, or exactly. */
const round3 = (x: number): number => (x === 0 ? 0 : Number(x.toPrecision(3)));

async function valuesOf(name: string): Promise<Map<string, number>> {
  const at = join(base, name === 'digital_phantom' ? name : 'ct_phantom');
  const image = await readNiftiVolume(join(at, 'phantom.nii.gz'));
  if (!image.ok) throw new Error(image.problem.text);
  const mask = await readNiftiMask(join(at, 'mask.nii.gz'), image.value);
  if (!mask.ok) throw new Error(mask.problem.text);
  const result = extractFeatures(image.value.volume, mask.value.mask, configurations[name]);
  if (result.kind !== 'measured') throw new Error(result.detail);
  return new Map([...Object.entries(result.diagnostics), ...result.features.map(({ tag, value }) => [tag, value] as const)]);
}

if (!present) describe.skip(`IBSI-1: no reference data at ${base} (SARCOLENS_REFERENCE)`, () => { it('is left out', () => undefined); });
else {
  describe.each(Object.keys(configurations))('IBSI-1 configuration %s', (name) => {
    let values: Map<string, number>;
    beforeAll(async () => { values = await valuesOf(name); });

    const rows = references.filter((r) => r.config === name).map((r) => [r.tag, r.value ?? NaN, r.tolerance] as const);
    test.each(rows)('%s is %d ± %d', (tag, expected, tolerance) => {
      const value = values.get(tag) ?? NaN;
      if (value !== expected) expect(Math.abs(round3(value) - expected)).toBeLessThanOrEqual(tolerance + 1e-12);
    });
  });

  test('the catalogue gives every standardised feature the code of the reference', () => {
    for (const { feature_tag: tag, ibsi_code: code } of references.filter((r) => r.ibsi_code !== null))
      expect([tag, catalogueEntry(tag)?.ibsi]).toEqual([tag, code]);
  });
}
