/** The radiomics engine: pure, for Node and browsers. */
export type { Grid, Mask, Volume } from './volume.js';
export { extractFeatures, extractRegions, extractUnderEach } from './extract.js';
export type { AbsentFeature, Extraction, Feature, FeatureSet } from './extract.js';
export type { NotMeasurable } from './region.js';
export { aggregations, defaultAggregation, defaultSettings, families, interpolationMethods } from './settings.js';
export type {
  Aggregation, Discretisation, ExtractionSettings, Family, InterpolationMethod, InterpolationSettings, Normalisation, ResegmentationSettings,
} from './settings.js';
export { tagsAskedFor } from './measure-families.js';
export { pyradiomicsAggregation, pyradiomicsFamilies, pyradiomicsFeatures, pyradiomicsMismatches } from './compatibility/pyradiomics/index.js';
export { responseMap } from './preprocessing/prepare.js';
export { lawsTaps } from './filters/laws.js';
export { waveletFamily } from './filters/wavelet.js';
export type { FilterSettings } from './filter-settings.js';
export { catalogue, catalogueEntry } from './catalogue.js';
export type { CatalogueEntry, Consensus, Unit } from './catalogue.js';
export { absences } from './features/measured.js';
export type { AbsenceReason } from './features/measured.js';
export { expandChain, measurePerturbed, noiseLevel, perturb, randomFrom, spreadOf, unperturbed } from './perturbation/index.js';
export type { Expansion, Perturbation, PerturbationChain, PerturbedValues, Spread, Subject } from './perturbation/index.js';
export { findHabitats, habitatMask, isRefused, ringAround, shells, squaredDistances } from './regions/index.js';
export type { FeatureMap, Habitat, Habitats, HabitatSettings, RegionRefusal, RingSettings, TriedK } from './regions/index.js';
