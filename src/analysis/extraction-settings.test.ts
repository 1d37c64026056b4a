import { parseExtractionSettings, settingsHash } from './extraction-settings.js';

const textOf = (config: unknown): string => { const parsed = parseExtractionSettings(config); return parsed.ok ? 'accepted' : parsed.problem.text; };

test('a configuration that says nothing takes every default', () => {
  expect(parseExtractionSettings({})).toMatchObject({
    ok: true,
    value: { interpolation: null, approach: '3D', discretisation: { method: 'FBN', bins: 32 }, aggregation: ['3D_comb', '3D'], omit: [] },
  });
});

test('compatibility has its own defaults, and is not there when it is not asked for', () => {
  const [plain, compatible] = [parseExtractionSettings({}), parseExtractionSettings({ compatibility: 'pyradiomics' })];
  expect(plain.ok && Object.keys(plain.value)).not.toContain('compatibility');
  expect(compatible).toMatchObject({ value: { compatibility: 'pyradiomics', aggregation: ['3D_avg', '3D'] } });
});

test('null is no discretisation, not the default', () => {
  expect(parseExtractionSettings({ discretisation: null })).toMatchObject({ value: { discretisation: null } });
});

test.each([
  [{ approach: '4D' }, /approach: .*"2D"\|"3D".* \(found "4D"\)/],
  [{ discretisation: { method: 'FBS', binWidth: -1 } }, /discretisation\.binWidth: .*>0 \(found -1\)/],
  [{ resegmentation: { range: [400, -500] } }, /resegmentation\.range: the lower bound is expected below the upper one/],
  [{ interpolation: { spacingMm: [1, 1] } }, /interpolation\.spacingMm: /],
  [{ families: ['glcmm'] }, /families\.0: .*\(found "glcmm"\)/],
  [{ binwidth: 25 }, /[Uu]nrecognized key.*"binwidth"/],
  [[], /expected object/],
  [{ compatibility: 'mirp' }, /compatibility: .*"pyradiomics".* \(found "mirp"\)/],
  [{ compatibility: 'pyradiomics', filter: { name: 'mean', supportVoxels: 3 } }, /filter: .*null was expected beside compatibility/],
  [{ compatibility: 'pyradiomics', discretisation: null, approach: '2D' }, /approach: 3D was expected.*discretisation: PyRadiomics always discretises/],
  [{ compatibility: 'pyradiomics', aggregation: ['3D_comb'] }, /aggregation: only 3D_avg and 3D were expected/],
  [{ compatibility: 'pyradiomics', families: ['gldzm'] }, /families: PyRadiomics knows morphology, /],
  [{ compatibility: 'pyradiomics', resegmentation: { range: [0, 1], outlierSigma: 3 } }, /resegmentation: .*not by both/],
])('%j is refused with what was expected and what was found', (config, expected) => { expect(textOf(config)).toMatch(expected); });

test('every mistake is reported at once', () => { expect(textOf({ approach: '4D', omit: 7 })).toMatch(/approach.*omit/); });

test('the hash does not depend on the order of keys', () => {
  const one = parseExtractionSettings({ approach: '2D', omit: ['stat_mean'] });
  const other = parseExtractionSettings({ omit: ['stat_mean'], approach: '2D' });
  if (!one.ok || !other.ok) throw new Error('both configurations were expected to be accepted');
  expect(settingsHash(one.value)).toBe(settingsHash(other.value));
});
