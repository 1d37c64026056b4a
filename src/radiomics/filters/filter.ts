import type { FilterSettings } from '../filter-settings.js';
import { boxSize, perAxis, voxelCount, type Box, type Triple } from '../preprocessing/box.js';
import { boxOfChains, distinct, forEachResponse, type Chain, type Place } from './chains.js';
import { axialPlane, orthogonalPlanes } from './gabor.js';
import { bankReach, forEachGaborResponse, type GaborBank } from './gabor-response.js';
import { laplacianChains } from './laplacian-of-gaussian.js';
import { lawsTaps } from './laws.js';
import { meanChain } from './mean.js';
import { boxNeeded, restricted, union, type Part } from './part.js';
import { rotated } from './rotations.js';
import { rieszResponse, simoncelliResponse } from './spectral-response.js';
import { waveletChains } from './wavelet.js';

/** How a filter is applied to a box of an image. */
export interface FilterPlan {
  /** What of the image must be known for it. */
  readonly needs: Box;
  /** The response in the box, x fastest, from a part of the image that holds at least `needs`. */
  readonly respond: (part: Part) => Float64Array;
}

/** The image that is filtered, and the voxels whose response is asked for. */
export interface Target {
  readonly imageSize: Triple;
  readonly spacingMm: Triple;
  readonly box: Box;
}

type Pooling = 'max' | 'average' | 'sum';

/** Takes responses one by one and pools them by voxel. */
function pool(length: number, pooling: Pooling): { readonly add: (response: Float64Array) => void; readonly result: () => Float64Array } {
  const pooled = new Float64Array(length).fill(pooling === 'max' ? -Infinity : 0);
  let count = 0;
  return {
    add(response) {
      count += 1;
      if (pooling === 'max') for (let i = 0; i < length; i += 1) pooled[i] = Math.max(pooled[i], response[i]);
      else for (let i = 0; i < length; i += 1) pooled[i] += response[i];
    },
    result() {
      if (pooling === 'average') for (let i = 0; i < length; i += 1) pooled[i] /= count;
      return pooled;
    },
  };
}

function planChains(chains: readonly Chain[], place: Place, pooling: Pooling): FilterPlan {
  const needs = boxOfChains(chains, place);
  return {
    needs,
    respond(part) {
      const pooled = pool(voxelCount(boxSize(place.box)), pooling);
      forEachResponse(restricted(part, needs), chains, place, pooled.add);
      return pooled.result();
    },
  };
}

/** Laws' energy: the mean of absolute responses within a Chebyshev distance (IBSI PQSD). */
function planEnergy(of: (box: Box) => FilterPlan, energy: Chain, place: Place): FilterPlan {
  const box = boxOfChains([energy], place);
  const inner = of(box);
  return {
    needs: inner.needs,
    respond(part) {
      const absolute = inner.respond(part).map((value) => Math.abs(value));
      return planChains([energy], place, 'sum').respond({ box, imageSize: place.imageSize, voxels: absolute });
    },
  };
}

const axesOf = ({ dimensions }: FilterSettings): readonly number[] => (dimensions === '2D' ? [0, 1] : [0, 1, 2]);

type Laws = Extract<FilterSettings, { name: 'laws' }>;
type GaborFilter = Extract<FilterSettings, { name: 'gabor' }>;

function planLaws(settings: Laws, place: Place): FilterPlan {
  const taps = lawsTaps(settings.kernel);
  if (taps === undefined) throw new Error(`planFilter: there is no Laws kernel ${settings.kernel}.`);
  const turns = settings.rotationInvariance === null ? [taps] : rotated(taps);
  const chains = distinct(turns.map((kernel) => kernel.map((one, axis) => ({ axis, taps: one }))));
  const of = (box: Box): FilterPlan => planChains(chains, { ...place, box }, settings.rotationInvariance?.pooling ?? 'sum');
  return settings.energyDistance === null ? of(place.box) : planEnergy(of, meanChain(2 * settings.energyDistance + 1, axesOf(settings)), place);
}

const radians = (degrees: number): number => degrees * Math.PI / 180;

/** The angles of a filter; those half a turn apart give conjugate responses, which modulus and real part do not tell apart. */
function anglesOf({ thetaDegrees, thetaStepDegrees, response }: GaborFilter): readonly number[] {
  if (thetaStepDegrees === null) return [radians(thetaDegrees ?? 0)];
  const first = thetaDegrees ?? 0;
  const turn = Number.isInteger(180 / thetaStepDegrees) && response !== 'imaginary' ? 180 : 360;
  return Array.from({ length: Math.ceil(turn / thetaStepDegrees - 1e-9) }, (_, k) => radians(first + k * thetaStepDegrees));
}

function planGabor(settings: GaborFilter, place: Place, spacingMm: Triple): FilterPlan {
  const { sigmaMm, wavelengthMm, gamma, response, rotationInvariance } = settings;
  const angles = anglesOf(settings);
  const banks = (settings.orthogonalPlanes ? orthogonalPlanes : [axialPlane]).map((plane): GaborBank => ({ gabor: { sigmaMm, wavelengthMm, gamma }, angles, plane, spacingMm }));
  const isMax = rotationInvariance?.pooling === 'max';
  const valueOf = { modulus: (re: number, im: number) => Math.sqrt(re * re + im * im), real: (re: number) => re, imaginary: (_: number, im: number) => im }[response];
  return {
    needs: banks.map((bank) => boxNeeded(place.box, bankReach(bank), place.imageSize, place.boundary)).reduce(union),
    respond(part) {
      const pooled = new Float64Array(voxelCount(boxSize(place.box))).fill(isMax ? -Infinity : 0);
      for (const bank of banks) {
        forEachGaborResponse(part, bank, place, (i, re, im) => { pooled[i] = isMax ? Math.max(pooled[i], valueOf(re, im)) : pooled[i] + valueOf(re, im); });
      }
      return isMax ? pooled : pooled.map((sum) => sum / (banks.length * angles.length));
    },
  };
}

/** How a filter of IBSI 2 (doi:10.1148/radiol.231319) is computed for a box of an image: only what the box needs. */
export function planFilter(settings: FilterSettings, { imageSize, spacingMm, box }: Target): FilterPlan {
  const place: Place = { imageSize, box, boundary: settings.boundary };
  const axes = axesOf(settings);
  const whole: Box = { low: [0, 0, 0], high: perAxis((axis) => imageSize[axis] - 1) };
  switch (settings.name) {
    case 'mean': return planChains([meanChain(settings.supportVoxels, axes)], place, 'sum');
    case 'laplacian-of-gaussian': return planChains(laplacianChains(settings, spacingMm, axes), place, 'sum');
    case 'laws': return planLaws(settings, place);
    case 'gabor': return planGabor(settings, place, spacingMm);
    case 'separable-wavelet':
      return planChains(distinct(waveletChains(settings, settings.rotationInvariance === null ? 'as-is' : 'every-right-angle')), place, settings.rotationInvariance?.pooling ?? 'sum');
    case 'simoncelli': return { needs: whole, respond: (part) => simoncelliResponse(restricted(part, whole), { level: settings.level, order: null, axes }, box) };
    case 'riesz-simoncelli': return { needs: whole, respond: (part) => simoncelliResponse(restricted(part, whole), { level: settings.level, order: settings.order, axes }, box) };
    case 'riesz-laplacian-of-gaussian':
      return { needs: whole, respond: (part) => rieszResponse(restricted(part, whole), { chains: laplacianChains(settings, spacingMm, axes), order: settings.order, axes }, box, settings.boundary) };
  }
}
