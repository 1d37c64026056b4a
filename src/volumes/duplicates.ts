import type { Frame } from './types.js';

/** Whether an attribute takes the same set of values once at each position: then it is what separates the volumes. */
function separates(frames: readonly Frame[], places: readonly number[], keyword: string): number | null {
  const atPlace = new Map<number, string[]>();
  frames.forEach((frame, i) => atPlace.set(places[i], [...(atPlace.get(places[i]) ?? []), frame.dimensions[keyword] ?? '']));
  const sets = [...atPlace.values()];
  const distinct = sets.every((values) => new Set(values).size === values.length);
  return distinct && sets.every((values) => values.length === sets[0].length) ? sets[0].length : null;
}

/**
 * One sentence on slices that lie in one place: several volumes in one series, with the attribute that tells them apart
 * when there is one (G6), or plain duplicates. `frames` are sorted by `positions`.
 */
export function explainDuplicates(frames: readonly Frame[], positions: readonly number[], samePlaceMm: number): string {
  const places: number[] = [];
  positions.forEach((at, i) => places.push(i > 0 && at - positions[i - 1] < samePlaceMm ? places[i - 1] : i));
  const count = new Set(places).size;
  if (count === 1) return `${frames.length} slices lie in one place; slices beside each other expected`;
  for (const keyword of new Set(frames.flatMap((frame) => Object.keys(frame.dimensions)))) {
    const volumes = separates(frames, places, keyword);
    if (volumes !== null) return `the series holds ${volumes} volumes of ${count} slices, told apart by ${keyword}; one volume expected`;
  }
  return `the series holds ${frames.length} slices in ${count} places; one slice in each place expected`;
}
