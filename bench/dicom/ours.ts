import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '../../src/platform/problem.js';
import { fetchAll } from '../../src/studies/fetch-all.js';
import { PacsClient } from '../../src/studies/pacs.client.js';
import { buildMask, buildVolume, type LoadedVolume, sortStudy, type StudyFile } from '../../src/volumes/index.js';
import { pathsIn, readFiles, readImage } from '../../src/volumes/read-image.js';
import { type Figures, type Work, workSchema } from './work.js';

/*
 * Our side of a piece of work: ours.js WORK, as work.ts describes it. Prints a line of figures.
 */

type Kind<K extends Work['kind']> = Extract<Work, { kind: K }>;
/** One repeat: what came out, and what part of the time was WADO-RS. */
interface Repeat { readonly result: number; readonly ms: number; readonly fetchMs?: number }

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problem.text);
  return outcome.value;
}

function sumOf({ volume: { voxels } }: LoadedVolume): number {
  let sum = 0;
  for (let i = 0; i < voxels.length; i += 1) sum += voxels[i];
  return sum;
}

/** As the worker does it: onto the disk with a hash of each file, then read, sorted and built. */
async function fetchToVolume({ pacs, studyInstanceUid, seriesInstanceUid, slices, kind }: Kind<'fetch' | 'fetch-volume'>): Promise<Repeat> {
  const folder = await mkdtemp(join(tmpdir(), 'sarcolens-bench-'));
  try {
    const client = new PacsClient({ ...pacs, attempts: 1, timeoutMs: 60_000, seriesAtOnce: 4, studyLimitBytes: 2 ** 31, storeResults: false });
    const began = performance.now();
    const fetched = valueOf(await fetchAll(client, studyInstanceUid, [{ seriesInstanceUid, modality: 'CT', instances: slices }], { folder }));
    const fetchMs = performance.now() - began;
    if (kind === 'fetch') return { result: fetched.reduce((sum, { bytes }) => sum + bytes, 0), ms: fetchMs };
    const files = await Promise.all(fetched.map(async ({ path, sha256 }): Promise<StudyFile> => ({ name: path, bytes: await readFile(path), sha256 })));
    const volume = valueOf(await buildVolume(sortStudy(files).series[0].instances, { intensity: 'rescaled' }));
    return { ms: performance.now() - began, fetchMs, result: sumOf(volume) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function readVolume({ folder, workers }: Kind<'read-volume'>): Promise<Repeat> {
  const began = performance.now();
  const volume = valueOf(await readImage(folder, { intensity: 'rescaled', threads: workers }));
  return { ms: performance.now() - began, result: sumOf(volume) };
}

async function draw(bytes: Uint8Array, image: LoadedVolume, label: string): Promise<Repeat> {
  const began = performance.now();
  const { voxels } = valueOf(await buildMask(bytes, image, label));
  return { ms: performance.now() - began, result: voxels };
}

/** What `sarcolens inspect` does before it decodes a pixel. */
async function readHeaders({ folder }: Kind<'headers'>): Promise<Repeat> {
  const began = performance.now();
  const { series } = sortStudy(valueOf(await readFiles(valueOf(await pathsIn(folder, 'tree')), 'none')));
  return { ms: performance.now() - began, result: series.length };
}

/** What is done again and again, once what it needs is there. */
async function prepared(work: Work): Promise<() => Promise<Repeat>> {
  switch (work.kind) {
    case 'fetch': case 'fetch-volume': return () => fetchToVolume(work);
    case 'read-volume': return () => readVolume(work);
    case 'headers': return () => readHeaders(work);
    case 'mask': {
      const [image, bytes] = [valueOf(await readImage(work.folder)), await readFile(work.structureSet)];
      return () => draw(bytes, image, work.label);
    }
  }
}

const work = workSchema.parse(JSON.parse(process.argv[2] ?? ''));
const once = await prepared(work);
const repeats: Repeat[] = [];
while (repeats.length < work.repeats) repeats.push(await once());
const figures: Figures = {
  ms: repeats.map(({ ms }) => ms), fetchMs: repeats.flatMap(({ fetchMs }) => fetchMs ?? []), result: repeats[0].result,
  peakMemoryMb: Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN) / 1024,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
