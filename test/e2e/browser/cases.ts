import { phantom, phantomSettings } from '../../../src/commands/doctor-phantom.js';
import {
  aggregations, defaultSettings, pyradiomicsAggregation, pyradiomicsFamilies,
  type ExtractionSettings, type extractFeatures, type FilterSettings, type Grid, type Mask, type perturb, type randomFrom, type responseMap, type Volume,
} from '../../../src/radiomics/index.js';
import { cbrt } from '../../../src/radiomics/numbers/cbrt.js';
import { exp } from '../../../src/radiomics/numbers/exp.js';
import { log, log2 } from '../../../src/radiomics/numbers/logarithms.js';
import { norm } from '../../../src/radiomics/numbers/powers.js';
import { cos, sin } from '../../../src/radiomics/numbers/sin-cos.js';

/** The engine, as a page or Node has it. */
export interface Engine {
  readonly extractFeatures: typeof extractFeatures;
  readonly perturb: typeof perturb;
  readonly randomFrom: typeof randomFrom;
  readonly responseMap: typeof responseMap;
}

/** What one case gave: a number under every name, in a fixed order. */
export interface CaseValues {
  readonly name: string;
  readonly values: readonly (readonly [string, number])[];
}

const size = [26, 22, 18] as const;
const grid: Grid = { size, spacingMm: [1.5, 1.7, 2.5], affine: [1.5, 0, 0, 0, 0, 1.7, 0, 0, 0, 0, 2.5, 0, 0, 0, 0, 1] };

/** A bright ball in noise, by a generator that knows only integers: the same in every engine. */
function synthetic(): { readonly volume: Volume; readonly mask: Mask } {
  const [nx, ny, nz] = size;
  const voxels = new Float32Array(nx * ny * nz);
  const inside = new Uint8Array(voxels.length);
  let state = 20_251;
  for (let i = 0; i < voxels.length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const [x, y, z] = [i % nx - nx / 2, Math.floor(i / nx) % ny - ny / 2, Math.floor(i / (nx * ny)) - nz / 2];
    const distance = x * x / 81 + y * y / 64 + z * z / 36;
    voxels[i] = (state >>> 23) / 3 + (distance < 0.6 ? 180 : 0) - 120;
    if (distance < 1 && !(x > 3 && y > 2)) inside[i] = 1;
  }
  return { volume: { grid, voxels }, mask: { grid, voxels: inside } };
}

const in3D = aggregations.filter((one) => one.startsWith('3D'));
const in2D = aggregations.filter((one) => one.startsWith('2'));
const cubic: ExtractionSettings['interpolation'] = { spacingMm: [1.3, 1.3, 2], method: 'cubic-spline', roundIntensities: false };

const measured: readonly (readonly [string, ExtractionSettings])[] = [
  ['cubic spline, 3D', { ...defaultSettings, interpolation: cubic, resegmentation: { range: [-200, 300], outlierSigma: 3 }, ivh: { method: 'FBN', bins: 1000 }, aggregation: in3D }],
  ['linear, by slice', {
    ...defaultSettings, approach: '2D', interpolation: { spacingMm: [2, 2, 2], method: 'linear', roundIntensities: true },
    resegmentation: { range: [-150, 300], outlierSigma: null }, discretisation: { method: 'FBS', binWidth: 12.5 }, aggregation: in2D,
  }],
  ['as PyRadiomics measures', {
    ...defaultSettings, compatibility: 'pyradiomics', families: pyradiomicsFamilies, aggregation: pyradiomicsAggregation,
    interpolation: { spacingMm: [1.3, 1.3, 2], method: 'cubic-spline', roundIntensities: false },
  }],
];

