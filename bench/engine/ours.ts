import { readFileSync } from 'node:fs';
import { parseExtractionSettings } from '../../src/analysis/extraction-settings.js';
import type { Outcome } from '../../src/platform/problem.js';
import { extractUnderEach, type Extraction, type ExtractionSettings, type Mask, type Volume } from '../../src/radiomics/index.js';
import { readImage, readMask } from '../../src/volumes/read-image.js';
import type { Bins } from './cases.js';
import { modeNamed, settingsOf } from './workloads.js';

/*
 * Our engine behind the same command line as peers.py, printing the same lines:
 *   ours.js MODE {binCount|binWidth} NUMBER REPEATS IMAGE MASK [IMAGE MASK ...]
 */

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problem.text);
  return outcome.value;
}

async function read(imagePath: string, maskPath: string): Promise<{ readonly volume: Volume; readonly mask: Mask }> {
  const image = valueOf(await readImage(imagePath));
  return { volume: image.volume, mask: valueOf(await readMask(maskPath, image)).mask };
}

function measure(volume: Volume, mask: Mask, all: readonly ExtractionSettings[]): Extract<Extraction, { kind: 'measured' }>[] {
  return extractUnderEach(volume, mask, all).map((measured) => {
    if (measured.kind !== 'measured') throw new Error(measured.detail);
    return measured;
  });
}

const peakMemoryMb = (): number => Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN) / 1024);

const [mode, kind, number, repeats, ...paths] = process.argv.slice(2);
const bins: Bins = [kind === 'binWidth' ? 'binWidth' : 'binCount', Number(number)];
// Checked as a configuration file is, so that what this version refuses is refused here too.
const settings = settingsOf(modeNamed(mode), bins).map((each) => valueOf(parseExtractionSettings(each)));
for (let at = 0; at < paths.length; at += 2) {
  const beganReading = performance.now();
  const { volume, mask } = await read(paths[at], paths[at + 1]);
  const readMs = performance.now() - beganReading;
  const [inProcessMs, cpuMs]: number[][] = [[], []];
  let sets = measure(volume, mask, []);
  for (let k = 0; k < Number(repeats); k += 1) {
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    sets = measure(volume, mask, settings);
    inProcessMs.push(performance.now() - began);
    const { user, system } = process.cpuUsage(cpu);
    cpuMs.push((user + system) / 1000);
  }
  const features = sets.flatMap((set) => set.features);
  const values = mode === 'moran' ? Object.fromEntries(features.map(({ tag, value }) => [tag, value])) : {};
  const line = { peer: 'sarcolens', mode, image: paths[at], voxels: sets[0].mask.voxelsInterpolated, features: features.length, readMs, inProcessMs, cpuMs, peakMemoryMb: peakMemoryMb(), values };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
