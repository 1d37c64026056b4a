import { norm } from '../numbers/powers.js';
import { boundingBox, grown, perAxis, type Box } from '../preprocessing/box.js';
import type { Mask, Volume } from '../volume.js';
import { adaptVolume } from './adapt-volume.js';
import { changesNothing, movesImage, type Perturbation } from './chain.js';
import { addNoise } from './noise.js';
import { patchOf, pasteBox, voxelsWithin, type Patch } from './patch.js';
import { randomiseContour } from './randomise-contour.js';
import type { Random } from './random.js';
import { moved } from './rigid.js';

/** What is perturbed. Volume and mask lie on one grid. */
export interface Subject {
  readonly volume: Volume;
  readonly mask: Mask;
  /** Standard deviation of the noise that is added, in the image's unit. */
  readonly noiseSigma: number;
  /** How much of the image changes: what the features of an unfiltered image can see, or all of it, as filters look further. */
  readonly within: 'surroundings' | 'whole-image';
}

/** Image around the ROI that features, interpolation and supervoxels may look at: beyond it nothing of the image counts. */
const marginMm = 25;
const marginVoxels = 12;

/** The mask's box with room for what a perturbation makes of it. */
function boxFor({ volume: { grid: { size, spacingMm } }, within }: Subject, tight: Box, { rotationDegrees, growth }: Perturbation): Box {
  if (within === 'whole-image') return { low: [0, 0, 0], high: perAxis((axis) => size[axis] - 1) };
  const extents = perAxis((axis) => (tight.high[axis] - tight.low[axis] + 1) * spacingMm[axis]);
  // A rotated ROI stays in the circle around its box; one of twice the volume is thicker by less than a third of its extent.
  const turned = rotationDegrees === 0 ? 0 : (norm(extents[0], extents[1]) - Math.min(extents[0], extents[1])) / 2;
  const thicker = growth > 0 ? 0.3 * Math.max(...extents) : 0;
  const least = voxelsWithin(marginMm + turned + thicker, spacingMm);
  return grown(tight, perAxis((axis) => Math.max(least[axis], marginVoxels)), size);
}

/** Noise, then rotation with translation, then the volume, then the contour: the order of Zwanenburg et al. 2019. */
function perturbPatch(patch: Patch, perturbation: Perturbation, { random, sigma, centre }: { readonly random: Random; readonly sigma: number; readonly centre: readonly [number, number] }): Patch {
  let { image, mask } = patch;
  if (perturbation.noise > 0) image = addNoise(image, sigma, random);
  if (movesImage(perturbation)) ({ image, mask } = moved({ ...patch, image }, { ...perturbation, centre }));
  if (perturbation.growth !== 0) mask = adaptVolume({ ...patch, mask }, perturbation.growth, random);
  if (perturbation.contour > 0) mask = randomiseContour({ ...patch, image, mask }, random);
  return { ...patch, image, mask };
}

/**
 * Volume and mask as another scan and another reader might have given them; the grid stays. What a perturbation does not
 * touch is the very object it was given, so a perturbation that changes nothing changes no bit; an empty mask stays as it is.
 * The rotation is about the middle of the mask's box. The same numbers from `random` give the same bits.
 */
export function perturb(subject: Subject, perturbation: Perturbation, random: Random): { readonly volume: Volume; readonly mask: Mask } {
  const { volume, mask, noiseSigma: sigma } = subject;
  const { size, spacingMm } = volume.grid;
  const tight = boundingBox(mask.voxels, size);
  if (tight === null || changesNothing(perturbation)) return { volume, mask };
  const box = boxFor(subject, tight, perturbation);
  const [cx, cy] = perAxis((axis) => (tight.low[axis] + tight.high[axis]) / 2 - box.low[axis]);
  const patch = patchOf({ size, spacingMm, image: volume.voxels, mask: mask.voxels }, box);
  const result = perturbPatch(patch, perturbation, { random, sigma, centre: [cx, cy] });
  const inside = new Uint8Array(mask.voxels.length);
  pasteBox(inside, size, { box, voxels: result.mask });
  if (result.image === patch.image) return { volume, mask: { ...mask, voxels: inside } };
  const voxels = new Float32Array(volume.voxels);
  pasteBox(voxels, size, { box, voxels: result.image });
  return { volume: { ...volume, voxels }, mask: { ...mask, voxels: inside } };
}
