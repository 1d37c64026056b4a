import { agrees, phantom, phantomReferences } from '../../src/commands/doctor-phantom.js';
import { catalogueEntry } from '../../src/radiomics/index.js';
import { committedText, configurationSection } from '../support/conformance.js';
import { configurations, ibsi1Data, phantomOf, readIbsi1References, readPhantom, valuesOf } from '../support/ibsi1.js';
import { describeReal } from '../support/real.js';

describeReal('IBSI 1', [ibsi1Data], () => {
  const references = readIbsi1References();

  describe.each(Object.entries(configurations))('configuration %s', (name, settings) => {
    let values: ReadonlyMap<string, number>;
    beforeAll(async () => { values = await valuesOf(phantomOf(name), settings); });

    const rows = references.filter((r) => r.config === name).map((r) => [r.tag, r.expected, r.tolerance] as const);
    test.each(rows)('%s is %d ± %d', (tag, expected, tolerance) => {
      const value = values.get(tag) ?? NaN;
      if (!agrees(value, { expected, tolerance })) throw new Error(`${tag} is ${value}`);
    });

    test('stands in docs/conformance.md as it is computed (npm run conformance)', () => {
      const { title, text } = configurationSection(name, values);
      expect(committedText(title)).toBe(text);
    });
  });

  test('1804 values are standardised', () => {
    expect(references.filter((r) => r.kind === 'feature')).toHaveLength(1804);
  });

  test('the catalogue gives every standardised feature the code of the reference', () => {
    for (const { feature, code } of references.filter((r) => r.code !== null)) expect([feature, catalogueEntry(feature)?.ibsi]).toEqual([feature, code]);
  });

  test('the digital phantom that doctor measures is the one of the reference, with the same values', async () => {
    const { volume, mask } = await readPhantom(phantomOf('digital_phantom'));
    expect([Array.from(phantom.volume.voxels), Array.from(phantom.mask.voxels)]).toEqual([Array.from(volume.voxels), Array.from(mask.voxels)]);
    expect([phantom.volume.grid.size, phantom.volume.grid.spacingMm]).toEqual([volume.grid.size, volume.grid.spacingMm]);
    expect(new Map(phantomReferences.map((r) => [r.tag, [r.expected, r.tolerance]])))
      .toEqual(new Map(references.filter((r) => r.config === 'digital_phantom').map((r) => [r.tag, [r.expected, r.tolerance]])));
  });
});
