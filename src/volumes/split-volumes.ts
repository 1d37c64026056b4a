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

/** Numbers and coded words; anything else might be a name. */
const sayable = /^[A-Z0-9 _.,:+\\-]+$/;

/** A plane's values of some attributes, as one text. */
const valuesOf = ({ frame }: { readonly frame: Frame }, keywords: readonly string[]): string => keywords.map((keyword) => frame.dimensions[keyword] ?? '').join(', ');

/** The values that an attribute takes in every place, each once; null where it does not tell the volumes apart. */
function valuesEverywhere(places: readonly (readonly { readonly frame: Frame }[])[], keywords: readonly string[]): readonly string[] | null {
  const valueOf = (plane: { readonly frame: Frame }): string => valuesOf(plane, keywords);
  const expected = places[0].map(valueOf).toSorted(compare);
  if (new Set(expected).size < expected.length || expected.some((value) => value === '')) return null;
  return places.every((planes) => planes.map(valueOf).toSorted(compare).every((value, k) => value === expected[k])) ? expected : null;
}

/**
 * Planes that share their places with others, told apart by the first attribute, or the first two, that take the same
 * values in every place (G6); all together where nothing tells them apart.
 */
function byAttribute<P extends { readonly frame: Frame }>(planes: readonly P[]): readonly Omit<VolumeOfSeries<P>, 'number'>[] {
  const whole = [{ label: '', planes }];
  const places = [...Map.groupBy(planes, ({ frame }) => placeOf(frame)).values()];
  const depth = places[0]?.length ?? 0;
  if (depth < 2 || places.length < 2 || places.some((here) => here.length !== depth)) return whole;
  const single = [...new Set(planes.flatMap(({ frame }) => Object.keys(frame.dimensions)))];
  const pairs = single.flatMap((first, k) => single.slice(k + 1).map((second) => [first, second]));
  for (const keywords of [...single.map((keyword) => [keyword]), ...pairs]) {
    const values = valuesEverywhere(places, keywords);
    if (values === null) continue;
    const found = Map.groupBy(planes, (plane) => valuesOf(plane, keywords));
    return values.map((value, k) => ({ label: `${keywords.join(', ')} ${sayable.test(value) ? value : `no. ${k + 1}`}`, planes: found.get(value) ?? [] }));
  }
  return whole;
}

const leastSlices = 3;

/** Stacks that an enhanced instance itself tells apart, wherever they lie (G10); all planes as one where it does not, or where a stack could be no volume. */
function stacksOf<P extends { readonly frame: Frame }>(planes: readonly P[]): readonly (readonly [string, readonly P[]])[] {
  const stacks = Map.groupBy(planes, ({ frame }) => frame.dimensions.StackID ?? '');
  const isTold = stacks.size > 1 && !stacks.has('') && [...stacks.values()].every((stack) => stack.length >= leastSlices);
  return isTold ? [...stacks].toSorted(([a], [b]) => compare(a, b)).map(([id, stack]) => [`StackID ${id}`, stack]) : [['', planes]];
}

/**
 * The volumes of a series: its stacks, and where several slices lie in each place, such as phases, echoes or b-values,
 * what an attribute tells apart. One volume with all planes where there is one slice to a place, and where nothing
 * tells them apart.
 */
export function splitVolumes<P extends { readonly frame: Frame }>(planes: readonly P[]): readonly VolumeOfSeries<P>[] {
  const volumes = stacksOf(planes).flatMap(([stack, within]) => byAttribute(within).map(({ label, planes: of }) => ({ label: [stack, label].filter((part) => part !== '').join(', '), planes: of })));
  return volumes.map((volume, k) => ({ number: k + 1, ...volume }));
}
