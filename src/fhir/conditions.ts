import { allOf, type Condition, dateCondition } from './date-parameter.js';
import { type Search, valuesOf } from './search-query.js';
import { idsOf, isUuid, readToken } from './search-values.js';

/** A condition that only counts where the search names the parameter. */
const given = (search: Search, name: string, condition: (values: readonly string[]) => Condition): readonly Condition[] => {
  const values = valuesOf(search, name);
  return values === undefined ? [] : [condition(values)];
};

export const oneOfUuids = (column: string, ids: readonly string[]): Condition => ({ sql: `${column} = ANY(?::uuid[])`, values: [ids.filter(isUuid)] });

/** `_id` of a type whose ids are UUIDs. */
export const byId = (search: Search, column: string): readonly Condition[] => given(search, '_id', (values) => oneOfUuids(column, values));

/** `patient`: under every id that is the same person. */
export const byPatient = (search: Search, column: string): readonly Condition[] =>
  given(search, 'patient', (values) => ({ sql: `${column} = ANY(ARRAY(SELECT unnest(same_patient(p)) FROM unnest(?::text[]) p))`, values: [patientsOf(values)] }));

/** Ids of patients that a reference parameter names. */
export const patientsOf = (values: readonly string[]): readonly string[] => idsOf('Patient', values);

/** `date`, each time it was given. */
export const byDate = ({ filters }: Search, column: string): readonly Condition[] => filters.filter(({ name }) => name === 'date').map(({ alternatives }) => dateCondition(column, alternatives));

/** `identifier` that only repeats the id, in a system of ours. */
export const byOwnIdentifier = (search: Search, column: string, system: string): readonly Condition[] => given(search, 'identifier', (values) =>
  oneOfUuids(column, values.map(readToken).flatMap((token) => (token.system === undefined || token.system === system ? token.value : []))));

/** A reference to a resource whose ids are UUIDs. */
export const byReference = (search: Search, { name, type, column }: { readonly name: string; readonly type: string; readonly column: string }): readonly Condition[] =>
  given(search, name, (values) => oneOfUuids(column, idsOf(type, values)));

/** An SQL text in whose place `$where` the conditions stand. */
export function asking(text: string, conditions: readonly Condition[]): [string, unknown[]] {
  const { sql, values } = allOf(conditions);
  return [text.replace('$where', () => sql), values];
}
