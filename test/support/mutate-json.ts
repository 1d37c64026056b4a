import type { Chance } from './random.js';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Values that nobody expects in that place. */
const odd: readonly Json[] = [
  null, true, 0, -1, 1e308, 2 ** 53, 0.1, '', ' ', '\u0000', '\ud800', 'x'.repeat(5000), '../../etc/passwd', "'; DROP TABLE result; --", '<script>alert(1)</script>', '${jndi:ldap://127.0.0.1/x}', '2026-02-30', '9999-12-31T23:59:60Z',
  'http://169.254.169.254/latest/meta-data', 'file:///etc/passwd', 'Patient/', 'urn:uuid:', [], {}, [[[[]]]], { resourceType: 'Binary' }, { reference: 'Patient/../Patient' }, { __proto__: null, constructor: 1 },
];

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json): value is { readonly [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value);

const entriesOf = (value: Json): readonly (readonly [string, Json])[] => (isList(value) ? value.map((one, k) => [String(k), one] as const) : isObject(value) ? Object.entries(value) : []);
const sizeOf = (value: Json): number => entriesOf(value).reduce((sum, [, inner]) => sum + sizeOf(inner), 1);

/** A copy that differs in one place, each as likely as another. */
export function mutatedJson(value: Json, chance: Chance): Json {
  let left = chance.below(sizeOf(value)) - 1;
  if (left < 0) return chance.pick(odd);
  const [key = '', taken = null] = entriesOf(value).find(([, inner]) => { left -= sizeOf(inner); return left < 0; }) ?? [];
  const kind = chance.below(6);
  if (isList(value)) {
    const at = Number(key);
    if (kind === 0) return value.toSpliced(at, 1);
    return kind === 1 ? value.toSpliced(at, 0, taken) : value.with(at, mutatedJson(taken, chance));
  }
  if (!isObject(value)) return value;
  const { [key]: _taken, ...rest } = value;
  if (kind === 0) return rest;
  if (kind === 1) return { ...rest, [`${key}x`]: taken };
  return { ...rest, [key]: kind === 2 ? [taken] : mutatedJson(taken, chance) };
}

/** A copy of a text in which characters are lost, doubled, changed or cut off. */
export function mutatedText(text: string, chance: Chance): string {
  const at = chance.below(text.length + 1);
  const piece = text.slice(at, at + 1 + chance.below(12));
  const kind = chance.below(6);
  if (kind === 0) return text.slice(0, at);
  if (kind === 1) return text.slice(0, at) + text.slice(at + piece.length);
  if (kind === 2) return text.slice(0, at) + piece + text.slice(at);
  if (kind === 3) return text.slice(0, at) + piece.repeat(200) + text.slice(at);
  if (kind === 4) return text.slice(0, at) + String.fromCharCode(chance.below(0x10000)) + text.slice(at + 1);
  return text.slice(0, at) + chance.pick(['{', '}', '"', '\\', '\r', '\n', '|', '^', '&', '~', '%', '\u0000', '...', '$', '@', '#']) + text.slice(at);
}
