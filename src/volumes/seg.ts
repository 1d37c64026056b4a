import { done, refused, type Outcome } from '../platform/problem.js';
import { codeOf } from './coded.js';
import type { SeriesReference } from './drawn-on.js';
import { functionalGroup } from './frames.js';
import { items, text, unsigned16, written, type Header } from './header.js';
import { instanceOf } from './parse.js';
import { quotedWord } from './quoted.js';
import type { Frame, Instance, Region } from './types.js';

export type SegmentationType = 'BINARY' | 'FRACTIONAL' | 'LABELMAP';

/** A frame of a SEG and the segment it shows; a LABELMAP frame shows all of them (null). */
export interface SegFrame {
  readonly frame: Frame;
  readonly segment: number | null;
}

export interface Segmentation {
  readonly instance: Instance;
  readonly type: SegmentationType;
  /** PROBABILITY or OCCUPANCY, and what stands for 1; of a FRACTIONAL one only. */
  readonly fraction: { readonly type: string; readonly maximum: number } | null;
  readonly frames: readonly SegFrame[];
}

const isType = (value: string): value is SegmentationType => value === 'BINARY' || value === 'FRACTIONAL' || value === 'LABELMAP';
const labelMapStorage = '1.2.840.10008.5.1.4.1.1.66.7';

const typeOf = (header: Header): string => text(header, 'x00620001') || (text(header, 'x00080016') === labelMapStorage ? 'LABELMAP' : '');

/** S7: what fills a LABELMAP where nothing was drawn is no region, whether PixelPaddingValue says so or the code for background (DCM 125040). */
function isBackground(header: Header, region: Region): boolean {
  const isCoded = region.code?.scheme === 'DCM' && region.code.value === '125040';
  return typeOf(header) === 'LABELMAP' && (isCoded || region.number === unsigned16(header, 'x00280120'));
}

/** The segments of a Segmentation (PS3.3 C.8.20.4). */
export function segRegions(header: Header): readonly Region[] {
  const characterSet = text(header, 'x00080005');
  const segments = items(header, 'x00620002').map((segment) => {
    const trackingUid = text(segment, 'x00620021');
    return {
      number: unsigned16(segment, 'x00620004') ?? 0, label: written(segment, 'x00620005', characterSet), ...(trackingUid === '' ? {} : { trackingUid }), ...codeOf(segment, 'x0062000f'),
    };
  });
  return segments.filter((region) => !isBackground(header, region));
}

/** S6: what fractions are of; one without a maximum cannot be read. */
function fractionOf(header: Header, type: SegmentationType): Outcome<Segmentation['fraction']> {
  if (type !== 'FRACTIONAL') return done(null);
  const maximum = unsigned16(header, 'x0062000e') ?? 0;
  if (maximum === 0) return refused('MALFORMED_DICOM', 'the Segmentation is FRACTIONAL and its MaximumFractionalValue is absent or 0');
  return done({ type: quotedWord(text(header, 'x00620010')), maximum });
}

/** A Segmentation's frames with their segment numbers (PS3.3 A.51, C.8.20). Codes: UNSUPPORTED_IMAGE, MALFORMED_DICOM. */
export function readSeg(header: Header): Outcome<Segmentation> {
  const type = typeOf(header);
  if (!isType(type)) return refused('UNSUPPORTED_IMAGE', `SegmentationType is ${quotedWord(type)}; BINARY, FRACTIONAL or LABELMAP expected`);
  const fraction = fractionOf(header, type);
  if (!fraction.ok) return fraction;
  const shared = items(header, 'x52009229')[0];
  const perFrame = items(header, 'x52009230');
  if (perFrame.length === 0) return refused('MALFORMED_DICOM', 'the Segmentation does not describe its frames');
  const instance = instanceOf(header);
  if (!instance.ok) return instance;
  const frames = instance.value.frames.map((frame, i) => {
    const identification = functionalGroup(perFrame[i], shared, 'x0062000a');
    return { frame, segment: type === 'LABELMAP' ? null : (identification && unsigned16(identification, 'x0062000b')) ?? 0 };
  });
  return done({ instance: instance.value, type, fraction: fraction.value, frames });
}

/** Series the Segmentation says it was drawn on, each with the instances it names. */
export const segReferences = (header: Header): readonly SeriesReference[] =>
  items(header, 'x00081115').map((series) => ({
    seriesInstanceUid: text(series, 'x0020000e'), sopInstanceUids: items(series, 'x0008114a').map((instance) => text(instance, 'x00081155')).filter((uid) => uid !== ''),
  })).filter(({ seriesInstanceUid }) => seriesInstanceUid !== '');
