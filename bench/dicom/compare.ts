import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOrthanc } from '../../test/support/orthanc.js';
import { median, printRow, shown } from '../figures.js';
import { inTurns } from '../in-turns.js';
import { lines, type Line, type Place, type Row } from './lines.js';
import { type Figures, measured, type Program } from './work.js';

/*
 * From DICOM to volumes and masks beside other programs, each in turn: compare.js [LINE ...], all lines when none is named.
 * Prints a row for each piece of work.
 */

/** All runs of one program at one row; `firstMs` are the first of each process. */
interface Sample extends Figures {
  readonly firstMs: readonly number[];
}

type Samples = ReadonlyMap<Program, Sample>;

const together = (runs: readonly Figures[]): Sample => ({
  ms: runs.flatMap(({ ms }) => ms), fetchMs: runs.flatMap(({ fetchMs }) => fetchMs), firstMs: runs.map(({ ms }) => ms[0]),
  peakMemoryMb: Math.max(...runs.map(({ peakMemoryMb }) => peakMemoryMb)), result: runs[0].result,
});

/** Programs that come to another result did other work, and their times mean nothing. */
function checkAgreement({ what, tolerance = 1e-9 }: Row, samples: Samples): void {
  const ours = samples.get('sarcolens')?.result ?? Number.NaN;
  const other = [...samples].find(([, { result }]) => !(Math.abs(result - ours) <= tolerance * Math.abs(ours)));
  if (other !== undefined) throw new Error(`${what}: ${other[0]} comes to ${other[1].result}; ${ours} expected, as we do`);
}

async function samplesOf(rounds: number, rows: readonly Row[]): Promise<ReadonlyMap<Row, Samples>> {
  const tasks = rows.flatMap((row) => row.programs.map((program) => ({ row, program, run: () => measured(program, row.work) })));
  const runs = await inTurns<Figures, (typeof tasks)[number]>(rounds, tasks, ({ row, program }) => `${row.what}, ${program}`);
  return new Map(rows.map((row) => [row, new Map([...runs].filter(([task]) => task.row === row).map(([{ program }, of]) => [program, together(of)]))]));
}

/** Time with its parts, what it is a speed-up of, how many times ours, and memory where it is the point. */
function cell(sample: Sample, ours: Sample | undefined, { row: { shows }, alone }: { readonly row: Row; readonly alone: Sample | undefined }): string {
  const first = median(sample.firstMs) > 1.2 * median(sample.ms) ? [`first ${shown(median(sample.firstMs))}`] : [];
  const fetch = sample.fetchMs.length > 0 && shows === 'time' ? [`WADO-RS ${shown(median(sample.fetchMs))}`] : [];
  const ratio = ours === undefined || ours === sample ? [] : [`${(median(sample.ms) / median(ours.ms)).toFixed(1)} ×`];
  const speedUp = alone === undefined ? [] : [`${(median(alone.ms) / median(sample.ms)).toFixed(2)} times one`];
  const memory = shows === 'time' ? '' : `, ${sample.peakMemoryMb.toFixed(0)} MB`;
  const beside = [...ratio, ...speedUp, ...fetch, ...first];
  return `${shown(median(sample.ms))}${beside.length > 0 ? ` (${beside.join(', ')})` : ''}${memory}`;
}

function printLine(samples: ReadonlyMap<Row, Samples>): void {
  for (const [row, of] of samples) {
    const ours = of.get('sarcolens');
    const alone = [...samples].find(([{ what }]) => what === row.against)?.[1];
    const [mine = '', ...others] = row.programs.map((program) => {
      const sample = of.get(program);
      return sample === undefined ? `${program}: failed` : `${program === 'sarcolens' ? '' : `${program} `}${cell(sample, ours, { row, alone: alone?.get(program) })}`;
    });
    printRow(row.what, mine, others.join('; '), row.bar);
  }
}

async function measureLine({ rounds, rows }: Line, place: Place): Promise<void> {
  const samples = await samplesOf(rounds, await rows(place));
  for (const [row, of] of samples) checkAgreement(row, of);
  printLine(samples);
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in lines));
if (unknown.length > 0) throw new Error(`${unknown.join(', ')} is no line; one of ${Object.keys(lines).join(', ')} was expected.`);
const place: Place = { folder: await mkdtemp(join(tmpdir(), 'sarcolens-bench-')), orthanc: await startOrthanc() };
try {
  printRow('what', 'Sarcolens', 'others', 'bar');
  printRow('---', '---', '---', '---');
  for (const name of asked.length > 0 ? asked : Object.keys(lines)) {
    const folder = await mkdtemp(join(place.folder, 'line-'));
    await measureLine(lines[name], { ...place, folder });
    await rm(folder, { recursive: true });
  }
} finally {
  await place.orthanc.stop();
  await rm(place.folder, { recursive: true, force: true });
}