const common = { dimensions: '3D', boundary: 'mirror', rotationInvariance: null } as const;
const turned = { ...common, rotationInvariance: { pooling: 'average' } } as const;
const filters: readonly FilterSettings[] = [
  { ...common, name: 'mean', supportVoxels: 5 },
  { ...common, name: 'laplacian-of-gaussian', sigmaMm: 2.5, cutoffSigma: 4 },
  // Not by the average: that of an odd kernel over all rotations is nothing but rounding.
  { ...common, rotationInvariance: { pooling: 'max' }, name: 'laws', kernel: 'L5E5S5', energyDistance: 3 },
  { ...turned, dimensions: '2D', name: 'gabor', sigmaMm: 3, wavelengthMm: 4, gamma: 1.5, thetaDegrees: null, thetaStepDegrees: 45, response: 'modulus', orthogonalPlanes: false },
  { ...common, dimensions: '2D', name: 'gabor', sigmaMm: 2.5, wavelengthMm: 5, gamma: 0.7, thetaDegrees: 20, thetaStepDegrees: null, response: 'real', orthogonalPlanes: false },
  { ...common, rotationInvariance: { pooling: 'max' }, name: 'gabor', sigmaMm: 2, wavelengthMm: 3, gamma: 1, thetaDegrees: null, thetaStepDegrees: 22.5, response: 'modulus', orthogonalPlanes: true },
  { ...turned, name: 'separable-wavelet', family: 'coif1', subband: 'LHH', level: 1 },
  { ...common, name: 'simoncelli', level: 1 },
  { ...common, name: 'simoncelli', level: 2 },
  { ...common, dimensions: '2D', name: 'simoncelli', level: 2 },
  { ...common, name: 'riesz-laplacian-of-gaussian', sigmaMm: 2.5, cutoffSigma: 4, order: [1, 1, 0] },
  { ...common, name: 'riesz-simoncelli', level: 1, order: [0, 2, 0] },
];

function featuresOf({ extractFeatures: extract }: Engine, { volume, mask }: { readonly volume: Volume; readonly mask: Mask }, settings: ExtractionSettings): CaseValues['values'] {
  const result = extract(volume, mask, settings);
  if (result.kind !== 'measured') throw new Error(result.detail);
  return [...Object.entries(result.diagnostics), ...result.features.map(({ tag, value }) => [tag, value] as const)];
}

function filterCase(engine: Engine, filter: FilterSettings): CaseValues {
  const { volume, mask } = synthetic();
  const settings: ExtractionSettings = { ...defaultSettings, interpolation: cubic, aggregation: in3D, filter };
  const map = engine.responseMap(volume, settings);
  if (!('voxels' in map)) throw new Error(map.detail);
  const voxels = Array.from(map.voxels, (value, i) => [`voxel ${i} of the map`, value] as const);
  return { name: `synthetic volume, filter ${JSON.stringify(filter)}`, values: [...featuresOf(engine, { volume, mask }, settings), ...voxels] };
}

/** Noise, a turn, growth and another contour, and what is measured then. */
function perturbedCase(engine: Engine): CaseValues {
  const { volume, mask } = synthetic();
  const random = engine.randomFrom([20_251, 3]);
  const perturbed = engine.perturb({ volume, mask, noiseSigma: 7, within: 'surroundings' }, { noise: 1, translation: [0.25, 0.5, 0], rotationDegrees: 5, growth: 0.1, contour: 1 }, random);
  const voxels = Array.from(perturbed.volume.voxels, (value, i) => [`voxel ${i}`, value] as const);
  return { name: 'synthetic volume, perturbed', values: [...featuresOf(engine, perturbed, { ...defaultSettings, interpolation: cubic }), ...voxels] };
}

/** Functions that the engine computes with, over ranges that it meets and beyond. */
const functions: Readonly<Record<string, (x: number) => number>> = {
  'sqrt': (x) => Math.sqrt(x), 'norm': (x) => norm(x, 3.3 * x, 1 - x), 'exp': (x) => exp(-30 * x), 'exp, all': (x) => exp(1450 * x - 745), 'log': (x) => log(x), 'log2': (x) => log2(x),
  'cos': (x) => cos(2 * Math.PI * x), 'sin': (x) => sin(2 * Math.PI * x), 'sin, large': (x) => sin(1e9 * x), 'cbrt': (x) => cbrt(1e5 * x),
};

/** What each function gives over even steps of 0 to 1. */
export const runFunctions = (): readonly CaseValues[] => Object.entries(functions).map(([name, of]) =>
  ({ name, values: Array.from({ length: 20_000 }, (_, i) => [`${i}`, of((i + 0.5) / 20_000)] as const) }));

/** The IBSI digital phantom, and a synthetic volume interpolated, filtered and perturbed: every family and every filter. */
export const runCases = (engine: Engine): readonly CaseValues[] => [
  { name: 'IBSI digital phantom', values: featuresOf(engine, phantom, phantomSettings) },
  ...measured.map(([name, settings]) => ({ name: `synthetic volume, ${name}`, values: featuresOf(engine, synthetic(), settings) })),
  ...filters.map((filter) => filterCase(engine, filter)),
  perturbedCase(engine),
];
