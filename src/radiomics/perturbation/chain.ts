import type { Triple } from '../preprocessing/box.js';

/**
 * What is done to image and mask, in every combination: the chain noise, rotation, translation, volume adaptation, contour
 * randomisation of Zwanenburg et al. 2019 (doi:10.1038/s41598-018-36938-4). A part that is null or an empty list is left out.
 */
export interface PerturbationChain {
  /** Gaussian noise, drawn anew for every repetition. `sigma` in the image's unit; null takes the image's own noise level. */
  readonly noise: { readonly repetitions: number; readonly sigma: number | null } | null;
  /** Shifts along x, y, z as fractions of a voxel. */
  readonly translations: readonly Triple[];
  /** Rotations about the z axis of the grid, in degrees. */
  readonly rotationsDegrees: readonly number[];
  /** Changes of the mask's volume, as fractions: 0.1 grows it by a tenth, −0.1 shrinks it. */
  readonly growth: readonly number[];
  /** Contours put together from supervoxels, drawn anew for every repetition. */
  readonly contourRandomisation: { readonly repetitions: number } | null;
}

/** One combination. Repetitions count from 1; 0 does without. */
export interface Perturbation {
  readonly noise: number;
  readonly translation: Triple;
  readonly rotationDegrees: number;
  readonly growth: number;
  readonly contour: number;
}

/** More perturbations than this are a mistake in the configuration: a lesion would take hours. */
export const maxPerturbations = 1000;

/** Does nothing. */
export const unperturbed: Perturbation = { noise: 0, translation: [0, 0, 0], rotationDegrees: 0, growth: 0, contour: 0 };

export type Expansion =
  | { readonly kind: 'expanded'; readonly perturbations: readonly Perturbation[] }
  | { readonly kind: 'refused'; readonly reason: 'too-many-perturbations' | 'nothing-perturbed'; readonly detail: string };

const repeated = (part: { readonly repetitions: number } | null): readonly number[] =>
  (part === null || part.repetitions < 1 ? [0] : Array.from({ length: part.repetitions }, (_, k) => k + 1));

const orElse = <T>(values: readonly T[], none: T): readonly T[] => (values.length === 0 ? [none] : values);

/** Every combination of a chain's parts in a fixed order, contours fastest; refused above `maxPerturbations`, and when none changes anything. */
export function expandChain(chain: PerturbationChain): Expansion {
  const [noises, contours] = [repeated(chain.noise), repeated(chain.contourRandomisation)];
  const translations = orElse(chain.translations, unperturbed.translation);
  const [rotations, growths] = [orElse(chain.rotationsDegrees, 0), orElse(chain.growth, 0)];
  const count = [noises, rotations, translations, growths, contours].reduce((product, part) => product * part.length, 1);
  if (count > maxPerturbations) {
    const detail = `the chain makes ${noises.length} × ${rotations.length} × ${translations.length} × ${growths.length} × ${contours.length} = ${count} perturbations (noise, rotation, translation, growth, contour); at most ${maxPerturbations} were expected`;
    return { kind: 'refused', reason: 'too-many-perturbations', detail };
  }
  const perturbations = noises.flatMap((noise) => rotations.flatMap((rotationDegrees) => translations.flatMap((translation) =>
    growths.flatMap((growth) => contours.map((contour) => ({ noise, translation, rotationDegrees, growth, contour }))))));
  if (perturbations.every(changesNothing)) return { kind: 'refused', reason: 'nothing-perturbed', detail: 'the chain changes neither image nor mask; at least one perturbation was expected' };
  return { kind: 'expanded', perturbations };
}

/** Whether image and mask move against the grid. */
export const movesImage = ({ translation, rotationDegrees }: Perturbation): boolean => rotationDegrees !== 0 || translation.some((t) => t !== 0);

/** Whether a perturbation gives back what it was given. */
export const changesNothing = (perturbation: Perturbation): boolean =>
  perturbation.noise === 0 && perturbation.growth === 0 && perturbation.contour === 0 && !movesImage(perturbation);
