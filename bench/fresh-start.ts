import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../src/platform/project.js';
import { answers, run, start, until } from '../test/support/processes.js';
import { printRow, timed } from './figures.js';

/** What a newcomer waits for: a clone of what is committed, its installation, its demonstration. */
const folder = await mkdtemp(join(tmpdir(), 'sarcolens-fresh-'));
const clone = join(folder, 'sarcolens');
await run('git', ['clone', '-q', projectRoot, clone]);
const install = await timed(() => run('npm', ['ci', '--no-audit', '--no-fund', '--prefix', clone], {}, 600_000));
const demo = start('npm', ['run', 'demo'], { cwd: clone, detached: true });
try {
  const ready = await timed(() => until('the demonstration', answers('http://127.0.0.1:3000/health/ready'), 300_000));
  printRow('`npm ci`', `${(install / 1000).toFixed(0)} s`, '≤ 4 min');
  printRow('`npm run demo` until ready, with its build', `${(ready / 1000).toFixed(0)} s`, '≤ 60 s');
} finally {
  if (demo.child.pid !== undefined) process.kill(-demo.child.pid);
  await rm(folder, { recursive: true, force: true });
}
