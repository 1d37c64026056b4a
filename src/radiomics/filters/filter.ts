import type { FilterSettings } from '../filter-settings.js';
import { boxSize, perAxis, voxelCount, type Box, type Triple } from '../preprocessing/box.js';
import { distinct, forEachResponse, planned, type Chain, type Place, type Way } from './chains.js';
import { axialPlane, orthogonalPlanes } from './gabor.js';
import { bankReach, forEachGaborResponse, type GaborBank } from './gabor-response.js';
import { laplacianChains } from './laplacian-of-gaussian.js';
import { lawsTaps } from './laws.js';
import { meanChain } from './mean.js';
import { boxNeeded, restricted, union, type Part } from './part.js';
import { rotated } from './rotations.js';
import { rieszResponse, simoncelliResponse } from './spectral-response.js';
import type { Spans } from './spans.js';
import { waveletChains } from './wavelet.js';

/** How a filter is applied to spans of an image. */
export interface FilterPlan {
  /** What of the image must be known for it. */
  readonly needs: Box;
  /** The response in the box of the spans, x fastest, from a part of the image that holds at least `needs`; beyond the spans it may be anything. Filters that share a `way` share what they begin with. */
  readonly respond: (part: Part, way?: Way) => Float64Array;
}

/** The image that is filtered, and what of its response is asked for. */
export interface Target {
  readonly imageSize: Triple;
  readonly spacingMm: Triple;
  readonly wanted: Spans;
}

type Pooling = 'max' | 'average' | 'sum';

/** Takes responses one by one and pools them by voxel, in the first of them. */
function pool(pooling: Pooling): { readonly add: (response: Float64Array) => void; readonly result: () => Float64Array } {
  let pooled: Float64Array = new Float64Array(0);
  let count = 0;
  return {
    add(response) {
      count += 1;
      if (count === 1) pooled = response;
      else if (pooling === 'max') for (let i = 0; i < pooled.length; i += 1) pooled[i] = Math.max(pooled[i], response[i]);
      else for (let i = 0; i < pooled.length; i += 1) pooled[i] += response[i];
    },
    result() {
      if (pooling === 'average' && count > 1) for (let i = 0; i < pooled.length; i += 1) pooled[i] /= count;
      return pooled;
    },
  };
}

function planChains(chains: readonly Chain[], place: Place, pooling: Pooling): FilterPlan {
  const plan = planned(chains, place);
  return {
    needs: plan.map(({ wanted }) => wanted[0].box).reduce(union),
    respond(part, way = []) {
      const pooled = pool(pooling);
      // Several chains are those of one scale or all rotations: no other filter begins like them.
      forEachResponse(part, plan, { boundary: place.boundary, way: plan.length === 1 ? way : [] }, pooled.add);
      return pooled.result();
    },
  };
}

/** Laws' energy: the mean of absolute responses within a Chebyshev distance (IBSI PQSD). */
function planEnergy(of: (wanted: Spans) => FilterPlan, energy: Chain, place: Place): FilterPlan {
  const [{ wanted: [before] }] = planned([energy], place);
  const inner = of(before);
  return {
    needs: inner.needs,
    respond(part, way) {
      const absolute = inner.respond(part, way).map((value) => Math.abs(value));
      return planChains([energy], place, 'sum').respond({ box: before.box, imageSize: place.imageSize, voxels: absolute });
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
  const of = (wanted: Spans): FilterPlan => planChains(chains, { ...place, wanted }, settings.rotationInvariance?.pooling ?? 'sum');
  return settings.energyDistance === null ? of(place.wanted) : planEnergy(of, meanChain(2 * settings.energyDistance + 1, axesOf(settings)), place);
}

const radians = (degrees: number): number => degrees * Math.PI / 180;

/** The angles of a filter; those half a turn apart give conjugate responses, which modulus and real part do not tell apart. */
function anglesOf({ thetaDegrees, thetaStepDegrees, response }: GaborFilter): readonly number[] {
  if (thetaStepDegrees === null) return [radians(thetaDegrees ?? 0)];
  const first = thetaDegrees ?? 0;
  const turn = Number.isInteger(180 / thetaStepDegrees) && response !== 'imaginary' ? 180 : 360;
  return Array.from({ length: Math.ceil(turn / thetaStepDegrees - 1e-9) }, (_, k) => radians(first + k * thetaStepDegrees));
}

function planGabor(settings: GaborFilter, { imageSize, spacingMm, wanted: { box } }: Target): FilterPlan {
  const { sigmaMm, wavelengthMm, gamma, response, rotationInvariance } = settings;
  const angles = anglesOf(settings);
  const banks = (settings.orthogonalPlanes ? orthogonalPlanes : [axialPlane]).map((plane): GaborBank => ({ gabor: { sigmaMm, wavelengthMm, gamma }, angles, plane, spacingMm }));
  const isMax = rotationInvariance?.pooling === 'max';
  const valueOf = { modulus: (re: number, im: number) => Math.sqrt(re * re + im * im), real: (re: number) => re, imaginary: (_: number, im: number) => im }[response];
  return {
    needs: banks.map((bank) => boxNeeded(box, bankReach(bank), imageSize, settings.boundary)).reduce(union),
    respond(part) {
      const pooled = new Float64Array(voxelCount(boxSize(box))).fill(isMax ? -Infinity : 0);
      for (const bank of banks) {
        forEachGaborResponse(part, bank, { box, boundary: settings.boundary }, (i, re, im) => { pooled[i] = isMax ? Math.max(pooled[i], valueOf(re, im)) : pooled[i] + valueOf(re, im); });
      }
      return isMax ? pooled : pooled.map((sum) => sum / (banks.length * angles.length));
    },
  };
}

/** How a filter of IBSI 2 (doi:10.1148/radiol.231319) is computed for spans of an image: only what they need. */
export function planFilter(settings: FilterSettings, target: Target): FilterPlan {
  const { imageSize, spacingMm, wanted } = target;
  const { box } = wanted;
  const place: Place = { imageSize, boundary: settings.boundary, wanted };
  const axes = axesOf(settings);
  const whole: Box = { low: [0, 0, 0], high: perAxis((axis) => imageSize[axis] - 1) };
  switch (settings.name) {
    case 'mean': return planChains([meanChain(settings.supportVoxels, axes)], place, 'sum');
    case 'laplacian-of-gaussian': return planChains(laplacianChains(settings, spacingMm, axes), place, 'sum');
    case 'laws': return planLaws(settings, place);
    case 'gabor': return planGabor(settings, target);
    case 'separable-wavelet':
      return planChains(distinct(waveletChains(settings, settings.rotationInvariance === null ? 'as-is' : 'every-right-angle')), place, settings.rotationInvariance?.pooling ?? 'sum');
    case 'simoncelli': return { needs: whole, respond: (part) => simoncelliResponse(restricted(part, whole), { level: settings.level, order: null, axes }, box) };
    case 'riesz-simoncelli': return { needs: whole, respond: (part) => simoncelliResponse(restricted(part, whole), { level: settings.level, order: settings.order, axes }, box) };
    case 'riesz-laplacian-of-gaussian':
      return { needs: whole, respond: (part) => rieszResponse(restricted(part, whole), { chains: laplacianChains(settings, spacingMm, axes), order: settings.order, axes }, box, settings.boundary) };
  }
}
