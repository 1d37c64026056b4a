/** What PyRadiomics 3.0.1 does otherwise than IBSI, for `"compatibility": "pyradiomics"`; see docs/pyradiomics.md. */
export { measurePyradiomics } from './measure.js';
export { isNamed, pyradiomicsFeatures } from './names.js';
export { preparePyradiomics } from './prepare.js';
export { pyradiomicsAggregation, pyradiomicsFamilies, pyradiomicsMismatches } from './settings.js';
