import { done, refused, type Outcome } from '../platform/problem.js';
import { enhancedFrames, functionalGroup } from './frames.js';
import { items, text, written, type Header } from './header.js';
import { instanceOf } from './parse.js';
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
  /** What stands for 1 in FRACTIONAL. */
  readonly maximumFractionalValue: number;
  readonly frames: readonly SegFrame[];
}

const isType = (value: string): value is SegmentationType => value === 'BINARY' || value === 'FRACTIONAL' || value === 'LABELMAP';
const labelMapStorage = '1.2.840.10008.5.1.4.1.1.66.7';

/** The segments of a Segmentation (PS3.3 C.8.20.4). */
export function segRegions(header: Header): readonly Region[] {
  const characterSet = text(header, 'x00080005');
  return items(header, 'x00620002').map((segment) => {
    const trackingUid = text(segment, 'x00620021');
    return { number: segment.uint16('x00620004') ?? 0, label: written(segment, 'x00620005', characterSet), ...(trackingUid === '' ? {} : { trackingUid }) };
  });
}

/** A Segmentation's frames with their segment numbers (PS3.3 A.51, C.8.20). Codes: UNSUPPORTED_IMAGE, MALFORMED_DICOM. */
export function readSeg(header: Header): Outcome<Segmentation> {
  const type = text(header, 'x00620001') || (text(header, 'x00080016') === labelMapStorage ? 'LABELMAP' : '');
  if (!isType(type)) return refused('UNSUPPORTED_IMAGE', `SegmentationType is ${type || 'absent'}; BINARY, FRACTIONAL or LABELMAP expected`);
  const shared = items(header, 'x52009229')[0];
  const perFrame = items(header, 'x52009230');
  const described = enhancedFrames(header);
  const promised = text(header, 'x00280008') || '1';
  if (described.length !== Number(promised)) {
    return refused('MALFORMED_DICOM', `the Segmentation has ${promised} frames of pixels by its header but describes ${described.length}`);
  }
  const instance = instanceOf(header);
  if (!instance.ok) return instance;
  const frames = described.map((frame, i) => {
    const identification = functionalGroup(perFrame[i], shared, 'x0062000a');
    return { frame, segment: type === 'LABELMAP' ? null : identification?.uint16('x0062000b') ?? 0 };
  });
  return done({ instance: instance.value, type, maximumFractionalValue: header.uint16('x0062000e') ?? 255, frames });
}

/** Series the Segmentation says it was drawn on. */
export const segReferencedSeries = (header: Header): readonly string[] =>
  items(header, 'x00081115').map((series) => text(series, 'x0020000e')).filter((uid) => uid !== '');
