import { z } from 'zod';
import './plain-mistakes.js';

const told = (schema: z.ZodType, value: unknown): readonly string[] => schema.safeParse(value).error?.issues.map(({ message }) => message) ?? [];

test.each<[string, z.ZodType, unknown]>([
  ['expected text, found a number', z.string(), 7],
  ['expected an object, found nothing', z.object({}), undefined],
  ['expected a list, found an object', z.array(z.string()), { name: 'Rosa' }],
  ['expected a number, found no number', z.coerce.number(), 'Rosa'],
  ['expected a whole number, found a number', z.int(), 1.5],
  ['expected one of "draft", "active"', z.enum(['draft', 'active']), 'gone'],
  ['expected "Bundle"', z.literal('Bundle'), 'Rosa'],
  ['expected at least 3 characters', z.string().min(3), 'a'],
  ['expected at most 1 entry', z.array(z.int()).max(1), [1, 2]],
  ['expected more than 0', z.number().gt(0), 0],
  ['expected exactly 2 characters', z.string().length(2), 'abc'],
  ['expected a UUID', z.uuid(), 'x'],
  ['expected an address such as https://example.org', z.url(), 'x'],
  ['expected text of the form /^[a-z]+$/', z.string().regex(/^[a-z]+$/), 'A'],
  ['expected no "born"', z.strictObject({}), { born: 1 }],
  ['expected another form; it fits none of those that are taken', z.union([z.string(), z.number()]), true],
  ['expected a multiple of 2', z.number().multipleOf(2), 3],
  ['expected another value', z.string().refine(() => false), 'x'],
  ['expected a word of ours', z.string().refine(() => false, 'expected a word of ours'), 'x'],
])('%s', (text, schema, value) => {
  expect(told(schema, value)).toEqual([text]);
});
