import { codeOf } from './coded.js';
import type { SeriesReference } from './drawn-on.js';
import { items, numeric, text, written, type Header } from './header.js';
import type { Region } from './types.js';

/** One contour as written: x, y, z triplets in millimetres, LPS. */
export interface Contour {
  readonly kind: string;
  readonly pointsMm: Float64Array;
  readonly referencedSopInstanceUids: readonly string[];
}

export interface RtRegion extends Region {
  readonly frameOfReferenceUid: string;
  readonly contours: () => readonly Contour[];
}

function pointsOf(header: Header): Float64Array {
  const values = (header.string('x30060050') ?? '').split('\\');
  return Float64Array.from(values, (value) => (value.trim() === '' ? Number.NaN : Number(value)));
}

const contourOf = (header: Header): Contour => ({
  kind: text(header, 'x30060042'),
  pointsMm: pointsOf(header),
  referencedSopInstanceUids: items(header, 'x30060016').map((image) => text(image, 'x00081155')).filter((uid) => uid !== ''),
});

/** The regions of an RT Structure Set (PS3.3 A.19, C.8.8.5, C.8.8.6); the contours are read when they are asked for. */
export function rtRegions(header: Header): readonly RtRegion[] {
  const characterSet = text(header, 'x00080005');
  const drawn = new Map(items(header, 'x30060039').map((roi) => [numeric(roi, 'x30060084'), roi]));
  const observed = new Map(items(header, 'x30060080').map((observation) => [numeric(observation, 'x30060084'), observation]));
  return items(header, 'x30060020').flatMap((roi) => {
    const number = numeric(roi, 'x30060022');
    if (number === undefined) return [];
    const contours = drawn.get(number);
    const trackingUid = text(roi, 'x00620021');
    return [{
      number,
      label: written(roi, 'x30060026', characterSet),
      ...(trackingUid === '' ? {} : { trackingUid }),
      ...codeOf(observed.get(number), 'x30060086'),
      frameOfReferenceUid: text(roi, 'x30060024') || text(header, 'x00200052'),
      contours: () => (contours ? items(contours, 'x30060040').map(contourOf) : []),
    }];
  });
}

/** Series the structure set says it was drawn on, each with the instances it names (PS3.3 C.8.8.5, ContourImageSequence). */
export function rtReferences(header: Header): readonly SeriesReference[] {
  return items(header, 'x30060010')
    .flatMap((frame) => items(frame, 'x30060012'))
    .flatMap((study) => items(study, 'x30060014'))
    .map((series) => ({ seriesInstanceUid: text(series, 'x0020000e'), sopInstanceUids: items(series, 'x30060016').map((image) => text(image, 'x00081155')).filter((uid) => uid !== '') }))
    .filter(({ seriesInstanceUid }) => seriesInstanceUid !== '');
}
