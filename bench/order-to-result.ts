import { readFile } from 'node:fs/promises';
import { median, printRow, timed } from './figures.js';
import { openBenchSite } from './hospital.js';

const runs = 15;

/** Peak resident memory of a process in MB (Linux). */
async function peakMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024);
}

const bench = await openBenchSite();
const server = await bench.site.serve();
const worker = await bench.site.worker();
try {
  const seconds: number[] = [];
  for (let run = 0; run < runs; run += 1) seconds.push((await timed(() => bench.orderToResult(run))) / 1000);
  printRow('STS_001 (3 series, 44 MB, Orthanc): orders to stored results', `${median(seconds).toFixed(2)} s (first ${seconds[0].toFixed(2)} s, ${runs} runs)`, '≤ 10 s');
  printRow('the same: peak memory of the worker', `${await peakMegabytes(worker.child.pid ?? 0)} MB`, '≤ 700 MB');
} finally {
  await Promise.all([server.kill(), worker.kill()]);
  await bench.close();
}
