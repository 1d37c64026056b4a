/** What a number is worth: image and mask perturbed as another scan and another reader might have given them. */
export { expandChain, unperturbed } from './chain.js';
export type { Expansion, Perturbation, PerturbationChain } from './chain.js';
export { measurePerturbed, spreadOf } from './summary.js';
export type { PerturbedValues, Spread } from './summary.js';
export { noiseLevel } from './noise.js';
export { perturb } from './perturb.js';
export type { Subject } from './perturb.js';
export { randomFrom } from './random.js';
