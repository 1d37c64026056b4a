import { problemCodes, type Outcome } from '../../src/platform/problem.js';
import { buildMask, buildVolume, listRegions, sortStudy, type LoadedMask, type LoadedVolume } from '../../src/volumes/index.js';
import { inspectStudy } from '../../src/volumes/inspect-study.js';
import { intensities } from '../../src/volumes/types.js';
import { deflatedFile, fuzzBases, fuzzFrames, type Base } from '../support/fuzz-objects.js';
import { isIdentified, mutated, mutatedFrame } from '../support/mutate-dicom.js';
import { chanceOf, type Chance } from '../support/random.js';

/** How many mutated files are read; SARCOLENS_FUZZ=100000 for a night. The same seed gives the same files. */
const runs = Number(process.env.SARCOLENS_FUZZ ?? 2400);
const seed = Number(process.env.SARCOLENS_FUZZ_SEED ?? 1);
const frames = Math.ceil(runs / 12);
/** In a run of its own; beside others a machine may be busy. */
const longestMs = process.env.SARCOLENS_FUZZ === undefined ? 15_000 : 2000;
const mostBytes = 700e6;

/** How often each answer was given, for people. */
const answers = new Map<string, number>();

/** What is wrong with an answer; nothing where it is a refusal with a known code, or a value that may be measured. */
function faultOf<T>(outcome: Outcome<T>, faultIn: (value: T) => string | undefined): string | undefined {
  const kind = outcome.ok ? 'sound' : outcome.problem.code;
  answers.set(kind, (answers.get(kind) ?? 0) + 1);
  if (outcome.ok) return faultIn(outcome.value);
  const { code, text } = outcome.problem;
  if (!(code in problemCodes)) return `code ${code}`;
  return isIdentified(text) ? `a patient in: ${text}` : undefined;
}

/** Slices that nobody touched keep their values: 100 for each slice, and one for each voxel. */
function strayed({ volume: { grid, voxels }, source: { instances } }: LoadedVolume, untouched: ReadonlyMap<string, number>): string | undefined {
  const perSlice = grid.size[0] * grid.size[1];
  const found = instances.length === grid.size[2] ? instances.findIndex(({ sopInstanceUid }, k) => {
    const z = untouched.get(sopInstanceUid);
    return z !== undefined && voxels.subarray(k * perSlice, (k + 1) * perSlice).some((value, i) => value !== 100 * z + i);
  }) : -1;
  return found < 0 ? undefined : `slice ${found} has other values`;
}

function volumeFault({ volume: { grid, voxels }, sliceOriginsMm, warnings, padding }: LoadedVolume): string | undefined {
  if (grid.size[0] * grid.size[1] * grid.size[2] !== voxels.length || grid.size.some((n) => !(n >= 1))) return `${grid.size.join(' × ')} of ${voxels.length} voxels`;
  if (sliceOriginsMm.length !== grid.size[2] || (padding !== null && padding.length !== voxels.length)) return 'parts of different sizes';
  if (![...grid.affine, ...grid.spacingMm].every(Number.isFinite) || !grid.spacingMm.every((mm) => mm > 0)) return `spacing ${grid.spacingMm.join(' ')}`;
  if (!voxels.every(Number.isFinite)) return 'a voxel that is no number';
  return warnings.find(isIdentified);
}

function maskFault({ mask: { voxels }, voxels: count, warnings }: LoadedMask): string | undefined {
  const inside = voxels.reduce((sum, value) => sum + (value === 1 ? 1 : 0), 0);
  if (inside !== count || count === 0 || voxels.some((value) => value > 1)) return `${count} voxels, ${inside} counted`;
  return warnings.find(isIdentified);
}

