import type { Issue } from './operation-outcome.js';
import { readDate } from './date-parameter.js';
import { controls, offers, type ReadableType } from './offers.js';
import { alternativesOf } from './search-values.js';

/** One parameter that was given: any of its values may hold. */
export interface Filter {
  readonly name: string;
  readonly alternatives: readonly string[];
}

/** Where a page begins: behind this match. */
export interface Position {
  readonly at: number;
  readonly id: string;
}

/** A search as it was understood. */
export interface Search {
  readonly type: ReadableType;
  readonly filters: readonly Filter[];
  readonly count: number;
  readonly after: Position | undefined;
  readonly includes: readonly string[];
  readonly revIncludes: readonly string[];
  /** What was left out. */
  readonly warnings: readonly Issue[];
  /** The query without what was left out and without the page. */
  readonly understood: readonly (readonly [string, string])[];
}

/** What a client wants done with what is not offered (R4, `Prefer: handling=`). */
export type Handling = 'strict' | 'lenient';

type Read = { readonly ok: true; readonly search: Search } | { readonly ok: false; readonly issues: readonly Issue[] };

const standardCount = 50;
const largestCount = 200;

const error = (diagnostics: string): Issue => ({ severity: 'error', code: 'invalid', diagnostics });
const quoted = (text: string): string => JSON.stringify(text.slice(0, 64));

/** Every pair of a query, in its order; a parser may have put those of one name together. */
const pairsOf = (query: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] =>
  Object.entries(query).flatMap(([name, value]) => (Array.isArray(value) ? value.map((one: unknown) => [name, one] as const) : [[name, value] as const]));

const cursorOf = ({ at, id }: Position): string => Buffer.from(JSON.stringify([at, id])).toString('base64url');

function readCursor(text: string): Position | undefined {
  let parts: unknown;
  try { parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')); } catch { return undefined; }
  const [at, id] = Array.isArray(parts) ? parts as readonly unknown[] : [];
  return typeof at === 'number' && Number.isFinite(at) && typeof id === 'string' ? { at, id } : undefined;
}

/** What stands against a value; undefined where nothing does. */
function faultOf(type: ReadableType, name: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '' || /\p{Cc}/u.test(value) || value.length > 2000) return `Parameter ${name}: expected a value.`;
  if (name === '_count') return /^\d{1,6}$/.test(value) ? undefined : `Parameter _count: expected a whole number; found ${quoted(value)}.`;
  if (name === '_after') return readCursor(value) ? undefined : 'Parameter _after: expected what a next link of this server carries.';
  if (offers[type].parameters[name]?.type !== 'date') return alternativesOf(value).length > 0 ? undefined : `Parameter ${name}: expected a value.`;
  return alternativesOf(value).every((one) => readDate(one)) ? undefined : `Parameter ${name}: expected a FHIR date, such as ge2026-01-31; found ${quoted(value)}.`;
}

/** What is not offered of a pair, in a word of its own; undefined where it is. */
function strangerIn(type: ReadableType, name: string, value: unknown): string | undefined {
  const { parameters, includes = {}, revIncludes = [] } = offers[type];
  if (name === '_include') return typeof value === 'string' && Object.hasOwn(includes, value) ? undefined : `_include=${String(value).slice(0, 64)}`;
  if (name === '_revinclude') return typeof value === 'string' && revIncludes.includes(value) ? undefined : `_revinclude=${String(value).slice(0, 64)}`;
  return Object.hasOwn(parameters, name) || controls.some((control) => control === name) ? undefined : name.slice(0, 64);
}

const mayRepeat = (type: ReadableType, name: string): boolean => name === '_include' || name === '_revinclude' || offers[type].parameters[name]?.type === 'date';

const notOffered = (type: string, strangers: readonly string[], severity: 'error' | 'warning'): readonly Issue[] => strangers.map((one) => ({
  severity, code: 'not-supported', diagnostics: `Parameter ${one} is not offered for ${type}${severity === 'warning' ? ' and was left out' : '; /fhir/metadata says what is'}.`,
}));

/** Reads a search by what is offered for the type. What is not offered is an error where handling is strict, else it is left out with a warning. */
export function readSearch(type: ReadableType, query: Readonly<Record<string, unknown>>, handling: Handling): Read {
  const pairs = pairsOf(query);
  const strangers = pairs.flatMap(([name, value]) => strangerIn(type, name, value) ?? []);
  if (strangers.length > 0 && handling === 'strict') return { ok: false, issues: notOffered(type, strangers, 'error') };
  const known = pairs.filter(([name, value]) => strangerIn(type, name, value) === undefined);
  const repeated = known.map(([name]) => name).filter((name, k, names) => names.indexOf(name) !== k && !mayRepeat(type, name));
  const faults = [...new Set([...known.flatMap(([name, value]) => faultOf(type, name, value) ?? []), ...repeated.map((name) => `Parameter ${name}: expected once.`)])];
  const { needs } = offers[type];
  if (needs.length > 0 && !known.some(([name]) => needs.includes(name))) {
    faults.push(`A search for ${type} takes at least one of ${needs.join(', ')}${strangers.length > 0 ? `; ${strangers.join(', ')} is not offered` : ''}.`);
  }
  if (faults.length > 0) return { ok: false, issues: faults.map(error) };
  const understood = known.map(([name, value]) => [name, String(value)] as const).filter(([name]) => name !== '_after');
  const all = (name: string): readonly string[] => known.flatMap(([given, value]) => (given === name ? String(value) : []));
  const [count = String(standardCount)] = all('_count');
  return {
    ok: true,
    search: {
      type, understood, count: Math.min(Number(count), largestCount), after: readCursor(all('_after')[0] ?? ''), includes: all('_include'), revIncludes: all('_revinclude'),
      filters: understood.filter(([name]) => Object.hasOwn(offers[type].parameters, name)).map(([name, value]) => ({ name, alternatives: alternativesOf(value) })),
      warnings: notOffered(type, strangers, 'warning'),
    },
  };
}

/** Values of the parameter of this name; undefined where it was not given. */
export const valuesOf = ({ filters }: Pick<Search, 'filters'>, name: string): readonly string[] | undefined => filters.find((filter) => filter.name === name)?.alternatives;

/** Address of a search, and of the page behind a match. */
export function addressOf(base: string, { type, understood }: Search, after?: Position): string {
  const query = new URLSearchParams([...understood, ...(after ? [['_after', cursorOf(after)] as const] : [])].map(([name, value]): [string, string] => [name, value])).toString();
  return `${base}/${type}${query === '' ? '' : `?${query}`}`;
}
