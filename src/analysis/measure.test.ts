import { built, describeReal } from '../../test/support/real.js';
import { defaultSettings, extractFeatures, type Grid } from '../radiomics/index.js';
import { createMeasurePool, measure, measureByFamily } from './measure.js';

const grid: Grid = { size: [12, 11, 10], spacingMm: [1, 1, 2], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1] };
const voxels = Float32Array.from({ length: 1320 }, (_, i) => Math.round(100 * Math.sin(i * i)));
const inside = Uint8Array.from({ length: 1320 }, (_, i) => (i % 12 > 1 && i % 7 !== 0 ? 1 : 0));

describeReal('worker threads', [built('src/analysis/measure.worker.ts')], () => {
  test('threads give the same bits as the main thread, one for all families or one for each', async () => {
    const expected = extractFeatures({ grid, voxels }, { grid, voxels: inside }, defaultSettings);
    const pool = createMeasurePool(2);
    try {
      expect(await measure(pool, { grid, voxels }, { grid, voxels: inside }, defaultSettings)).toEqual(expected);
      expect(await measureByFamily(pool, { grid, voxels }, { grid, voxels: inside }, defaultSettings)).toEqual(expected);
    } finally {
      await pool.close();
    }
  });
});
