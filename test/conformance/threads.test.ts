import { createMeasurePool, measureByFamily } from '../../src/analysis/measure.js';
import { differing, valuesByTag } from '../../src/commands/doctor-engine.js';
import { extractFeatures, families, type Mask, type Volume } from '../../src/radiomics/index.js';
import { configurations, ibsi1Data, phantomOf, readPhantom } from '../support/ibsi1.js';
import { describeReal } from '../support/real.js';

describeReal('the CT phantom of IBSI 1, every family', [ibsi1Data], () => {
  let phantom: { readonly volume: Volume; readonly mask: Mask };
  beforeAll(async () => { phantom = await readPhantom(phantomOf('C')); });

  describe.each(['B', 'C', 'E'])('by configuration %s', (name) => {
    const settings = configurations[name];
    let alone: ReadonlyMap<string, number>;
    beforeAll(() => { alone = valuesByTag(extractFeatures(phantom.volume, phantom.mask, settings)); });

    test('asks for every family', () => {
      expect(settings.families).toEqual(families);
      expect(alone.size).toBeGreaterThan(200);
    });

    test.each([1, 2, 8])('gives the same bits on %d worker threads as on this one', async (threads) => {
      const pool = createMeasurePool(threads);
      try {
        const values = valuesByTag(await measureByFamily(pool, phantom.volume, phantom.mask, settings));
        expect(differing(alone, values)).toEqual([]);
      } finally {
        await pool.close();
      }
    });
  });
});
