import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseExtractionSettings } from '../../src/analysis/extraction-settings.js';
import { projectRoot } from '../../src/platform/project.js';
import type { ExtractionSettings } from '../../src/radiomics/index.js';
import { intensities } from '../../src/volumes/types.js';

const document = readFileSync(join(projectRoot, 'docs/settings.md'), 'utf8');

function settingsOf(config: unknown): ExtractionSettings {
  const parsed = parseExtractionSettings(config);
  if (!parsed.ok) throw new Error(parsed.problem.text);
  return parsed.value;
}

/** One filter of each name, with what must be said only. */
const filters = [
  { name: 'mean', supportVoxels: 3 }, { name: 'laplacian-of-gaussian', sigmaMm: 1 }, { name: 'laws', kernel: 'L5E5E5' },
  { name: 'gabor', sigmaMm: 1, wavelengthMm: 2, thetaDegrees: 0, dimensions: '2D' }, { name: 'separable-wavelet', family: 'haar', subband: 'LLH' },
  { name: 'simoncelli' }, { name: 'riesz-laplacian-of-gaussian', sigmaMm: 1, order: [1, 0, 0] }, { name: 'riesz-simoncelli', order: [1, 0, 0] },
];

const all = settingsOf({ interpolation: { spacingMm: [1, 1, 1] }, resegmentation: {}, normalisation: [], compatibility: undefined });
const keys = [
  ...Object.keys(all), ...Object.keys(all.interpolation ?? {}).map((key) => `interpolation.${key}`), ...Object.keys(all.resegmentation ?? {}).map((key) => `resegmentation.${key}`),
  'compatibility', ...filters.flatMap((filter) => Object.keys(settingsOf({ filter }).filter ?? {})), ...filters.map(({ name }) => name), ...intensities,
];

test.each([...new Set(keys)])('docs/settings.md says what %s is', (key) => { expect(document).toContain(`\`${key}\``); });

test('the defaults are those of the document', () => {
  expect(settingsOf({})).toEqual({
    interpolation: null, approach: '3D', resegmentation: null, discretisation: { method: 'FBN', bins: 32 }, ivh: null, aggregation: ['3D_comb', '3D'],
    families: all.families, omit: [], filter: null,
  });
  expect(all.interpolation).toEqual({ spacingMm: [1, 1, 1], method: 'linear', roundIntensities: false });
  expect(settingsOf({ approach: '2D' }).aggregation).toEqual(['2_5D_comb', '2_5D']);
});