/** Reads the file as everything does that reads files. */
async function faultsOf({ beside, untouched }: Base, file: Uint8Array, chance: Chance): Promise<readonly (string | undefined)[]> {
  const files = [file, ...beside].map((bytes, k) => ({ name: `study/${k}.dcm`, bytes }));
  const { series, masks, problems } = sortStudy(files);
  const faults: (string | undefined)[] = problems.map(({ text }) => (isIdentified(text) ? text : undefined));
  let image: LoadedVolume | undefined;
  for (const { instances } of series) {
    const intensity = chance.pick(intensities);
    const built = await buildVolume(instances, { intensity });
    faults.push(faultOf(built, volumeFault), built.ok && intensity === 'stored' ? strayed(built.value, untouched) : undefined);
    if (built.ok) image = built.value;
  }
  for (const { bytes } of masks) {
    const regions = listRegions(bytes);
    faults.push(faultOf(regions, () => undefined));
    if (image === undefined) continue;
    for (const roi of [undefined, ...(regions.ok ? regions.value.slice(0, 3).map(({ number }) => String(number)) : []), '2.25.9']) {
      faults.push(faultOf(await buildMask(bytes, image, { roi, nestedContours: chance.pick(['xor', 'union']) }), maskFault));
    }
  }
  if (chance.below(4) === 0) {
    const report = await inspectStudy(files);
    const said = [...report.problems, ...report.volumes.flatMap((volume) => volume.problems), ...report.masks.flatMap((mask) => [...mask.problems, ...mask.regions.flatMap((region) => region.problems)])];
    // What the scanner calls the sequence is shown as it is: it is what the report is for.
    const shown = report.volumes.map(({ sequence: _sequence, ...rest }) => rest);
    faults.push(...[...said.map(({ text }) => text), JSON.stringify(shown)].filter(isIdentified));
  }
  return faults;
}

/** Runs a case after another until ten were wrong; a throw, a wait and a fault are. */
async function wrongOf(count: number, attempt: (chance: Chance) => Promise<{ readonly what: string; readonly faults: () => Promise<readonly (string | undefined)[]> }>): Promise<readonly string[]> {
  const before = process.memoryUsage().rss;
  const wrong: string[] = [];
  const seen = { slowestMs: 0, mostRss: before };
  for (let run = 0; run < count && wrong.length < 10; run += 1) {
    const { what, faults } = await attempt(chanceOf(seed * 1e6 + run));
    const began = performance.now();
    try {
      const found = (await faults()).filter((fault) => fault !== undefined);
      if (found.length > 0) wrong.push(`run ${run}, ${what}: ${found.join('; ')}`);
    } catch (error) {
      wrong.push(`run ${run}, ${what}: threw ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    }
    const tookMs = performance.now() - began;
    if (tookMs > longestMs) wrong.push(`run ${run}, ${what}: ${Math.round(tookMs)} ms`);
    seen.slowestMs = Math.max(seen.slowestMs, tookMs);
    if (run % 20 === 0) seen.mostRss = Math.max(seen.mostRss, process.memoryUsage().rss);
  }
  if (seen.mostRss - before > mostBytes) wrong.push(`${seen.mostRss - before} bytes more than before`);
  if (process.env.SARCOLENS_FUZZ !== undefined) {
    const kinds = [...answers].toSorted((a, b) => b[1] - a[1]).map(([kind, times]) => `${kind} ${times}`).join(', ');
    process.stderr.write(`${count} cases, the slowest ${Math.round(seen.slowestMs)} ms, at most ${Math.round((seen.mostRss - before) / 1e6)} MB more: ${kinds}\n`);
  }
  return wrong;
}

beforeEach(() => { answers.clear(); });

test(`${runs} mutated files give a typed refusal or a sound answer, soon, in little memory, and name nobody`, async () => {
  const { plain, compressed } = await fuzzBases();
  expect(await wrongOf(runs, (chance) => {
    const base = chance.pick(chance.below(60) === 0 ? compressed : plain);
    const { file, how } = mutated(base.file, chance);
    const whole = chance.below(12) === 0 ? deflatedFile(file) : file;
    return Promise.resolve({ what: `${base.name}, ${how.join(', ')}`, faults: () => faultsOf(base, whole, chance) });
  })).toEqual([]);
}, 3_600_000);

test(`${frames} mutated frames give a typed refusal or a volume, soon, in little memory`, async () => {
  const { framesBySyntax, written } = await fuzzFrames();
  expect(await wrongOf(frames, (chance) => {
    const { transferSyntaxUid, frames: [first, second, third] } = chance.pick(framesBySyntax);
    const files = written(transferSyntaxUid, [first, mutatedFrame(second, chance), third]).map((bytes, k) => ({ name: `${k}.dcm`, bytes }));
    return Promise.resolve({ what: transferSyntaxUid, faults: async () => [faultOf(await buildVolume(sortStudy(files).series[0].instances), volumeFault)] });
  })).toEqual([]);
}, 3_600_000);
