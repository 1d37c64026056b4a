import { pageOn } from './fhir-reads.client.js';
import { readPrefetched } from './prefetched.js';
import { grants } from './scopes.js';

describe('scopes of SMART v1 and v2', () => {
  test.each<[string, boolean, boolean]>([
    ['patient/Condition.read', true, true], ['user/*.*', true, true], ['system/Condition.*', true, true], ['patient/Condition.r', true, false], ['patient/Condition.s', false, true], ['patient/Condition.rs', true, true],
    ['patient/*.cruds', true, true], ['patient/Condition.rs?category=x', true, true], ['openid launch patient/Condition.read', true, true],
    ['patient/Condition.write', false, false], ['patient/Patient.read', false, false], ['patient/Condition.cud', false, false], ['patient/Condition.sr', false, false], ['Condition.read', false, false], ['launch/patient', false, false], ['', false, false],
  ])('CDS-D14: %j: read %s, search %s', (scope, read, search) => {
    expect([grants(scope, { type: 'Condition', kind: 'read' }), grants(scope, { type: 'Condition', kind: 'search' })]).toEqual([read, search]);
  });
});

describe('what a client answers for a key', () => {
  const patient = { resourceType: 'Patient', id: '1' };
  const outcome = { resourceType: 'OperationOutcome' };
  test.each<[string, unknown, object]>([
    ['nothing', undefined, { kind: 'missing' }], ['null', null, { kind: 'none' }], ['an empty searchset', { resourceType: 'Bundle' }, { kind: 'none' }], ['an OperationOutcome', outcome, { kind: 'failed' }], ['a text', 'x', { kind: 'failed' }], ['a list', [patient], { kind: 'failed' }],
    ['a Bundle that is none', { resourceType: 'Bundle', entry: 'x' }, { kind: 'failed' }], ['a resource', patient, { kind: 'given', resources: [patient], next: undefined }],
    ['a searchset', { resourceType: 'Bundle', entry: [{ resource: patient }, { resource: outcome, search: { mode: 'outcome' } }] }, { kind: 'given', resources: [patient], next: undefined }],
    ['a page', { resourceType: 'Bundle', link: [{ relation: 'self', url: 'a' }, { relation: 'next', url: 'b' }] }, { kind: 'given', resources: [], next: 'b' }],
  ])('CDS-D7: %s', (_what, value, expected) => { expect(readPrefetched(value)).toEqual(expected); });
});

describe('further pages lie on the server itself', () => {
  const server = 'https://ehr.example.org/r4/';
  test.each(['https://ehr.example.org/r4/Condition?page=2', 'https://ehr.example.org/r4?page=2', 'Condition?page=2', 'https://EHR.example.org:443/r4/x'])('CDS-D15: %s does', (next) => { expect(pageOn(server, next)).toMatch(/^https:\/\/ehr\.example\.org\/r4/); });
  test.each([
    'https://elsewhere.example.org/r4/x', 'http://ehr.example.org/r4/x', 'https://ehr.example.org:8443/r4/x', 'https://ehr.example.org/r4/../admin', 'https://ehr.example.org/r4evil/x', 'https://ehr.example.org/other', '//elsewhere.example.org/r4/x', 'https://ehr.example.org/r4/%2e%2e/admin',
    'https://ehr.example.org@elsewhere.example.org/r4/x', 'https://u:p@ehr.example.org/r4/x', 'javascript:alert(1)', 'https://',
  ])('CDS-D15: %s does not', (next) => { expect(pageOn(server, next)).toBeUndefined(); });
});
