import type { Frame } from './types.js';

/** One of the volumes that a series holds, told apart from the others by an attribute. */
export interface VolumeOfSeries<P> {
  /** From 1, in the order of the attribute's values. */
  readonly number: number;
  /** Attribute and value, such as `EchoTime 80`; '' where the series holds one volume only. */
  readonly label: string;
  readonly planes: readonly P[];
}

const samePlaceMm = 0.01;

const placeOf = ({ positionMm }: Frame): string => (positionMm ?? []).map((mm) => Math.round(mm / samePlaceMm)).join(' ');

/** Numbers by size, the rest by letters. */
function compare(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  return Number.isFinite(x) && Number.isFinite(y) && x !== y ? x - y : a < b ? -1 : a > b ? 1 : 0;
}

/** The values that an attribute takes in every place, each once; null where it does not tell the volumes apart. */
function valuesEverywhere(places: readonly (readonly { readonly frame: Frame }[])[], keywords: readonly string[]): readonly string[] | null {
  const valueOf = ({ frame }: { readonly frame: Frame }): string => keywords.map((keyword) => frame.dimensions[keyword] ?? '').join(', ');
  const expected = places[0].map(valueOf).toSorted(compare);
  if (new Set(expected).size < expected.length || expected.some((value) => value === '')) return null;
  return places.every((planes) => planes.map(valueOf).toSorted(compare).every((value, k) => value === expected[k])) ? expected : null;
}

/**
 * The volumes of a series that has several slices in each place, such as phases, echoes or b-values: told apart by the first
 * attribute, or the first two, that take the same values in every place (G6). One volume with all planes where there is
 * one slice to a place, and where nothing tells them apart.
 */
export function splitVolumes<P extends { readonly frame: Frame }>(planes: readonly P[]): readonly VolumeOfSeries<P>[] {
  const whole = [{ number: 1, label: '', planes }];
  const places = [...Map.groupBy(planes, ({ frame }) => placeOf(frame)).values()];
  const depth = places[0]?.length ?? 0;
  if (depth < 2 || places.length < 2 || places.some((here) => here.length !== depth)) return whole;
  const single = [...new Set(planes.flatMap(({ frame }) => Object.keys(frame.dimensions)))];
  const pairs = single.flatMap((first, k) => single.slice(k + 1).map((second) => [first, second]));
  for (const keywords of [...single.map((keyword) => [keyword]), ...pairs]) {
    const values = valuesEverywhere(places, keywords);
    if (values === null) continue;
    return values.map((value, k) => ({
      number: k + 1, label: `${keywords.join(', ')} ${value}`,
      planes: planes.filter(({ frame }) => keywords.map((keyword) => frame.dimensions[keyword] ?? '').join(', ') === value),
    }));
  }
  return whole;
}
