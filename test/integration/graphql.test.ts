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

test('a question deeper than anybody needs is refused', async () => {
  const deep = '{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }';
  expect((await ask(deep)).status).toBe(400);
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
  expect(row).toEqual({ actor: 'clinician', outcome: 'success', subject: 'p-1', detail: { found: 0 } });
});
