import { items, numeric, readHeader, text, type Header } from './header.js';

/** How a region was made (PS3.3 C.8.20.2, C.8.8.8): by hand where the object does not say. */
export type DrawnBy = { readonly type: 'MANUAL' } | { readonly type: 'SEMIAUTOMATIC' | 'AUTOMATIC'; readonly name: string };

function said(type: string, name: string): DrawnBy {
  return type === 'SEMIAUTOMATIC' || type === 'AUTOMATIC' ? { type, name: name === '' ? 'unknown' : name } : { type: 'MANUAL' };
}

const segmentOf = (header: Header, number: number): Header | undefined => items(header, 'x00620002').find((segment) => segment.uint16('x00620004') === number);
const roiOf = (header: Header, number: number): Header | undefined => items(header, 'x30060020').find((roi) => numeric(roi, 'x30060022') === number);

/** How a region of a SEG or RTSTRUCT was made, by its number. */
export function drawnBy(bytes: Uint8Array, number: number): DrawnBy {
  const header = readHeader(bytes);
  if (!header.ok) return { type: 'MANUAL' };
  const segment = segmentOf(header.value, number);
  if (segment !== undefined) return said(text(segment, 'x00620008'), text(segment, 'x00620009'));
  const roi = roiOf(header.value, number);
  return roi === undefined ? { type: 'MANUAL' } : said(text(roi, 'x30060036'), text(roi, 'x30060038'));
}
