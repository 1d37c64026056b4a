import type { ExtractionSettings } from './settings.js';

const imageOf = ({ normalisation, interpolation, approach, compatibility }: ExtractionSettings): string =>
  JSON.stringify([normalisation ?? [], interpolation, approach, compatibility ?? null]);

/**
 * Settings by their place in the list, in groups that are prepared from one image on one grid. In a group those without a
 * filter come first, and filters that begin alike stand next to each other, as the sub-bands of a wavelet do.
 */
export function sharingGroups(all: readonly ExtractionSettings[]): readonly (readonly number[])[] {
  const filters = all.map(({ filter }) => (filter === null ? '' : JSON.stringify(filter)));
  const places = [...all.keys()].sort((one, other) => (filters[one] < filters[other] ? -1 : Number(filters[one] > filters[other])));
  return [...Map.groupBy(places, (place) => imageOf(all[place])).values()];
}
