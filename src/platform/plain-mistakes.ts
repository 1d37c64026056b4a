import { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'an object', record: 'an object', map: 'an object', undefined: 'nothing', null: 'null', date: 'a date',
};
const formats: Readonly<Record<string, string>> = {
  uuid: 'a UUID', guid: 'a UUID', url: 'an address such as https://example.org', datetime: 'an instant such as 2026-01-31T12:00:00Z', date: 'a date such as 2026-01-31', email: 'an e-mail address', jwt: 'a JWT',
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'no number';
  return kinds[value === null ? 'null' : typeof value] ?? 'something else';
}

const quoted = (values: readonly unknown[]): string => values.map((value) => (typeof value === 'string' ? `"${value}"` : String(value))).join(', ');

/** How much was expected of what: characters of a text, entries of a list, or a number itself. */
const sized = (bound: string, limit: number | bigint, origin: string): string => {
  const of: Readonly<Record<string, readonly [string, string]>> = { string: [' character', ' characters'], array: [' entry', ' entries'], set: [' entry', ' entries'], map: [' entry', ' entries'] };
  return `expected ${bound} ${limit}${of[origin]?.[Number(limit) === 1 ? 0 : 1] ?? ''}`;
};

/**
 * What is wrong with a value, as `expected …`, for those who have to mend it and may not know our tools. What was found
 * is told by its kind only: at these doors it may be of a patient.
 */
export function tellPlainly(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type': return `expected ${kinds[issue.expected] ?? issue.expected}, found ${kindOf(issue.input)}`;
    case 'invalid_value': return `expected ${issue.values.length > 1 ? 'one of ' : ''}${quoted(issue.values)}`;
    case 'too_small': return sized(issue.exact ? 'exactly' : issue.inclusive === false ? 'more than' : 'at least', issue.minimum, issue.origin);
    case 'too_big': return sized(issue.exact ? 'exactly' : issue.inclusive === false ? 'less than' : 'at most', issue.maximum, issue.origin);
    case 'invalid_format': return `expected ${formats[issue.format] ?? (issue.pattern === undefined ? 'text of another form' : `text of the form ${issue.pattern}`)}`;
    case 'not_multiple_of': return `expected a multiple of ${issue.divisor}`;
    case 'unrecognized_keys': return `expected no ${quoted(issue.keys)}`;
    case 'invalid_union': return 'expected another form; it fits none of those that are taken';
    case 'invalid_key': case 'invalid_element': return 'expected other keys or entries';
    default: return 'expected another value';
  }
}

z.config({ localeError: tellPlainly });
