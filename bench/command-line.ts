import { compiled } from '../src/platform/project.js';
import { run } from '../test/support/processes.js';
import { median, printRow, timed } from './figures.js';

const runs = 15;
const [help, bare]: [number[], number[]] = [[], []];
for (let k = 0; k < runs; k += 1) {
  help.push(await timed(() => run(process.execPath, [compiled('src/cli.ts'), 'extract', '--help'])));
  bare.push(await timed(() => run(process.execPath, ['-e', '0'])));
}
printRow('`sarcolens extract --help`', `${(median(help) / 1000).toFixed(2)} s, ${(median(help) / median(bare)).toFixed(1)} times an empty Node program`, '≤ 0.4 s');
