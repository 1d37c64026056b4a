import { type Installation, install, routesOf } from '../support/installation.js';

const origin = 'https://ehr.example.org';

/** A route with the parts of its path filled in. */
const filled = (path: string, id: string): string => path.replace(':uid', '1.2.3').replaceAll(/:\w+/g, id).replace('*', id);

let site: Installation;
let routes: readonly (readonly [method: string, path: string])[];
beforeAll(async () => {
  site = await install({ http: { corsOrigins: [origin] }, ehr: { fhirUrl: 'http://127.0.0.1:1/fhir' }, pacs: { dicomWebUrl: 'http://127.0.0.1:1/dicom-web' } });
  routes = routesOf(site.app).filter((route) => !route.startsWith('OPTIONS ')).map((route) => { const [method = '', path = ''] = route.split(' '); return [method, path] as const; });
});
afterAll(() => site.remove());

const preflight = (method: string, path: string, from: string) => fetch(site.url + path, {
  method: 'OPTIONS', headers: { 'origin': from, 'access-control-request-method': method, 'access-control-request-headers': 'authorization, content-type' },
});

describe('a page of another origin', () => {
  test('CDS-H1: of the list has its preflight answered before credentials are asked for, at every door that pages call', async () => {
    const asked = routes.filter(([method]) => ['GET', 'POST'].includes(method));
    expect(asked.length).toBeGreaterThan(20);
    for (const [method, path] of asked) {
      const { status, headers } = await preflight(method, filled(path, 'x'), origin);
      expect([method, path, status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-headers')]).toEqual([method, path, 204, origin, 'authorization, content-type']);
      expect(headers.get('access-control-allow-methods')?.split(', ')).toContain(method);
    }
  });

  test('CDS-H1: of the list may read what each door answers, a refusal as well, and the request\'s id; of no list, nothing', async () => {
    for (const [method, path] of routes.filter((one) => ['GET', 'POST'].includes(one[0]))) {
      const answers = await Promise.all([origin, 'https://elsewhere.example.org'].map((from) => fetch(site.url + filled(path, 'x'), { method, headers: { origin: from }, redirect: 'manual' })));
      expect([path, ...answers.map(({ headers }) => headers.get('access-control-allow-origin'))]).toEqual([path, origin, null]);
      expect(answers[0]?.headers.get('access-control-expose-headers')).toBe('x-request-id');
    }
  });

  test('CDS-H1: is not let to change or remove', async () => {
    for (const [method, path] of routes.filter((one) => ['PUT', 'DELETE', 'PATCH'].includes(one[0]))) {
      expect((await preflight(method, filled(path, 'x'), origin)).headers.get('access-control-allow-methods')).toBe('GET, POST');
    }
  });
});

const nested = `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`;
/** Bodies that nobody means well with, and such as somebody may send who means another door. */
const bodies: readonly string[] = [
  '', '{', 'null', '[]', '7', '"text"', '{}', nested, '{"a":"\\u0000"}', '{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}',
  '{"resourceType":7}', '{"resourceType":"Nothing"}', '{"resourceType":"ServiceRequest","status":"nonsense","intent":5,"subject":[],"identifier":{}}',
  '{"resourceType":"ServiceRequest","id":"x","status":"active","intent":"order","subject":{"reference":"Patient/p"},"identifier":[{"system":"urn:x","value":"1"}],"occurrenceDateTime":"yesterday"}',
  '{"resourceType":"Bundle","type":"nonsense","entry":5}', '{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"PATCH","url":"../x"}}]}',
  '{"resourceType":"Subscription","status":7,"criteria":[],"channel":{"type":"x","endpoint":"file:///etc/passwd"}}', '{"resourceType":"Patient","birthDate":"31.1.1950","link":7}',
  '{"hook":"nonsense","hookInstance":"x","context":[]}', '{"hook":"patient-view","hookInstance":"11111111-1111-4111-8111-111111111111","context":{"userId":7,"patientId":{}},"prefetch":[]}',
  '{"feedback":[]}', '{"feedback":[{"card":1,"outcome":"nonsense","outcomeTimestamp":"now"}]}',
  '{"query":5}', '{"query":"{ patients { nothing } }"}', '{"query":"query($id: ID!) { patient(id: $id) { id } }","variables":{"id":{"a":1}}}', '{"query":"{ patient(id: \\"\\\\u0000\\") { id } }"}', '{"query":"{ result(id: \\"\'; DROP TABLE result; --\\") { id } }"}',
];
const queries = ['', '?', '?patient=', '?patient=%00', '?patient=a&patient=b', '?patient[a]=1', '?_count=-1', '?_count=many', '?_page=x', '?identifier=%7C', '?target=x', '?_include=*', '?_format=xml', '?date=nonsense', '?iss=file:///etc/passwd&launch=x', '?code=x&state=y', `?patient=${'x'.repeat(4000)}`];
const ids = ['x', '%00', '..%2F..%2Fetc%2Fpasswd', "';--", 'x'.repeat(150), '%E0%A4%A'];

/** Words of ours and of our tools that no caller is to read: stacks, SQL, files, the validator's and the engine's own sentences. */
const internals = [
  /\bat (?:async )?[\w.<> ]+ \(|\.(?:js|ts|mjs):\d+/, /\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM) .*\b(?:FROM|SET|VALUES)\b|syntax error at or near|relation "|violates|invalid input syntax|invalid byte sequence/,
  /\/(?:work|home|root|usr|var|app|srv)\/|node_modules|\bdist\//, /Invalid (?:option|input|string|key)\b|Too (?:small|big)|Unrecognized key|\breceived (?:undefined|null|string|number|object|array)|ZodError|"code":"(?:invalid_|too_|custom)/,
  /Cannot read propert|is not (?:a function|iterable|defined)|Unexpected (?:token|end)|\bERR_[A-Z_]+|FST_|TypeORM|QueryFailed|\d+\.\d+\.\d+\.\d+:\d+/,
];

describe('broken input', () => {
  /** Answers to a route, each with what was sent. */
  async function tried(method: string, path: string): Promise<readonly (readonly [string, number, string])[]> {
    const headersFor = async (): Promise<Record<string, string>> => ({ authorization: path.startsWith('/cds-services/') ? await site.credentials.client(site.url + filled(path, 'sarcolens-patient-view')) : site.credentials.bearer('every-role') });
    const send = async (address: string, body?: string, type = 'application/json') => {
      const answer = await fetch(site.url + address, { method, redirect: 'manual', headers: { ...await headersFor(), ...(body === undefined ? {} : { 'content-type': type }) }, ...(body === undefined ? {} : { body }) });
      return [`${method} ${address.slice(0, 80)} ${(body ?? '').slice(0, 100)}`, answer.status, await answer.text()] as const;
    };
    const address = filled(path, 'sarcolens-patient-view');
    const byQuery = await Promise.all([...queries.map((query) => address + query), ...ids.map((id) => filled(path, id))].map((one) => send(one)));
    if (!['POST', 'PUT', 'PATCH'].includes(method)) return byQuery;
    const byBody = await Promise.all([...bodies.map((body) => send(address, body)), ...['application/fhir+json', 'application/graphql', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'nonsense'].map((type) => send(address, '{', type))]);
    return [...byQuery, ...byBody];
  }

  test('FHIR-F23: is answered at every door in words for its caller, never with a stack, SQL, a path or what a library says, and never as a failure of ours', async () => {
    let count = 0;
    const bad: unknown[] = [];
    for (const [method, path] of routes.filter((one) => one[0] !== 'HEAD')) {
      for (const [sent, status, text] of await tried(method, path)) {
        count += 1;
        // What is found is the caller's own; what is refused is told in our words.
        const found = status < 400 && path !== '/graphql' ? [] : internals.filter((pattern) => pattern.test(text.replaceAll(site.url, ''))).map(String);
        if ((status >= 500 && status !== 503) || found.length > 0) bad.push({ sent, status, found, text: text.slice(0, 300) });
      }
    }
    expect(bad).toEqual([]);
    expect(count).toBeGreaterThan(500);
  }, 120_000);
});
