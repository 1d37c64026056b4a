import { median, printRow, shown } from '../figures.js';
import { inTurns } from '../in-turns.js';
import { keepResults, type Entry } from './results.js';
import { sections, type Sample, type Section, type Task } from './sections.js';

/*
 * The engine beside its peers, each in turn: compare.js [SECTION | SECTION: WHAT ...], all sections when none is named, and
 * with WHAT one row of a section.
 * Prints a table per section and keeps the raw figures in bench/out/engine.json.
 */

const together = (a: Sample, b: Sample): Sample => ({
  voxels: Math.max(a.voxels, b.voxels), ms: [...a.ms, ...b.ms], cpuMs: [...a.cpuMs, ...b.cpuMs],
  ...(b.peakMemoryMb === undefined ? {} : { peakMemoryMb: Math.max(a.peakMemoryMb ?? 0, b.peakMemoryMb) }),
  ...(b.bytesPerVoxel === undefined ? {} : { bytesPerVoxel: Math.max(a.bytesPerVoxel ?? 0, b.bytesPerVoxel) }),
});

/** Runs the tasks of a section in turns. */
async function measured(name: string, { rounds, tasks }: Section, row: string | undefined): Promise<readonly Entry[]> {
  const asked = (await tasks()).filter(({ what }) => row === undefined || what === row);
  const samples = await inTurns<Sample, Task>(rounds, asked, ({ what, program }) => `${name}, ${what}, ${program}`);
  return [...samples].map(([{ what, program }, [first, ...others]]) => ({ section: name, what, program, ...others.reduce(together, first) }));
}

/** Time, and how many times that of the first program it is; memory where it was taken. */
function cell(entry: Entry | undefined, first: Entry): string {
  if (entry === undefined) return '';
  const ratio = entry === first ? '' : ` (${(median(entry.ms) / median(first.ms)).toFixed(2)} ×)`;
  const memory = entry.peakMemoryMb === undefined ? '' : `, ${entry.peakMemoryMb.toFixed(0)} MB`;
  const perVoxel = entry.bytesPerVoxel === undefined ? '' : `, ${(1e6 * median(entry.ms) / entry.voxels).toFixed(0)} ns and ${entry.bytesPerVoxel.toFixed(0)} bytes a voxel`;
  return `${shown(median(entry.ms))}${ratio}${memory}${perVoxel}`;
}

function printTable(name: string, entries: readonly Entry[]): void {
  const programs = [...new Set(entries.map(({ program }) => program))];
  printRow(name, 'voxels', ...programs);
  printRow('---', ...['voxels', ...programs].map(() => '---:'));
  for (const [what, row] of Map.groupBy(entries, (entry) => entry.what)) {
    printRow(what, `${Math.max(...row.map(({ voxels }) => voxels))}`, ...programs.map((program) => cell(row.find((entry) => entry.program === program), row[0])));
  }
  process.stdout.write('\n');
}

const asked = process.argv.slice(2);
const sectionOf = (name: string): string => name.split(': ', 1)[0] ?? name;
const unknown = asked.filter((name) => !(sectionOf(name) in sections));
if (unknown.length > 0) throw new Error(`${unknown.join(', ')} is no section; one of ${Object.keys(sections).join(', ')} was expected.`);
for (const name of asked.length > 0 ? asked : Object.keys(sections)) {
  const section = sectionOf(name);
  const entries = await measured(section, sections[section], name === section ? undefined : name.slice(section.length + 2));
  printTable(name, entries);
  await keepResults(section, entries);
}
