import { items, text, type Header } from './header.js';
import type { Region } from './types.js';

/** The first item of a code sequence (PS3.3 8.8), ready to be spread into a region; {} when there is none. */
export function codeOf(header: Header | undefined, tag: string): Pick<Region, 'code'> {
  const [item] = header === undefined ? [] : items(header, tag);
  if (item === undefined) return {};
  const value = text(item, 'x00080100') || text(item, 'x00080119') || text(item, 'x00080120');
  return value === '' ? {} : { code: { scheme: text(item, 'x00080102'), value, meaning: text(item, 'x00080104') } };
}
