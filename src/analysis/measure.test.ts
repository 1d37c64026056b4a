import { built, describeReal } from '../../test/support/real.js';
import { defaultSettings, extractFeatures, type ExtractionSettings, type Grid } from '../radiomics/index.js';
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

  test('pools of one process with the same number of threads share them, until the last of them is closed', async () => {
    const [first, second] = [createMeasurePool(1), createMeasurePool(1)];
    const quick = { ...defaultSettings, families: ['ngtdm' as const] };
    const run = (pool: typeof first, settings: ExtractionSettings) => measure(pool, { grid, voxels }, { grid, voxels: inside }, settings);
    await Promise.all([run(first, quick), run(second, quick)]);
    const settled: string[] = [];
    await Promise.all([run(first, defaultSettings).then(() => { settled.push('all families'); }), run(second, quick).then(() => { settled.push('one family'); })]);
    // On a thread of its own the shorter task would have ended first.
    expect(settled).toEqual(['all families', 'one family']);
    await first.close();
    await expect(first.run({})).rejects.toThrow('closed');
    expect(await run(second, quick)).toMatchObject({ kind: 'measured' });
    await second.close();
  });
});
