import { done, refused, type Outcome } from '../platform/problem.js';
import { checkBelongs, checkSources, slicesOf } from './belongs.js';
import type { SeriesReference } from './drawn-on.js';
import { gridIndex } from './grid-index.js';
import { readHeader, text, type Header } from './header.js';
import { piecesOf } from './pieces.js';
import { quotedWord, withholding } from './quoted.js';
import { chooseRegion } from './regions.js';
import { rasterise, type Rasterised } from './rtstruct-mask.js';
import { rtReferences, rtRegions } from './rtstruct.js';
import { segmentMask } from './seg-mask.js';
import { readSeg, segReferences, segRegions } from './seg.js';
import type { LoadedMask, LoadedVolume, MaskOptions, MaskSource, Region } from './types.js';

interface Drawn {
  readonly roi: Region;
  readonly drawn: Rasterised;
}

const decided = { fractionThreshold: 0.5, nestedContours: 'xor' } as const satisfies MaskOptions;

function drawRtstruct(header: Header, image: LoadedVolume, { roi, nestedContours = decided.nestedContours }: MaskOptions): Outcome<Drawn> {
  const region = chooseRegion(rtRegions(header), roi, withholding(header));
  if (!region.ok) return region;
  const { contours, frameOfReferenceUid, ...plain } = region.value;
  const belongs = checkBelongs(header, frameOfReferenceUid, image);
  if (!belongs.ok) return belongs;
  const drawn = rasterise(contours(), { grid: gridIndex(image), slices: slicesOf(image), nestedContours });
  return drawn.ok ? done({ roi: plain, drawn: { ...drawn.value, warnings: [...belongs.value, ...drawn.value.warnings] } }) : drawn;
}

async function drawSeg(header: Header, image: LoadedVolume, { roi, fractionThreshold = decided.fractionThreshold }: MaskOptions): Promise<Outcome<Drawn>> {
  if (!(fractionThreshold > 0 && fractionThreshold <= 1)) throw new Error(`a fraction threshold of ${fractionThreshold}: over 0 and at most 1 expected`);
  const segmentation = readSeg(header);
  if (!segmentation.ok) return segmentation;
  const region = chooseRegion(segRegions(header), roi, withholding(header));
  if (!region.ok) return region;
  const belongs = checkBelongs(header, text(header, 'x00200052'), image);
  if (!belongs.ok) return belongs;
  const sources = checkSources(segReferences(header), image);
  if (!sources.ok) return sources;
  const drawn = await segmentMask(segmentation.value, region.value.number, gridIndex(image), fractionThreshold);
  return drawn.ok ? done({ roi: region.value, drawn: { ...drawn.value, warnings: [...belongs.value, ...sources.value, ...drawn.value.warnings] } }) : drawn;
}

/** V2: voxels that stand for no image are no part of any region. */
function withoutPadding(voxels: Uint8Array, padding: Uint8Array | null): number {
  if (padding === null) return 0;
  let removed = 0;
  for (let i = 0; i < voxels.length; i += 1) {
    removed += voxels[i] & padding[i];
    voxels[i] &= 1 - padding[i];
  }
  return removed;
}

/** Pieces of fewer voxels than this, or of less than a hundredth of the region, are perhaps strokes left over. */
const smallPiece = 10;

/** S9: small pieces beside the largest one are said. */
function sayPieces(pieces: readonly number[], voxels: number): readonly string[] {
  const small = pieces.slice(1).filter((size) => size < Math.max(smallPiece, voxels / 100));
  if (small.length === 0) return [];
  const together = small.reduce((sum, size) => sum + size, 0);
  return [`the region consists of ${pieces.length} pieces, ${small.length} of them small (${together} ${together === 1 ? 'voxel' : 'voxels together'})`];
}

const sourceOf = (header: Header): MaskSource => ({
  modality: text(header, 'x00080060') === 'SEG' ? 'SEG' : 'RTSTRUCT',
  sopInstanceUid: text(header, 'x00080018'),
  seriesInstanceUid: text(header, 'x0020000e'),
  studyInstanceUid: text(header, 'x0020000d'),
  patientId: text(header, 'x00100020'),
});

function finished({ roi, drawn }: Drawn, image: LoadedVolume, header: Header): Outcome<LoadedMask> {
  const removed = withoutPadding(drawn.voxels, image.padding);
  const pieces = piecesOf(drawn.voxels, image.volume.grid.size);
  const voxels = pieces.reduce((sum, size) => sum + size, 0);
  const say = withholding(header);
  if (voxels === 0) return refused('ROI_EMPTY', `region ${say(String(roi.number))} "${say(roi.label)}" holds no voxel of the image`);
  const warnings = [...drawn.warnings, ...(removed > 0 ? [`${removed} voxels of the region carry the pixel padding value and were left out`] : []), ...sayPieces(pieces, voxels)];
  return done({ mask: { grid: image.volume.grid, voxels: drawn.voxels }, voxels, roi, source: { ...sourceOf(header), ...drawn.source }, warnings });
}

const notAMask = (header: Header): Outcome<never> =>
  refused('UNSUPPORTED_IMAGE', `the mask's Modality is ${quotedWord(text(header, 'x00080060'))}; SEG or RTSTRUCT expected`);

/**
 * Bytes of a SEG or RTSTRUCT → one region on the image's grid; `wanted` may be just the region. Codes: ROI_*,
 * FRAME_OF_REFERENCE_MISMATCH, PATIENT_MISMATCH, STUDY_MISMATCH, MASK_SOURCE_MISSING, MASK_GRID_MISMATCH and those of
 * reading.
 */
export async function buildMask(bytes: Uint8Array, image: LoadedVolume, wanted?: string | number | MaskOptions): Promise<Outcome<LoadedMask>> {
  const header = readHeader(bytes);
  if (!header.ok) return header;
  const modality = text(header.value, 'x00080060');
  if (modality !== 'RTSTRUCT' && modality !== 'SEG') return notAMask(header.value);
  const options = typeof wanted === 'object' ? wanted : { roi: wanted };
  const drawn = modality === 'RTSTRUCT' ? drawRtstruct(header.value, image, options) : await drawSeg(header.value, image, options);
  return drawn.ok ? finished(drawn.value, image, header.value) : drawn;
}

/** The regions a SEG or RTSTRUCT holds. */
export function listRegions(bytes: Uint8Array): Outcome<readonly Region[]> {
  const header = readHeader(bytes);
  if (!header.ok) return header;
  const modality = text(header.value, 'x00080060');
  if (modality === 'RTSTRUCT') return done(rtRegions(header.value).map(({ contours: _contours, frameOfReferenceUid: _frame, ...region }) => region));
  if (modality === 'SEG') return done(segRegions(header.value));
  return notAMask(header.value);
}

/** What a SEG or RTSTRUCT says it was drawn on, and the frames of reference of its regions. */
export function maskReferences(header: Header): { readonly references: readonly SeriesReference[]; readonly frames: readonly string[] } {
  if (text(header, 'x00080060') === 'SEG') return { references: segReferences(header), frames: [text(header, 'x00200052')].filter((uid) => uid !== '') };
  const frames = rtRegions(header).map((region) => region.frameOfReferenceUid).filter((uid) => uid !== '');
  return { references: rtReferences(header), frames: [...new Set(frames)] };
}
