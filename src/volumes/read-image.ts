import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { sha256Hex } from '../platform/canonical-json.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import { buildMask } from './build-mask.js';
import { buildVolume } from './build-volume.js';
import { quotedUid, quotedWord } from './quoted.js';
import { looksLikeNifti, readNiftiFile, readNiftiMask, readNiftiVolume } from './read-nifti.js';
import { sortStudy, type SortedStudy, type StudyFile } from './sort-study.js';
import type { LoadedMask, LoadedVolume, MaskOptions, SeriesOfStudy, VolumeOptions } from './types.js';

const readAtOnce = 16;

/** A file itself, or the files of a folder; a link to a file is one, a link to a folder is not followed. */
export async function pathsIn(path: string, depth: 'folder' | 'tree'): Promise<Outcome<readonly string[]>> {
  try {
    if (!(await stat(path)).isDirectory()) return done([path]);
    const entries = await readdir(path, { withFileTypes: true, recursive: depth === 'tree' });
    const visible = entries.filter((entry) => !join(relative(path, entry.parentPath), entry.name).split(sep).some((part) => part.startsWith('.')));
    const found = await Promise.all(visible.map(async (entry) => {
      const at = join(entry.parentPath, entry.name);
      const isFile = entry.isFile() || (entry.isSymbolicLink() && (await stat(at).catch(() => null))?.isFile() === true);
      return isFile ? at : null;
    }));
    return done(found.filter((at) => at !== null).toSorted());
  } catch {
    return refused('FILE_NOT_FOUND', `there is no file or folder ${path}`);
  }
}

const readTogether = (paths: readonly string[]): Promise<readonly { readonly name: string; readonly bytes: Uint8Array | null }[]> =>
  Promise.all(paths.map(async (name) => ({ name, bytes: await readFile(name).catch(() => null) })));

/** Reads files whole, each with its hash for provenance unless they are only looked at; the next are read while the first are hashed. */
export async function readFiles(paths: readonly string[], provenance: 'hashed' | 'none' = 'hashed'): Promise<Outcome<readonly StudyFile[]>> {
  const files: StudyFile[] = [];
  let reading = readTogether(paths.slice(0, readAtOnce));
  for (let from = readAtOnce; files.length < paths.length; from += readAtOnce) {
    const batch = await reading;
    reading = readTogether(paths.slice(from, from + readAtOnce));
    for (const { name, bytes } of batch) {
      if (bytes === null) return refused('FILE_NOT_FOUND', `${name} cannot be read; a file that may be read was expected there`);
      files.push(provenance === 'hashed' ? { name, bytes, sha256: sha256Hex(bytes) } : { name, bytes });
    }
  }
  return done(files);
}

/** Reads a file, or every file of a folder (not below it). */
async function readStudyFiles(path: string): Promise<Outcome<readonly StudyFile[]>> {
  const paths = await pathsIn(path, 'folder');
  return paths.ok ? readFiles(paths.value) : paths;
}

/** The one image series of a folder. What cannot be read counts only when there is no image at all, or when it is DICOM broken halfway. */
function onlySeries(sorted: SortedStudy, path: string): Outcome<SeriesOfStudy> {
  const broken = sorted.problems.find((problem) => problem.code !== 'NOT_DICOM');
  if (broken) return refused(broken.code, `${basename(broken.name)}: ${broken.text}`);
  const [first, ...others] = sorted.series;
  if (first && others.length === 0) return done(first);
  if (first) {
    const list = sorted.series.map(({ modality, seriesInstanceUid, instances }) => `${quotedWord(modality)} ${quotedUid(seriesInstanceUid)} (${instances.length})`).join(', ');
    return refused('NOT_A_VOLUME', `${path} holds ${sorted.series.length} series, one expected: ${list}`);
  }
  const [problem] = sorted.problems;
  if (problem) return refused(problem.code, `${basename(problem.name)}: ${problem.text}`);
  return refused('NOT_A_VOLUME', `${path} holds no image`);
}

/** The one image series of a folder, or of a file, before a pixel is decoded. */
export async function readSeries(path: string): Promise<Outcome<SeriesOfStudy>> {
  const files = await readStudyFiles(path);
  return files.ok ? onlySeries(sortStudy(files.value), path) : files;
}

async function readDicomImage(path: string, options: VolumeOptions): Promise<Outcome<LoadedVolume>> {
  const series = await readSeries(path);
  return series.ok ? buildVolume(series.value.instances, options) : series;
}

/** A DICOM series folder, a DICOM file or a NIfTI file → a volume. Never throws for what is in the files. */
export async function readImage(path: string, options: VolumeOptions = {}): Promise<Outcome<LoadedVolume>> {
  return looksLikeNifti(path) ? readNiftiVolume(path) : readDicomImage(path, options);
}

/** Begins to read a mask while the image is still being read; what comes out takes the image. As `readMask` otherwise. */
export function beginMask(path: string): (image: LoadedVolume, wanted?: string | MaskOptions) => Promise<Outcome<LoadedMask>> {
  if (!looksLikeNifti(path)) return (image, wanted) => readMask(path, image, wanted);
  const reading = readNiftiFile(path);
  return (image, wanted) => readNiftiMask(path, image, niftiLabel(wanted), reading);
}

function niftiLabel(wanted: string | MaskOptions | undefined): string | undefined {
  const roi = typeof wanted === 'object' ? wanted.roi : wanted;
  return roi === undefined ? undefined : String(roi);
}

/** A SEG, RTSTRUCT or NIfTI file, or a folder that holds one mask → one region on the image's grid. */
export async function readMask(path: string, image: LoadedVolume, wanted?: string | MaskOptions): Promise<Outcome<LoadedMask>> {
  if (looksLikeNifti(path)) return readNiftiMask(path, image, niftiLabel(wanted));
  const files = await readStudyFiles(path);
  if (!files.ok) return files;
  const { masks, problems } = sortStudy(files.value);
  if (files.value.length > 1 && masks.length !== 1) {
    return refused(masks.length === 0 ? 'ROI_NOT_FOUND' : 'ROI_AMBIGUOUS', `${path} holds ${masks.length} mask objects; one expected`);
  }
  const file = masks[0] ?? files.value[0];
  if (!file) return refused('FILE_NOT_FOUND', `${path} holds no file`);
  if (problems[0] && masks.length === 0) return refused(problems[0].code, `${basename(problems[0].name)}: ${problems[0].text}`);
  const loaded = await buildMask(file.bytes, image, wanted);
  if (!loaded.ok) return loaded;
  return done({ ...loaded.value, source: { ...loaded.value.source, ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }) } });
}
