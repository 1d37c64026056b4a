import { type Installation, install } from '../support/installation.js';
let site: Installation;
beforeAll(async () => { site = await install(); });
afterAll(() => site.remove());
const ask = (query: string, variables?: object) => site.as('clinician').post('/graphql').send({ query, variables });
test('x', async () => {
  const out: unknown[] = [];
  for (const q of ['{ __schema { types { name } } }', '{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }', '{ site { model { name } } __typename }', `{ ${Array.from({ length: 21 }, (_, k) => `a${k}: patients { id }`).join(' ')} }`, '{ patients { lesions { timePoints { featureSets { features { value } } } } } }', `{ ${'site { engine } '.repeat(400)} }`, '{"kind":"Document","definitions":[]}', '[]', 'query A { site { engine } } query B { site { engine } }', 'query($id: ID!) { patient(id: $id) { id } }', '{ patients(first: 1000) { id } }', '{ result(id: "x" ']) {
    const a = await ask(q); out.push([a.status, JSON.stringify(a.body).slice(0, 300)]);
  }
  console.log(out);
});
