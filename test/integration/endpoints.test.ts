import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StoredResult } from '../../src/results/result.js';
import { encode } from '../../src/platform/dicom/encode.js';
import { ordersOf, progressOf } from '../support/read-answers.js';
import { type Installation, install } from '../support/installation.js';
import { type Orthanc, startOrthanc } from '../support/orthanc.js';
import { until } from '../support/processes.js';
import { describeReal, program } from '../support/real.js';
import { scriptedEhr, type ScriptedEhr } from '../support/scripted-ehr.js';
import { smallStudy } from '../support/small-study.js';

const connection = (code: string) => ({ system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', code });

describeReal('a study that is where its Endpoint says, on one of two Orthancs', [program('Orthanc')], () => {
  let [main, archive]: Orthanc[] = [];
  let ehr: ScriptedEhr;
  let site: Installation;
  let stranger: Server;
  /** What the server that nobody set was asked. */
  const askedOfStranger: string[] = [];
  const endpoints: Record<string, object> = {};
  const studies: Record<string, object> = {};

  const endpoint = (address: string, more: object = {}) => ({ resourceType: 'Endpoint', status: 'active', connectionType: connection('dicom-wado-rs'), payloadType: [{ text: 'DICOM' }], address, ...more });

  beforeAll(async () => {
    [main, archive] = await Promise.all([startOrthanc(), startOrthanc()]);
    stranger = createServer((request, response) => { askedOfStranger.push(request.url ?? ''); response.writeHead(200, { 'content-type': 'application/dicom+json' }).end('[]'); });
    await new Promise<void>((ready) => { stranger.listen(0, '127.0.0.1', ready); });
    const strange = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/dicom-web`;
    Object.assign(endpoints, {
      'main': endpoint(main.dicomWebUrl), 'archive': endpoint(`${archive.dicomWebUrl}/`), 'archive-qido': endpoint(archive.dicomWebUrl, { connectionType: connection('dicom-qido-rs') }),
      'strange': endpoint(strange), 'suspended': endpoint(archive.dicomWebUrl, { status: 'suspended' }), 'fhir': endpoint(archive.dicomWebUrl, { connectionType: connection('hl7-fhir-rest') }),
    });
    ehr = await scriptedEhr();
    ehr.answer = (path, reply) => {
      const url = new URL(path, ehr.origin);
      const id = url.pathname.split('/').at(-1) ?? '';
      if (id === 'broken') return reply.code(500).send({ resourceType: 'OperationOutcome' });
      if (url.pathname.startsWith('/fhir/Endpoint/')) return endpoints[id] === undefined ? undefined : { id, ...endpoints[id] };
      if (url.pathname.startsWith('/fhir/Patient/')) return { resourceType: 'Patient', id, meta: { versionId: '1' }, identifier: [{ value: id }], birthDate: '1970-01-01', gender: 'female' };
      const study = studies[url.searchParams.get('patient') ?? ''];
      return { resourceType: 'Bundle', type: 'searchset', ...(study === undefined ? {} : { entry: [{ resource: study }] }) };
    };
    const login = ({ dicomWebUrl, username, password }: Orthanc) => ({ dicomWebUrl, username, password, attempts: 2, timeoutMs: 10_000 });
    site = await install({
      ehr: { fhirUrl: ehr.url, attempts: 1 }, pacs: { ...login(main), others: { archive: { ...login(archive), storeResults: true } } },
      wait: { firstSeconds: 1, longestSeconds: 1 }, worker: { threads: 1, pollSeconds: 0.5 },
    });
  }, 120_000);
  afterAll(async () => {
    await site?.remove();
    await Promise.all([main?.stop(), archive?.stop(), ehr?.close()]);
    stranger?.close();
  }, 60_000);

  /** A patient with a study on a PACS, as the EHR tells of it, and the order for it. */
  async function order(id: string, on: Orthanc | undefined, imagingStudy: object): Promise<void> {
    const { pet, masks, facts } = smallStudy(id);
    if (on) for (const dataset of [...pet, ...masks]) await on.store(encode(dataset));
    studies[id] = {
      resourceType: 'ImagingStudy', id: `study-${id}`, status: 'available', subject: { reference: `Patient/${id}` },
      identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${facts.studyInstanceUid}` }, { value: facts.accessionNumber }], numberOfSeries: 2, numberOfInstances: 11, ...imagingStudy,
    };
    const identifier = [{ type: { coding: [{ code: 'PLAC' }] }, system: 'urn:placer', value: `P-${id}` }, { type: { coding: [{ code: 'ACSN' }] }, value: facts.accessionNumber }];
    await site.as('integrator').post('/fhir/ServiceRequest').send({ resourceType: 'ServiceRequest', identifier, status: 'active', intent: 'order', subject: { reference: `Patient/${id}` } }).expect(201);
  }
  const progress = async (id: string) => progressOf(ordersOf(await site.as('clinician').get(`/fhir/ServiceRequest?patient=${id}`))[0] ?? { meta: undefined });
  async function reach(id: string, state: string) {
    await until(`the analysis of ${id} to be ${state}`, async () => (await progress(id)).state === state, 30_000).catch(async (error: unknown) => { throw new Error(`${String(error)}; it is ${JSON.stringify(await progress(id))}`); });
    return progress(id);
  }
  async function result(id: string): Promise<StoredResult> {
    await reach(id, 'done');
    const [row] = await site.dataSource.query<{ content: StoredResult }[]>('SELECT content FROM result WHERE patient_id = $1', [id]);
    if (row === undefined) throw new Error('no result');
    return row.content;
  }
  const at = (...ids: readonly string[]) => ids.map((id) => ({ reference: `Endpoint/${id}` }));

  test.each<[string, string, () => object]>([
    ['study', 'of-study', () => ({ endpoint: at('archive') })],
    ['study, by QIDO-RS and an absolute reference', 'absolute', () => ({ endpoint: [{ reference: `${ehr.url}/Endpoint/archive-qido/_history/3` }] })],
    ['series', 'of-series', () => ({ series: [{ uid: '1.2', endpoint: at('archive') }, { uid: '1.3' }] })],
    ['study, among others that are of no use', 'among', () => ({ endpoint: at('fhir', 'gone', 'strange', 'archive') })],
    ['study, contained in it', 'contained', () => ({ contained: [{ ...endpoint(archive?.dicomWebUrl ?? ''), id: 'c' }], endpoint: [{ reference: '#c' }] })],
  ])('FHIR-F4: is fetched from there by the endpoint of its %s, with the credentials of that server, and the result says so', async (_what, id, imagingStudy) => {
    await order(id, archive, imagingStudy());
    const { outcome, pacs, warnings } = await result(id);
    expect([outcome.kind, pacs]).toEqual(['score', archive?.dicomWebUrl]);
    expect(warnings.join(' ')).not.toContain('PACS_UNKNOWN');
  }, 60_000);

  test('gets its results there, where the settings of that server say so, and the site\'s PACS gets none', async () => {
    const headers = (of: Orthanc | undefined) => ({ authorization: `Basic ${Buffer.from(`${of?.username ?? ''}:${of?.password ?? ''}`).toString('base64')}` });
    const modalities = async (of: Orthanc | undefined, study: string): Promise<readonly string[]> => {
      const answer = await fetch(`${of?.dicomWebUrl ?? ''}/studies/${study}/series`, { headers: headers(of) });
      const found: unknown = answer.status === 200 ? await answer.json() : [];
      return (Array.isArray(found) ? found : []).map((series: Record<string, { readonly Value?: readonly unknown[] }>) => String(series['00080060']?.Value?.[0])).toSorted();
    };
    const { studyInstanceUid } = smallStudy('of-study').facts;
    await until('the objects to be stored', async () => (await modalities(archive, studyInstanceUid)).length === 5, 30_000);
    expect([await modalities(archive, studyInstanceUid), await modalities(main, studyInstanceUid)]).toEqual([['OT', 'PT', 'RTSTRUCT', 'SEG', 'SR'], []]);
  }, 60_000);

  test.each<[string, string, object]>([
    ['that is not there', 'gone', { endpoint: at('gone') }], ['that cannot be read', 'unreadable', { endpoint: at('broken') }], ['that is suspended', 'suspended', { endpoint: at('suspended') }],
    ['of another kind', 'other-kind', { endpoint: at('fhir') }], ['on another server', 'elsewhere', { endpoint: [{ reference: 'https://evil.example/fhir/Endpoint/archive' }] }], ['of no study at all', 'none', {}],
  ])('with an Endpoint %s is looked for on the site\'s PACS', async (_what, id, imagingStudy) => {
    await order(id, main, imagingStudy);
    const { outcome, pacs, warnings } = await result(id);
    expect([outcome.kind, pacs, warnings.filter((warning) => warning.startsWith('PACS_UNKNOWN'))]).toEqual(['score', main?.dicomWebUrl, []]);
  }, 60_000);

  test('with an Endpoint of a server that is not in the settings is taken from the site\'s PACS, with a warning', async () => {
    await order('unknown', main, { endpoint: at('strange') });
    const { outcome, pacs, warnings } = await result('unknown');
    expect([outcome.kind, pacs]).toEqual(['score', main?.dicomWebUrl]);
    expect(warnings).toContainEqual(expect.stringMatching(/^PACS_UNKNOWN: The EHR says that the study is on a DICOMweb server that is not in the settings \(Endpoint\/strange\); .* It was found on the site's PACS\.$/));
  }, 60_000);

  test('with such an Endpoint and not on the site\'s PACS waits, and says which server is not set', async () => {
    await order('nowhere', archive, { endpoint: at('strange') });
    expect(await reach('nowhere', 'waiting-for-study')).toMatchObject({ code: 'PACS_UNKNOWN', text: expect.stringMatching(/not in the settings \(Endpoint\/strange\); .* The site's PACS does not have the study\.$/) as string });
  }, 60_000);

  test('is not looked for elsewhere where its Endpoint names a server that does not have it', async () => {
    await order('moved', main, { endpoint: at('archive') });
    expect(await reach('moved', 'waiting-for-study')).toMatchObject({ code: 'STUDY_NOT_FOUND' });
  }, 60_000);

  test('and no server that is not in the settings was asked anything', () => {
    expect(askedOfStranger).toEqual([]);
    expect(ehr.asked.filter(({ url }) => url.includes('evil'))).toEqual([]);
  });

  test('is reported on, wherever it is', async () => {
    const answer = await site.as('clinician').get(`/studies/${smallStudy('nowhere').facts.studyInstanceUid}/report`);
    expect([answer.status, answer.body]).toMatchObject([200, { volumes: [{ modality: 'PT', measurable: true }] }]);
  }, 60_000);
});
