import { GraphQLSchemaHost } from '@nestjs/graphql';
import { parse, print } from 'graphql';
import { costOf } from '../../src/graphql/cost.js';
import { limits } from '../../src/graphql/limits.js';
import { overviewQuery, patientQuery, patientsQuery, provenanceQuery } from '../../web/src/api.js';
import { matching } from '../support/answers.js';
import { type Installation, install } from '../support/installation.js';

let site: Installation;
beforeAll(async () => { site = await install(); });
afterAll(() => site.remove());

const ask = (query: string, variables: object = {}) => site.as('clinician').post('/graphql').send({ query, variables });

test('no order, no patient; no result, null', async () => {
  expect((await ask('{ patients { id } patient(id: "nobody") { id } result(id: "x") { id } results(model: "lung-metastasis") { id } }')).body)
    .toEqual({ data: { patients: [], patient: null, result: null, results: [] } });
});

test('the site names its model and says that it is no demonstration', async () => {
  expect((await ask('{ site { demonstration model { name version status } } }')).body).toEqual({
    data: { site: { demonstration: false, model: { name: 'lung-metastasis', version: '1.0.0', status: 'research demonstration, no external validation' } } },
  });
});

test('a question that does not follow the schema is 400 and says where', async () => {
  const answer = await ask('{ patients { name } }');
  expect([answer.status, answer.body]).toEqual([400, { data: null, errors: [{ message: 'Cannot query field "name" on type "Patient".', locations: [{ line: 1, column: 14 }] }] }]);
});

const manyNames = (count: number): string => `{ ${Array.from({ length: count }, (_, k) => `n${k}: site { engine }`).join(' ')} }`;

test.each<[string, string, RegExp]>([
  ['deeper than anybody needs', '{ patient(id: "p") { ...on Patient { ...on Patient { ...on Patient { ...on Patient { ...on Patient { ...on Patient { ...on Patient { id } } } } } } } } }', /depth/],
  ['with twenty-one other names of one field', manyNames(21), /more than 20 aliases/],
  ['longer than anybody needs', `{ ${'site { engine } '.repeat(200)} }`, /600 tokens/],
  ['of all features of all patients', '{ patients { lesions { timePoints { featureSets { features { value } } } } } }', /^The question costs \d+, expected at most 50000/],
  ['of the same through fragments that double', `{ ...f0 } ${Array.from({ length: 40 }, (_, k) => `fragment f${k} on Query { ...f${k + 1} ...f${k + 1} }`).join(' ')} fragment f40 on Query { site { engine } }`, /^The question costs/],
  ['about the schema', '{ __schema { types { name } } }', /introspection/],
  ['about a type', '{ __type(name: "Patient") { name } }', /introspection/],
  ['with two operations and no choice', 'query A { site { engine } } query B { site { engine } }', /operation name/],
  ['that is a syntax tree in JSON', '{"kind":"Document","definitions":[]}', /not GraphQL/],
  ['for a page larger than there is', '{ patients(first: 201) { id } }', /^first: expected 1 to 200/],
  ['for an empty page', '{ results(model: "m", first: 0) { id } }', /^first: expected 1 to 200/],
  ['for a page of cards larger than there is', '{ cards(patientId: "p", first: 1000) { uuid } }', /^first: expected 1 to 200/],
])('a question %s is refused and says why', async (_what, query, why) => {
  const { status, body } = await site.as('every-role').post('/graphql').send({ query }) as { readonly status: number; readonly body: unknown };
  expect([status, body]).toMatchObject([400, { data: null, errors: expect.arrayContaining([expect.objectContaining({ message: matching(why) })]) as unknown }]);
});

test('twenty other names of one field are taken, and the page length in a variable counts', async () => {
  expect((await ask(manyNames(20))).status).toBe(200);
  const query = 'query($n: Int) { patients(first: $n) { id lesions { key timePoints { acquiredAt results { id kind probability inputs { name value } } } } } }';
  expect((await ask(query, { n: 40 })).status).toBe(200);
  expect((await ask(query, { n: 200 })).body).toMatchObject({ errors: [{ message: matching(/costs/) }] });
});

test('the questions of the pages cost less than a third of what is allowed', () => {
  const { schema } = site.app.get(GraphQLSchemaHost);
  for (const query of [overviewQuery, patientsQuery, patientQuery, provenanceQuery]) {
    const cost = costOf(schema, parse(print(query)), { id: 'p', after: 'p' });
    expect(cost).toBeGreaterThan(10);
    expect(cost).toBeLessThan(limits.cost / 3);
  }
});

test('several questions in one request are refused', async () => {
  expect((await site.as('clinician').post('/graphql').send([{ query: '{ patients { id } }' }])).status).toBe(400);
});

test('what fails inside is not told: one sentence, no words of the database', async () => {
  const answer = await ask('{ patient(id: "\\u0000") { id } }');
  expect(answer.body).toEqual({ data: { patient: null }, errors: [{ message: 'The question could not be answered.', locations: [{ line: 1, column: 3 }], path: ['patient'] }] });
});

test('every question is in the audit, with the asker', async () => {
  await ask('{ patient(id: "p-1") { id } }');
  const [row] = await site.dataSource.query<object[]>("SELECT actor, outcome, subject, detail FROM audit_event WHERE action = 'graphql.patient' ORDER BY sequence DESC LIMIT 1");
  expect(row).toEqual({ actor: 'clinician', outcome: 'success', subject: 'p-1', detail: { found: 0, requestId: matching(/^[0-9a-f-]{36}$/) } });
});
