import { done, refused, type Outcome } from '../platform/problem.js';
import type { Region } from './types.js';

const listed = 12;

/** Makes the words of a mask object fit for a sentence. */
type Say = (words: string) => string;

function list(regions: readonly Region[], say: Say): string {
  const names = regions.slice(0, listed).map(({ number, label, code }) => `${say(String(number))} "${say(label)}"${code === undefined ? '' : ` (${say(`${code.scheme}:${code.value}`)})`}`);
  return names.join(', ') + (regions.length > listed ? `, and ${regions.length - listed} more` : '');
}

/**
 * The region a person asked for by label, tracking UID, number or code, `SCT:86049000` or the value alone; the only one when
 * nobody asked (S9). A label as written wins over a tracking UID, that over a number, that over a code, and that over a label
 * in other letter case. A number that is given as one is the region's number and nothing else. Codes: ROI_NOT_FOUND,
 * ROI_AMBIGUOUS; both list what there is.
 */
export function chooseRegion<R extends Region>(regions: readonly R[], roi: string | number | undefined, say: Say = (words) => words): Outcome<R> {
  if (regions.length === 0) return refused('ROI_NOT_FOUND', 'the mask object holds no region');
  if (roi === undefined) {
    return regions.length === 1 ? done(regions[0]) : refused('ROI_AMBIGUOUS', `the mask object holds ${regions.length} regions and none was named: ${list(regions, say)}`);
  }
  const wanted = String(roi).trim();
  const ways: readonly ((region: R) => boolean)[] = typeof roi === 'number' ? [(region) => region.number === roi] : [
    (region) => region.label === wanted,
    (region) => region.trackingUid === wanted,
    (region) => String(region.number) === wanted,
    ({ code }) => code !== undefined && `${code.scheme}:${code.value}` === wanted,
    ({ code }) => code?.value === wanted,
    (region) => region.label.toLowerCase() === wanted.toLowerCase(),
  ];
  for (const fits of ways) {
    const found = regions.filter(fits);
    if (found.length === 1) return done(found[0]);
    if (found.length > 1) return refused('ROI_AMBIGUOUS', `"${wanted}" fits ${found.length} regions: ${list(found, say)}`);
  }
  return refused('ROI_NOT_FOUND', `the mask object holds no region "${wanted}"; it holds ${list(regions, say)}`);
}
