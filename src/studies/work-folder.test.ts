import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { abandonedMs, inWorkFolder, sweepWorkFolders } from './work-folder.js';

const home = await mkdtemp(join(tmpdir(), 'sarcolens-work-'));
afterAll(() => rm(home, { recursive: true, force: true }));

const now = new Date();
const before = new Date(now.getTime() - abandonedMs - 1);

test('work has a folder of its own, which is gone afterwards, also where the work fails', async () => {
  const dataDir = join(home, 'work');
  const [first, second] = await Promise.all(['report', 'report'].map((name) => inWorkFolder(dataDir, name, async (folder) => { await writeFile(join(folder, '0.dcm'), ''); return folder; })));
  expect(first).not.toBe(second);
  await expect(inWorkFolder(dataDir, 'report', () => Promise.reject(new Error('disk')))).rejects.toThrow('disk');
  expect(await readdir(join(dataDir, 'studies'))).toEqual([]);
});

test('what is left behind is swept once it shows no life any more, and nothing else is', async () => {
  const dataDir = join(home, 'left');
  const studies = join(dataDir, 'studies');
  const elsewhere = join(home, 'elsewhere');
  for (const folder of [join(studies, 'report-a', '1.2.3'), join(studies, 'objects-b'), join(studies, 'with-a-sign'), elsewhere, join(dataDir, 'series', 'kept')]) await mkdir(folder, { recursive: true });
  await writeFile(join(studies, 'with-a-sign', '.alive'), '');
  await writeFile(join(studies, 'a file'), '');
  await symlink(elsewhere, join(studies, 'a link'));
  for (const path of [join(studies, 'report-a'), join(studies, 'with-a-sign'), elsewhere, join(dataDir, 'series', 'kept'), join(studies, 'a file')]) await utimes(path, before, before);
  expect(await sweepWorkFolders(dataDir, now)).toBe(1);
  expect((await readdir(studies)).toSorted()).toEqual(['a file', 'a link', 'objects-b', 'with-a-sign']);
  await utimes(join(studies, 'with-a-sign', '.alive'), before, before);
  expect(await sweepWorkFolders(dataDir, now)).toBe(1);
  expect([existsSync(elsewhere), existsSync(join(dataDir, 'series', 'kept'))]).toEqual([true, true]);
});

test('a folder in which work goes on shows life, however old what lies in it', async () => {
  const dataDir = join(home, 'long');
  await inWorkFolder(dataDir, 'report', async (folder) => {
    await utimes(folder, before, before);
    expect(await sweepWorkFolders(dataDir, now)).toBe(0);
  });
});

test('without a data folder there is nothing to sweep', async () => {
  expect(await sweepWorkFolders(join(home, 'nowhere'), now)).toBe(0);
});
