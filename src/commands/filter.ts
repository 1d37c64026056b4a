import { writeFile } from 'node:fs/promises';
import { settingsHash } from '../analysis/extraction-settings.js';
import { codeOfNotMeasurable } from '../analysis/not-measurable.js';
import { responseParametricMap, type SourceSeries, sourceSeries } from '../dicom-sr/index.js';
import { done, refused, type Outcome } from '../platform/problem.js';
import { engine } from '../platform/project.js';
import { type ExtractionSettings, type FilterSettings, responseMap, type Volume } from '../radiomics/index.js';
import { buildVolume } from '../volumes/index.js';
import { readImage, readSeries } from '../volumes/read-image.js';
import { looksLikeNifti } from '../volumes/read-nifti.js';
import type { LoadedVolume } from '../volumes/types.js';
import { niftiBytes } from '../volumes/write-nifti.js';
import { readExtractionSettings } from './extract.js';
import { failWith, messageOf } from './fail.js';

/** The options of `sarcolens filter` as the command line hands them over: where to write, as NIfTI, as DICOM or both. */
export interface FilterOptions {
  readonly image: string;
  readonly config: string;
  readonly out?: string;
  readonly dicom?: string;
}

interface Source {
  readonly image: LoadedVolume;
  /** Null for NIfTI, of which no DICOM can be made. */
  readonly series: SourceSeries | null;
}

type FilteringSettings = ExtractionSettings & { readonly filter: FilterSettings };

/** What is wrong with how the command was called. */
function misuse({ image, out, dicom }: FilterOptions): string | undefined {
  if (out === undefined && dicom === undefined) return 'neither --out nor --dicom was given; a NIfTI file or a DICOM file to write was expected';
  if (out !== undefined && !looksLikeNifti(out)) return `--out is ${out}; a name that ends in .nii or .nii.gz was expected`;
  if (dicom !== undefined && looksLikeNifti(image)) return `--dicom needs the patient and the study of a DICOM series and --image is ${image}; a DICOM series was expected`;
  return undefined;
}

async function readSource(path: string): Promise<Outcome<Source>> {
  if (looksLikeNifti(path)) {
    const image = await readImage(path);
    return image.ok ? done({ image: image.value, series: null }) : image;
  }
  const read = await readSeries(path);
  if (!read.ok) return read;
  const image = await buildVolume(read.value.instances);
  if (!image.ok) return image;
  const series = sourceSeries(read.value.instances);
  return series.ok ? done({ image: image.value, series: series.value }) : series;
}

async function settingsOf(path: string): Promise<Outcome<FilteringSettings>> {
  const settings = await readExtractionSettings(path);
  if (!settings.ok) return settings;
  const { filter } = settings.value;
  return filter === null ? refused('INVALID_CONFIG', `${path} names no filter; an object under "filter" was expected.`) : done({ ...settings.value, filter });
}

/** The files to write: name and bytes. */
function filesOf({ out, dicom }: FilterOptions, { image, series }: Source, { map, settings }: { readonly map: Volume; readonly settings: FilteringSettings }): readonly (readonly [string, Uint8Array])[] {
  const hash = settingsHash(settings);
  const origin = { resultId: hash, madeAt: new Date(), engine };
  return [
    ...(out === undefined ? [] : [[out, niftiBytes(map, out)] as const]),
    ...(dicom === undefined || series === null ? [] : [[dicom, responseParametricMap(origin, { source: series, map, settings, settingsHash: hash, intensityUnit: image.intensityUnit }).bytes] as const]),
  ];
}

/** `sarcolens filter`: the response map on the image's grid after interpolation, as NIfTI and as a DICOM Parametric Map. */
export async function runFilter(options: FilterOptions): Promise<0 | 1 | 2> {
  const wrong = misuse(options);
  if (wrong !== undefined) {
    process.stderr.write(`sarcolens filter: ${wrong}.\n`);
    return 2;
  }
  const settings = await settingsOf(options.config);
  if (!settings.ok) return failWith('filter', settings.problem);
  const source = await readSource(options.image);
  if (!source.ok) return failWith('filter', source.problem);
  const map = responseMap(source.value.image.volume, settings.value);
  if ('reason' in map) return failWith('filter', { code: codeOfNotMeasurable[map.reason], text: `The image cannot be filtered: ${map.detail}.` });
  for (const [name, bytes] of filesOf(options, source.value, { map, settings: settings.value })) {
    try {
      await writeFile(name, bytes);
    } catch (error) {
      return failWith('filter', { code: 'FILE_NOT_FOUND', text: `${name} cannot be written: ${messageOf(error)}.` });
    }
  }
  return 0;
}
