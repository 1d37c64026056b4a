import mercurius from 'mercurius';

/** As many of a list as may be asked for at once. */
export const largestPage = 200;

const badRequest = (text: string): Error => new mercurius.ErrorWithProps(text, undefined, 400);

/** The number of entries asked for; a page that is too large is refused and not cut. */
export function pageOf(first: number): number {
  if (first < 1 || first > largestPage) throw badRequest(`first: expected 1 to ${largestPage}; further entries are had with after.`);
  return first;
}

/** The whole list, where it fits in a page: what would have to be cut is refused. `found` was read up to one more than a page. */
export function whole<T>(found: readonly T[], what: string): readonly T[] {
  if (found.length > largestPage) throw badRequest(`There are more than ${largestPage} ${what}; expected first, and after for the further ones.`);
  return found;
}
