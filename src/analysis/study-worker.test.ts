import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patientWithCompressed } from '../../test/support/compressed-study.js';
import { built, describeReal } from '../../test/support/real.js';
import { sha256Hex } from '../platform/canonical-json.js';
import type { Outcome } from '../platform/problem.js';
import { createPool, type WorkerPool } from '../platform/worker-pool.js';
import { defaultSettings } from '../radiomics/index.js';
import type { RegionAnswer, RegionTask } from './study.worker.js';
import type { HashedFile } from './study-survey.js';

describeReal('a region on a series that is slow to decode', [built('src/analysis/study.worker.ts')], () => {
  let home: string;
  let pool: WorkerPool;
  let files: readonly HashedFile[];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sarcolens-worker-'));
    pool = createPool('src/analysis/study.worker.ts', 1);
    const [study] = (await patientWithCompressed('cached', 18)).studies;
    await mkdir(join(home, 'study'));
    files = await Promise.all((study?.instances ?? []).map(async ({ read }, k) => {
      const [path, bytes] = [join(home, 'study', `${k}.dcm`), await read()];
      await writeFile(path, bytes);
      return { path, sha256: sha256Hex(bytes) };
    }));
  });
  afterAll(async () => { await pool.close(); await rm(home, { recursive: true, force: true }); });

  async function measured(cache: RegionTask['cache']): Promise<RegionAnswer> {
    const task: RegionTask = { kind: 'measure-region', image: files.slice(0, -1), mask: files.at(-1) ?? { path: '', sha256: '' }, roi: 1, intensity: 'suv-bw', settings: { ...defaultSettings, families: ['intensity-statistics', 'glcm'] }, cache };
    const answer = await pool.run(task) as Outcome<RegionAnswer>;
    if (!answer.ok) throw new Error(answer.problem.text);
    return answer.value;
  }

  test.each([['as it is', undefined], ['encrypted', 'cd'.repeat(32)]])('is measured on the volume that is kept %s, bit for bit, and needs no instance for it', async (name, key) => {
    const cache = { folder: join(home, name), limitBytes: 1e9, key };
    const [without, first] = [await measured(undefined), await measured(cache)];
    expect(await readdir(cache.folder)).toHaveLength(1);
    const kept = await Promise.all(files.slice(0, -1).map(({ path }) => readFile(path)));
    for (const { path } of files.slice(0, -1)) await rm(path);
    const again = await measured(cache);
    for (const [k, { path }] of files.slice(0, -1).entries()) await writeFile(path, kept[k] ?? '');
    expect(again).toEqual(without);
    expect(first).toEqual(without);
  }, 60_000);

  test('is decoded again where what was kept is damaged', async () => {
    const cache = { folder: join(home, 'damaged'), limitBytes: 1e9 };
    const first = await measured(cache);
    const [entry = ''] = await readdir(cache.folder);
    await writeFile(join(cache.folder, entry, '2'), 'nothing');
    expect(await measured(cache)).toEqual(first);
    expect(await readdir(cache.folder)).toEqual([entry]);
  }, 60_000);
});
