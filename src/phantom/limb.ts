import { smoothNoise } from './noise.js';
import type { TimePointTruth } from './course.js';

export type Tissue = 'air' | 'fat' | 'muscle' | 'cortical-bone' | 'marrow' | 'oedema' | 'rim' | 'necrosis';

/** Millimetres in the patient's system (LPS); the limb's axis is z, its centre the origin. */
export type Point = readonly [number, number, number];

/** A limb with its lesion at one time point. */
export interface Limb {
  readonly tissueAt: (point: Point) => Tissue;
  /** Below 1 inside the lesion, 1 on its surface, growing in proportion to the distance from its centre. */
  readonly lesionDistance: (point: Point) => number;
  /** Heterogeneity of the viable rim, −1 to 1. */
  readonly textureAt: (point: Point) => number;
  readonly lesionCentre: Point;
}

const skin = { x: 92, y: 84 } as const;
const fatMm = 9;
const bone: readonly [number, number] = [-28, 30];
const corticalMm = 15;
const marrowMm = 9;
const centre: Point = [18, -14, 4];
/** Half axes of the lesion, relative to a sphere of the same volume; their product is 1. */
const shape: Point = [0.95, 0.85, 1 / (0.95 * 0.85)];
const oedemaShare = 1.22;
const wobble = 0.06;

const length = (x: number, y: number, z = 0): number => Math.sqrt(x * x + y * y + z * z);

/** The limb of a patient at a time point: skin, fat, muscle, bone, and a lesion with necrotic core, viable rim and oedema. */
export function limbWith(seed: number, { volumeMl, necrosis }: Pick<TimePointTruth, 'volumeMl' | 'necrosis'>): Limb {
  const radiusMm = Math.cbrt((volumeMl * 1000 * 3) / (4 * Math.PI));
  const lesionDistance = ([x, y, z]: Point): number => {
    const offset: Point = [(x - centre[0]) / shape[0], (y - centre[1]) / shape[1], (z - centre[2]) / shape[2]];
    const fromCentre = length(...offset);
    if (fromCentre === 0) return 0;
    const bulge = smoothNoise(seed + 3, [offset[0] / fromCentre, offset[1] / fromCentre, offset[2] / fromCentre], 0.7);
    return fromCentre / (radiusMm * (1 + wobble * bulge));
  };
  const textureAt = (point: Point): number => 0.65 * smoothNoise(seed + 5, point, 14) + 0.35 * smoothNoise(seed + 7, point, 6);
  const coreShare = Math.cbrt(necrosis);
  const tissueAt = (point: Point): Tissue => {
    const [x, y] = point;
    if (length(x / skin.x, y / skin.y) > 1) return 'air';
    const toLesion = lesionDistance(point);
    if (toLesion < coreShare * (1 + 0.2 * smoothNoise(seed + 11, point, 16))) return 'necrosis';
    if (toLesion < 1) return 'rim';
    const toBone = length(x - bone[0], y - bone[1]);
    if (toBone < corticalMm) return toBone < marrowMm ? 'marrow' : 'cortical-bone';
    if (length(x / (skin.x - fatMm), y / (skin.y - fatMm)) > 1) return 'fat';
    return toLesion < oedemaShare ? 'oedema' : 'muscle';
  };
  return { tissueAt, lesionDistance, textureAt, lesionCentre: centre };
}
