import { catalogue } from '../radiomics/index.js';
import { intensityCode, unitCode } from './units.js';

const asTheImageIs = { filter: null };
const imageUnits = ['HU', 'SUVbw', 'SUVlbm', 'SUVbsa', 'Bq/ml', 'g/ml', 'counts', 'a.u.', 'um2/s', '10-6.mm2/s', 'a unit with spaces', 'x'.repeat(40)];
const units = [...new Set(catalogue.map(({ unit }) => unit)), 'intensity2.mm3' as const];

test('every unit of every feature is a UCUM code of at most 16 characters (SH), with a meaning of at most 64', () => {
  for (const imageUnit of imageUnits) {
    for (const { CodeValue, CodeMeaning } of units.map((unit) => unitCode(unit, imageUnit, asTheImageIs))) {
      expect(CodeValue).toMatch(/^[!-~]{1,16}$/);
      expect(CodeMeaning).toMatch(/^.{1,64}$/);
    }
  }
});

test.each([
  ['mm3', 'HU', 'mm3'], ['1', 'HU', '1'], ['intensity', 'HU', "[hnsf'U]"], ['intensity', 'SUVbw', 'g/ml{SUVbw}'], ['intensity2', 'HU', "[hnsf'U]2"], ['intensity2', 'SUVbw', 'g2/ml2'],
  ['intensity.mm3', 'SUVbw', 'g.mm3/ml'], ['intensity', 'um2/s', 'um2/s'], ['intensity2', 'um2/s', '(um2/s)2'], ['intensity', 'a.u.', "[arb'U]"],
] as const)('%s of an image in %s is %s', (unit, imageUnit, expected) => {
  expect(unitCode(unit, imageUnit, asTheImageIs)).toMatchObject({ CodeValue: expected, CodingSchemeDesignator: 'UCUM' });
});

test('a filter or a z-score takes the unit away, an average and clipping do not', () => {
  const common = { dimensions: '3D', boundary: 'mirror', rotationInvariance: null } as const;
  expect(intensityCode('HU', { filter: { name: 'laplacian-of-gaussian', sigmaMm: 3, cutoffSigma: 4, ...common } }).CodeValue).toBe("[arb'U]");
  expect(intensityCode('HU', { filter: { name: 'mean', supportVoxels: 3, ...common } }).CodeValue).toBe("[hnsf'U]");
  expect(intensityCode('HU', { filter: null, normalisation: [{ method: 'z-score' }] }).CodeValue).toBe("[arb'U]");
  expect(intensityCode('HU', { filter: null, normalisation: [{ method: 'percentile-clip', low: 1, high: 99 }] }).CodeValue).toBe("[hnsf'U]");
});
