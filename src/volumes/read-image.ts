import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sha256Hex } from '../platform/canonical-json.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import { buildMask } from './build-mask.js';
import { buildVolume } from './build-volume.js';
import { looksLikeNifti, readNiftiMask, readNiftiVolume } from './read-nifti.js';
import { sortStudy, type SortedStudy, type StudyFile } from './sort-study.js';
import type { LoadedMask, LoadedVolume, VolumeOptions } from './types.js';

const readAtOnce = 16;

async function pathsIn(path: string): Promise<Outcome<readonly string[]>> {
  try {
    if (!(await stat(path)).isDirectory()) return done([path]);
    const entries = await readdir(path, { withFileTypes: true });
    return done(entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => join(path, entry.name)).toSorted());
  } catch {
    return refused('FILE_NOT_FOUND', `there is no file or folder ${path}`);
  }
}

/** Reads a file, or every file of a folder (not below it), with its hash for provenance. */
export async function readStudyFiles(path: string): Promise<Outcome<readonly StudyFile[]>> {
  const paths = await pathsIn(path);
  if (!paths.ok) return paths;
  const files: StudyFile[] = [];
  for (let from = 0; from < paths.value.length; from += readAtOnce) {
    const batch = paths.value.slice(from, from + readAtOnce);
    files.push(...await Promise.all(batch.map(async (name) => {
      const bytes = await readFile(name);
      return { name, bytes, sha256: sha256Hex(bytes) };
    })));
  }
  return done(files);
}

/** The one image series of a folder. What cannot be read counts only when there is no image at all, or when it is DICOM broken halfway. */
function onlySeries(sorted: SortedStudy, path: string): Outcome<SortedStudy['series'][number]> {
  const broken = sorted.problems.find((problem) => problem.code !== 'NOT_DICOM');
  if (broken) return refused(broken.code, `${basename(broken.name)}: ${broken.text}`);
  const [first, ...others] = sorted.series;
  if (first && others.length === 0) return done(first);
  if (first) {
    const list = sorted.series.map(({ modality, seriesInstanceUid, instances }) => `${modality} ${seriesInstanceUid} (${instances.length})`).join(', ');
    return refused('NOT_A_VOLUME', `${path} holds ${sorted.series.length} series, one expected: ${list}`);
  }
  const [problem] = sorted.problems;
  if (problem) return refused(problem.code, `${basename(problem.name)}: ${problem.text}`);
  return refused('NOT_A_VOLUME', `${path} holds no image`);
}

async function readDicomImage(path: string, options: VolumeOptions): Promise<Outcome<LoadedVolume>> {
  const files = await readStudyFiles(path);
  if (!files.ok) return files;
  const series = onlySeries(sortStudy(files.value), path);
  return series.ok ? buildVolume(series.value.instances, options) : series;
}

/** A DICOM series folder, a DICOM file or a NIfTI file → a volume. Never throws for what is in the files. */
export async function readImage(path: string, options: VolumeOptions = {}): Promise<Outcome<LoadedVolume>> {
  return looksLikeNifti(path) ? readNiftiVolume(path) : readDicomImage(path, options);
}

/** A SEG, RTSTRUCT or NIfTI file, or a folder that holds one mask → one region on the image's grid. */
export async function readMask(path: string, image: LoadedVolume, roi?: string): Promise<Outcome<LoadedMask>> {
  if (looksLikeNifti(path)) return readNiftiMask(path, image, roi);
  const files = await readStudyFiles(path);
  if (!files.ok) return files;
  const { masks, problems } = sortStudy(files.value);
  if (files.value.length > 1 && masks.length !== 1) {
    return refused(masks.length === 0 ? 'ROI_NOT_FOUND' : 'ROI_AMBIGUOUS', `${path} holds ${masks.length} mask objects; one expected`);
  }
  const file = masks[0] ?? files.value[0];
  if (!file) return refused('FILE_NOT_FOUND', `${path} holds no file`);
  if (problems[0] && masks.length === 0) return refused(problems[0].code, `${basename(problems[0].name)}: ${problems[0].text}`);
  const loaded = await buildMask(file.bytes, image, roi);
  if (!loaded.ok) return loaded;
  return done({ ...loaded.value, source: { ...loaded.value.source, ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }) } });
}
