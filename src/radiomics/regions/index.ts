/** Regions in and around a tumour: rings and shells by distance, habitats by likeness. */
export { squaredDistances } from './distance.js';
export { findHabitats, habitatMask } from './habitats.js';
export type { Habitat, Habitats } from './habitats.js';
export type { HabitatSettings } from './habitat-input.js';
export type { TriedK } from './choose-k.js';
export { isRefused } from './refusal.js';
export type { RegionRefusal } from './refusal.js';
export { ringAround, shells } from './ring.js';
export type { RingSettings } from './ring.js';
export type { FeatureMap } from './standardise.js';
