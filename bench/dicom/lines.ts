import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Orthanc } from '../../test/support/orthanc.js';
import { writeContours, writeSeries, type Shape, type WrittenSeries } from './series.js';
import { fetching, type Program, type Work } from './work.js';

/** A row of the table: work that several programs do. */
export interface Row {
  readonly what: string;
  readonly bar: string;
  readonly work: Work;
  readonly programs: readonly Program[];
  readonly shows: 'time' | 'time and memory';
  /** How far apart results may be, as a share of ours; nothing but rounding where it is not said. */
  readonly tolerance?: number;
  /** The row that this one is a speed-up of. */
  readonly against?: string;
}

/** Where a line may write, and the PACS. */
export interface Place {
  readonly folder: string;
  readonly orthanc: Orthanc;
}

/** Rows with the same inputs. `rounds` says how often the programs take turns, each time in a process of its own. */
export interface Line {
  readonly rounds: number;
  readonly rows: (place: Place) => Promise<readonly Row[]>;
}

const readers = ['sarcolens', 'pydicom', 'SimpleITK'] as const;
const trunk: Shape = { name: 'trunk', edge: 512, slices: 134 };
const whole = 1000;
const headerFiles = 10_000;
const filesPerSeries = 250;

async function stored({ folder, orthanc }: Place, shape: Shape): Promise<WrittenSeries> {
  const series = await writeSeries(folder, shape);
  await orthanc.storeFolder(series.folder);
  return series;
}

async function fetchRows(place: Place): Promise<readonly Row[]> {
  const work = fetching('fetch-volume', place.orthanc, await stored(place, trunk), 9);
  return [{ what: '134 slices of 512² (70 MB), Orthanc to Float32 volume', bar: '≤ 1.0 s, WADO-RS ≤ 0.45 s', work, programs: readers, shows: 'time' }];
}

async function jpeg2000Rows({ folder: parent }: Place): Promise<readonly Row[]> {
  const { folder } = await writeSeries(parent, trunk, 'JPEG 2000');
  const reading = (workers: number): Work => ({ kind: 'read-volume', repeats: 2, folder, workers });
  const [one, cores] = ['134 slices of 512² in JPEG 2000 lossless, disk to volume, one thread', availableParallelism()];
  return [
    { what: one, bar: '', work: reading(1), programs: readers, shows: 'time' },
    { what: `the same, ${cores} threads or processes`, bar: '≥ 1.7 times one', work: reading(cores), programs: readers, shows: 'time', against: one },
  ];
}

async function memoryRows(place: Place): Promise<readonly Row[]> {
  const [small, large] = [await stored(place, { name: 'whole 256', edge: 256, slices: whole }), await stored(place, { name: 'whole 512', edge: 512, slices: whole })];
  const row = (what: string, bar: string, work: Work): Row => ({ what, bar, work, programs: readers, shows: 'time and memory', tolerance: 0.01 });
  return [
    row('1000 slices of 256² (131 MB, volume 262 MB), Orthanc to volume', '≤ 600 MB', fetching('fetch-volume', place.orthanc, small, 1)),
    row('1000 slices of 512² (524 MB), Orthanc to disk', '≤ 600 MB', fetching('fetch', place.orthanc, large, 1)),
    row('1000 slices of 512² (524 MB, volume 1049 MB), Orthanc to volume', '', fetching('fetch-volume', place.orthanc, large, 1)),
  ];
}

async function contourRows({ folder: parent }: Place): Promise<readonly Row[]> {
  const label = 'GTV';
  const { folder } = await writeSeries(parent, trunk);
  const structureSet = await writeContours(parent, trunk, { contours: 100, corners: 200, label });
  const work: Work = { kind: 'mask', repeats: 5, folder, structureSet, label };
  // Programs differ in whether a voxel on the line is inside.
  return [{ what: 'RTSTRUCT with 100 contours of 200 points to a mask of 512 × 512 × 134', bar: '≤ 0.2 s', work, programs: ['sarcolens', 'pydicom', 'rt-utils'], shows: 'time', tolerance: 0.02 }];
}

async function manySeries(parent: string, edge: number): Promise<string> {
  const folder = join(parent, `headers ${edge}`);
  await mkdir(folder);
  for (let k = 0; k < headerFiles / filesPerSeries; k += 1) await writeSeries(folder, { name: `${edge} ${k}`, edge, slices: filesPerSeries });
  return folder;
}

async function headerRows({ folder: parent }: Place): Promise<readonly Row[]> {
  const row = async (edge: number, size: string, bar: string): Promise<Row> =>
    ({ what: `headers of ${headerFiles} files of ${edge}² (${size}) in ${headerFiles / filesPerSeries} series`, bar, work: { kind: 'headers', repeats: 1, folder: await manySeries(parent, edge) }, programs: readers, shows: 'time and memory' });
  return [await row(64, '94 MB', '≤ 5 s'), await row(256, '1.3 GB', '')];
}

export const lines: Readonly<Record<string, Line>> = {
  fetch: { rounds: 3, rows: fetchRows },
  memory: { rounds: 2, rows: memoryRows },
  contours: { rounds: 3, rows: contourRows },
  headers: { rounds: 3, rows: headerRows },
  'jpeg-2000': { rounds: 3, rows: jpeg2000Rows },
};
