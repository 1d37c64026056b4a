import { float64, items, numbers, numeric, text, unsigned32, type Header } from './header.js';
import { bValueOf, scalingOf } from './mr-scaling.js';
import type { Frame, Vector } from './types.js';

const vector = (values: readonly number[] | null): Vector | null => (values?.length === 3 ? [values[0], values[1], values[2]] : null);

function orientation(values: readonly number[] | null): Frame['orientation'] {
  return values?.length === 6 ? [values[0], values[1], values[2], values[3], values[4], values[5]] : null;
}

const pair = (values: readonly number[] | null): readonly [number, number] | null => (values?.length === 2 ? [values[0], values[1]] : null);

/** Present and not empty, under their keywords. */
function dimensionsOf(entries: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** FD as text, '' when absent. */
const double = (header: Header | undefined, tag: string): string => {
  const value = header === undefined ? undefined : float64(header, tag);
  return value === undefined ? '' : String(value);
};

/** Tags, as (gggg,eeee), of the attributes by which an enhanced instance orders its frames (PS3.3 C.7.6.17). */
const dimensionPointers = (header: Header): readonly string[] => items(header, 'x00209222').map((item) => {
  const tag = unsigned32(item, 'x00209165') === undefined ? '' : item.attributeTag('x00209165') ?? '';
  return `(${tag.slice(1, 5)},${tag.slice(5)})`;
});

/** Where a frame stands in each of the instance's dimensions. */
const dimensionValues = (content: Header, pointers: readonly string[]): readonly (readonly [string, string])[] => pointers.map((pointer, k) => {
  const isThere = (content.elements['x00209157']?.length ?? 0) >= 4 * (k + 1);
  return [`DimensionIndexValues ${pointer}`, isThere ? String(content.uint32('x00209157', k)) : ''];
});

/** A number that may be absent but not unreadable: NaN then, for the caller to refuse. */
const readable = (header: Header | undefined, tag: string, absent: number): number =>
  (header && text(header, tag) !== '' ? numeric(header, tag) ?? Number.NaN : absent);

/** The one frame of a classic instance: attributes stand in the data set itself. */
export function classicFrame(header: Header): Frame {
  return {
    index: 0,
    positionMm: vector(numbers(header, 'x00200032')),
    orientation: orientation(numbers(header, 'x00200037')),
    pixelSpacingMm: pair(numbers(header, 'x00280030')),
    sliceThicknessMm: numeric(header, 'x00180050') ?? null,
    slope: readable(header, 'x00281053', 1),
    intercept: readable(header, 'x00281052', 0),
    scaling: scalingOf(header),
    dimensions: dimensionsOf([
      ['AcquisitionNumber', text(header, 'x00200012')], ['TemporalPositionIdentifier', text(header, 'x00200100')],
      ['TriggerTime', text(header, 'x00181060')], ['EchoNumbers', text(header, 'x00180086')], ['EchoTime', text(header, 'x00180081')],
      ['DiffusionBValue', bValueOf(header)], ['AcquisitionTime', text(header, 'x00080032')], ['ImageType', text(header, 'x00080008')],
    ]),
  };
}

/** A functional group's item of this frame, else of all frames (PS3.3 C.7.6.16). */
export function functionalGroup(perFrame: Header | undefined, shared: Header | undefined, tag: string): Header | undefined {
  return (perFrame && items(perFrame, tag)[0]) ?? (shared && items(shared, tag)[0]);
}

interface Enhanced {
  readonly shared: Header | undefined;
  readonly pointers: readonly string[];
}

function enhancedFrame(index: number, perFrame: Header, { shared, pointers }: Enhanced): Frame {
  const groups = items(perFrame, 'x00409096').length > 0 ? perFrame : shared;
  const group = (tag: string): Header | undefined => functionalGroup(perFrame, shared, tag);
  const [position, plane, measures, rescale, content] = ['x00209113', 'x00209116', 'x00289110', 'x00289145', 'x00209111'].map(group);
  const apart = measures && numeric(measures, 'x00180088');
  return {
    index,
    positionMm: position ? vector(numbers(position, 'x00200032')) : null,
    orientation: plane ? orientation(numbers(plane, 'x00200037')) : null,
    pixelSpacingMm: measures ? pair(numbers(measures, 'x00280030')) : null,
    sliceThicknessMm: (measures && numeric(measures, 'x00180050')) ?? null,
    ...(apart === undefined ? {} : { spacingBetweenSlicesMm: apart }),
    slope: readable(rescale, 'x00281053', 1),
    intercept: readable(rescale, 'x00281052', 0),
    scaling: scalingOf(rescale ?? perFrame, groups),
    dimensions: dimensionsOf([
      ['StackID', content ? text(content, 'x00209056') : ''],
      ['TemporalPositionIndex', content ? String(unsigned32(content, 'x00209128') ?? '') : ''],
      ['EffectiveEchoTime', double(group('x00189114'), 'x00189082')],
      ['DiffusionBValue', double(group('x00189117'), 'x00189087')],
      ...(content ? dimensionValues(content, pointers) : []),
    ]),
  };
}

/** The frames of an enhanced instance, in the order of the pixel data; [] when it carries no functional groups. */
export function enhancedFrames(header: Header): readonly Frame[] {
  const enhanced = { shared: items(header, 'x52009229')[0], pointers: dimensionPointers(header) };
  return items(header, 'x52009230').map((perFrame, index) => enhancedFrame(index, perFrame, enhanced));
}
