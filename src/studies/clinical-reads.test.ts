import fastify, { type FastifyInstance } from 'fastify';
import { done } from '../platform/problem.js';
import { ClinicalReads } from './clinical-reads.service.js';
import { EhrServer } from './ehr-server.client.js';

let ehr: FastifyInstance;
let base: string;
let asked: string[] = [];

/** Pages of one resource each; how many there are, and where the next of them is said to be. */
const pages = (type: string, count: number, next = (page: number) => `${base}/${type}?page=${page}`) => (page: number) => ({
  resourceType: 'Bundle', entry: [{ resource: { resourceType: type, id: `${type}-${page}` } }, { resource: { resourceType: 'OperationOutcome' }, search: { mode: 'outcome' } }],
  link: page < count ? [{ relation: 'next', url: next(page + 1) }] : [],
});

beforeAll(async () => {
  ehr = fastify();
  const answers: Readonly<Record<string, (page: number) => object | string>> = {
    Condition: pages('Condition', 3), Observation: pages('Observation', 6), BodyStructure: pages('BodyStructure', 2, () => 'https://elsewhere.example/fhir/BodyStructure'), Procedure: () => '<html>', Patient: pages('Patient', 1),
  };
  ehr.get<{ Params: { type: string }; Querystring: { page?: string } }>('/fhir/:type', (request, reply) => {
    asked.push(request.url);
    return answers[request.params.type]?.(Number(request.query.page ?? 1)) ?? reply.code(404).send({});
  });
  base = `${await ehr.listen({ port: 0, host: '127.0.0.1' })}/fhir`;
});
afterAll(() => ehr.close());
beforeEach(() => { asked = []; });

const read = (type: string, parameters?: Readonly<Record<string, string>>) => {
  const server = new EhrServer({ fhirUrl: base, timeoutMs: 2000, attempts: 1, writeResults: false }, { current: () => Promise.resolve(done('token')), drop: () => 'there is no other' });
  return new ClinicalReads({ ehr: undefined, server }).read(['p1', 'old'], [parameters === undefined ? { type } : { type, parameters }]);
};

test('an answer is read page by page, without what is no match', async () => {
  const [{ resources, problem }] = await read('Condition', { code: 'a,b' });
  expect([resources, problem]).toEqual([[1, 2, 3].map((k) => ({ resourceType: 'Condition', id: `Condition-${k}` })), undefined]);
  expect(asked[0]).toBe('/fhir/Condition?patient=p1%2Cold&code=a%2Cb&_count=100');
});

test('the patient is asked for by its ids', async () => { await read('Patient'); expect(asked).toEqual(['/fhir/Patient?_id=p1%2Cold']); });

test.each([
  ['more pages than are read', 'Observation', /more Observation of the patient than 5 pages/], ['a next page on another server', 'BodyStructure', /not on the EHR; nothing is sent there/],
  ['HTML', 'Procedure', /something other than a Bundle/], ['404', 'MedicationAdministration', /answered 404 when it was asked for MedicationAdministration/],
])('%s: nothing is taken of it, and it is said', async (_, type, text) => {
  const [{ resources, problem }] = await read(type);
  expect([resources, problem?.code]).toEqual([[], 'EHR_REFUSED']);
  expect(problem?.text).toMatch(text);
});
