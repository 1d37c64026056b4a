import { done, refused, type Outcome, type Problem } from '../platform/problem.js';
import { buildMask, listRegions } from './build-mask.js';
import { readHeader } from './header.js';
import { openSegmentation } from './seg-pixels.js';
import { readSeg } from './seg.js';
import type { LoadedVolume, MaskOfStudy, Region } from './types.js';

/** One region on one series it was drawn on; without such a series, `voxels`, `volumeMl` and `imageSeriesInstanceUid` are null. */
export interface InspectedRegion extends Region {
  readonly imageSeriesInstanceUid: string | null;
  readonly voxels: number | null;
  /** Of the voxels together. */
  readonly volumeMl: number | null;
  readonly problems: readonly Problem[];
}

/** One SEG or RTSTRUCT. */
export interface InspectedMask {
  readonly modality: MaskOfStudy['modality'];
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly path: string;
  readonly regions: readonly InspectedRegion[];
  readonly problems: readonly Problem[];
}

/** The regions a mask object holds, once it could be read to its last pixel. */
async function readableRegions(mask: MaskOfStudy): Promise<Outcome<readonly Region[]>> {
  const regions = listRegions(mask.bytes);
  if (!regions.ok || mask.modality === 'RTSTRUCT') return regions;
  const header = readHeader(mask.bytes);
  const segmentation = header.ok ? readSeg(header.value) : header;
  if (!segmentation.ok) return segmentation;
  const read = await openSegmentation(segmentation.value);
  if (!read.ok) return read;
  for (const { frame } of segmentation.value.frames) {
    const values = read.value(frame.index);
    if (!values.ok) return values;
  }
  return done(regions.value);
}

/** Puts every region of a mask on a volume it was drawn on. */
export async function regionsOn(mask: MaskOfStudy, image: LoadedVolume): Promise<readonly InspectedRegion[]> {
  const regions = listRegions(mask.bytes);
  const placed: InspectedRegion[] = [];
  const voxelMl = image.volume.grid.spacingMm.reduce((product, mm) => product * mm, 1e-3);
  for (const region of regions.ok ? regions.value : []) {
    const built = await buildMask(mask.bytes, image, region.number);
    const found = built.ok ? { voxels: built.value.voxels, volumeMl: built.value.voxels * voxelMl, problems: [] } : { voxels: null, volumeMl: null, problems: [built.problem] };
    placed.push({ ...region, imageSeriesInstanceUid: image.source.seriesInstanceUid, ...found });
  }
  return placed;
}

/** A mask with what became of its regions; `placed` is null when no image here is one it was drawn on. */
export async function inspectedMask(mask: MaskOfStudy, placed: readonly InspectedRegion[] | null): Promise<InspectedMask> {
  const { modality, sopInstanceUid, seriesInstanceUid, name: path } = mask;
  const readable = await readableRegions(mask);
  const nowhere = (region: Region): InspectedRegion => ({ ...region, imageSeriesInstanceUid: null, voxels: null, volumeMl: null, problems: [] });
  const problems: Problem[] = [];
  if (!readable.ok) problems.push(readable.problem);
  else if (readable.value.length === 0) problems.push(refused('ROI_NOT_FOUND', 'the mask object holds no region').problem);
  else if (placed === null) problems.push(refused('FRAME_OF_REFERENCE_MISMATCH', 'no series here is one the mask was drawn on, nor in its frame of reference').problem);
  const regions = placed !== null && placed.length > 0 ? placed : (readable.ok ? readable.value : []).map(nowhere);
  return { modality, sopInstanceUid, seriesInstanceUid, path, regions, problems };
}
