import { settingsSchema } from '../config/settings.js';
import { dicomWebAddressOf } from './endpoint.js';
import { readImagingStudy } from './imaging-study.js';
import { SitePacs } from './site-pacs.service.js';

const system = 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type';
const endpoint = (more: object = {}) => ({ resourceType: 'Endpoint', id: 'e', status: 'active', connectionType: { system, code: 'dicom-wado-rs' }, payloadType: [{ text: 'DICOM' }], address: 'https://pacs.example.org/dicom-web', ...more });

describe('the DICOMweb server that an Endpoint stands for', () => {
  test.each<[string, object]>([
    ['WADO-RS', {}], ['QIDO-RS', { connectionType: { system, code: 'dicom-qido-rs' } }], ['a code without system', { connectionType: { code: 'dicom-wado-rs' } }],
  ])('is that of %s', (_what, more) => { expect(dicomWebAddressOf(endpoint(more))).toBe('https://pacs.example.org/dicom-web'); });

  test.each<[string, unknown]>([
    ['is suspended', endpoint({ status: 'suspended' })], ['is a test', endpoint({ status: 'test' })], ['is off', endpoint({ status: 'off' })],
    ['is of FHIR', endpoint({ connectionType: { system, code: 'hl7-fhir-rest' } })], ['is of WADO-URI', endpoint({ connectionType: { system, code: 'dicom-wado-uri' } })],
    ['has a code of another system', endpoint({ connectionType: { system: 'urn:own', code: 'dicom-wado-rs' } })],
    ['is another resource', { ...endpoint(), resourceType: 'Location' }], ['has no address', endpoint({ address: undefined })], ['is nothing', undefined],
  ])('is none where it %s', (_what, resource) => { expect(dicomWebAddressOf(resource)).toBeUndefined(); });
});

describe('a server of the settings', () => {
  const settings = settingsSchema.parse({
    pacs: { dicomWebUrl: 'https://pacs.example.org/dicom-web', others: { archive: { dicomWebUrl: 'https://Archive.Example.org:443/dicom/', token: 't' }, research: { dicomWebUrl: 'http://login:secret@10.0.0.7:8042/dicom-web' } } },
  });
  const site = new SitePacs(settings);
  const found = (address: string) => site.at(address)?.address;

  test.each([
    ['https://pacs.example.org/dicom-web', 'https://pacs.example.org/dicom-web'], ['https://PACS.example.org:443/dicom-web///', 'https://pacs.example.org/dicom-web'],
    ['https://archive.example.org/x/../dicom', 'https://archive.example.org/dicom'], ['http://10.0.0.7:8042/dicom-web/', 'http://10.0.0.7:8042/dicom-web'],
  ])('is found by %s', (address, expected) => { expect(found(address)).toBe(expected); });

  test.each([
    ['http://pacs.example.org/dicom-web'], ['https://pacs.example.org:8443/dicom-web'], ['https://pacs.example.org/dicom-web/studies'], ['https://pacs.example.org/dicom'], ['https://pacs.example.org/DICOM-WEB'],
    ['https://pacs.example.org.evil.example/dicom-web'], ['https://pacs.example.org@evil.example/dicom-web'], ['https://somebody@pacs.example.org/dicom-web'], ['https://pacs.example.org/dicom-web?x=1'],
    ['https://pacs.example.org/dicom-web#x'], ['https://pacs.example.org/dicom-web/../admin'], ['//pacs.example.org/dicom-web'], ['/dicom-web'], ['file:///etc/passwd'], ['http://[::1]/dicom-web'], [''],
  ])('is not what %s names', (address) => { expect(found(address)).toBeUndefined(); });

  test('is called by an address without the login that stands in it', () => {
    expect(site.all.map(({ address }) => address).join(' ')).not.toMatch(/login|secret/);
  });
});

describe('the endpoints of an ImagingStudy', () => {
  const study = (more: object) => { const read = readImagingStudy({ resourceType: 'ImagingStudy', status: 'available', identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2.3' }], ...more }); return read.ok ? read.value : read; };
  const references = (more: object) => { const read = study(more); return 'endpoints' in read ? read.endpoints.map(({ reference }) => reference) : read; };

  test('are its own, then those of its series, each once', () => {
    const at = (...ids: readonly string[]) => ({ endpoint: ids.map((id) => ({ reference: `Endpoint/${id}` })) });
    expect(references({ ...at('a'), series: [{ uid: '1', ...at('b', 'a') }, { uid: '2', ...at('c') }, { uid: '3' }] })).toEqual(['Endpoint/a', 'Endpoint/b', 'Endpoint/c']);
  });

  test('are few, however many a study names', () => {
    expect(references({ endpoint: Array.from({ length: 500 }, (_, k) => ({ reference: `Endpoint/${k}` })) })).toHaveLength(10);
  });

  test('may be contained', () => {
    expect(study({ contained: [endpoint({ id: 'x' }), endpoint()], endpoint: [{ reference: '#e' }, { reference: '#gone' }] })).toMatchObject({ endpoints: [{ reference: '#e', contained: endpoint() }, { reference: '#gone', contained: undefined }] });
  });

  test('and its counts are left out where they are not what they should be, and the study is read all the same', () => {
    expect(study({ endpoint: 'Endpoint/a', series: 7, contained: {}, numberOfSeries: '3', numberOfInstances: -1 })).toMatchObject({ studyInstanceUid: '1.2.3', endpoints: [], counts: { series: null, instances: null } });
    expect(study({ numberOfSeries: 3, numberOfInstances: 0 })).toMatchObject({ counts: { series: 3, instances: 0 } });
  });
});
