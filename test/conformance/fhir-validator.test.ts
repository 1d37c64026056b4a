import { bundleOf } from '../support/fhir-bundles.js';
import { describeReal } from '../support/real.js';
import { patientWith } from '../support/small-study.js';
import { storeResult } from '../support/stored-results.js';
import { fhirValidator, type Finding, validate } from '../support/validator.js';
import { openWard, type Ward } from '../support/ward.js';

const shown = ['BodyStructure', 'DiagnosticReport', 'Observation', 'Provenance', 'RiskAssessment', 'ServiceRequest', 'Task'];

/** Base R4: the profiles of IHE and HL7's guides cannot be had offline, and what they ask beyond it is held elsewhere. */
describeReal('what the service writes, by the validator of HAPI', fhirValidator, () => {
  let ward: Ward;
  const body = async (path: string, role: 'clinician' | 'auditor' = 'clinician'): Promise<object> => (await ward.site.as(role).get(`/fhir/${path}`)).body as object;
  const first = async (path: string, role: 'clinician' | 'auditor' = 'clinician'): Promise<object> => {
    const [match] = bundleOf({ body: await body(path, role) }).matches;
    if (!match) throw new Error(`${path} found nothing`);
    return match;
  };

  /** One of each, from an analysis that the service did, and what else it answers. */
  async function written(): Promise<Readonly<Record<string, object>>> {
    const resources: Record<string, object> = {};
    for (const type of shown) resources[type] = await first(`${type}?patient=p`);
    const { id } = await first('Observation?patient=p') as { readonly id: string };
    const { id: reportId } = await first('DiagnosticReport?patient=p') as { readonly id: string };
    Object.assign(resources, {
      'Device-model': await body('Device/model-lung-metastasis-1.0.0'), 'Device-engine': await first('Device?identifier=urn:sarcolens:engine|'), 'DocumentReference': await first('DocumentReference'),
      'Provenance-Observation': await body(`Provenance/${id}`), 'Provenance-DiagnosticReport': await body(`Provenance/${reportId}`),
      'RiskAssessment-abstention': await first('RiskAssessment?patient=abstained'), 'DiagnosticReport-abstention': await first('DiagnosticReport?patient=abstained'), 'Task-failed': await first('Task?patient=nobody'),
      'CapabilityStatement': await body('metadata'), 'OperationOutcome-404': await body('RiskAssessment/x'),
      'Bundle-searchset': await body('RiskAssessment?patient=p&_revinclude=Provenance:target&_foo=1'), 'Bundle-empty': await body('RiskAssessment?patient=stranger'),
    });
    await ward.site.dataSource.query("UPDATE imaging_order SET status = 'entered-in-error' WHERE patient_id = 'abstained'");
    for (const type of ['RiskAssessment', 'DiagnosticReport']) resources[`${type}-withdrawn`] = await body(`${type}/${(resources[`${type}-abstention`] as { readonly id: string }).id}`);
    const events = bundleOf({ body: await body('AuditEvent?_count=200', 'auditor') }).matches;
    const kinds = new Map(events.map((event) => [JSON.stringify([event.type, event.subtype, event.outcome]), event]));
    [...kinds.values()].forEach((event, k) => { resources[`AuditEvent-${k}`] = event; });
    const patient = { resourceType: 'Patient', id: 'old', link: [{ type: 'replaced-by', other: { reference: 'Patient/new' } }] };
    const order = { resourceType: 'ServiceRequest', identifier: [{ system: 'urn:placer', value: 'in-a-bundle' }], status: 'draft', intent: 'order', subject: { reference: 'Patient/new' } };
    const entry = [{ resource: patient, request: { method: 'PUT', url: 'Patient/old' } }, { resource: order, request: { method: 'POST', url: 'ServiceRequest' } }];
    resources['Bundle-transaction-response'] = (await ward.site.as('integrator').post('/fhir').send({ resourceType: 'Bundle', type: 'transaction', entry }).expect(200)).body as object;
    resources['OperationOutcome-400'] = (await ward.site.as('integrator').post('/fhir/ServiceRequest').send({ ...order, status: 'x' }).expect(400)).body as object;
    return resources;
  }

  let findings: readonly Finding[] = [];
  let names: readonly string[] = [];
  beforeAll(async () => {
    ward = await openWard([patientWith('p')]);
    await ward.order('p');
    await ward.order('nobody');
    await storeResult(ward.site, { patientId: 'abstained', acquiredAt: new Date('2026-01-01T12:00:00Z'), outcome: { kind: 'abstention', code: 'INPUT_MISSING', text: 'Age at imaging is not known, and the model needs it.' } });
    await ward.reach('p', 'done');
    await ward.reach('nobody', 'failed');
    const resources = await written();
    names = Object.keys(resources);
    findings = await validate({ ...resources, wrong: { ...resources.RiskAssessment, status: 'guessed', prediction: [{ probabilityDecimal: 101 }], foo: 1 } });
  }, 300_000);
  afterAll(() => ward.close());

  test('FHIR-F27: one of each resource, no error', () => {
    expect(findings.filter(({ severity, name }) => name !== 'wrong' && severity !== 'WARNING')).toEqual([]);
    expect(names).toEqual(expect.arrayContaining([...shown, 'Device-model', 'DocumentReference', 'CapabilityStatement', 'AuditEvent-4']));
  });

  test('what it would rather have otherwise is known', () => {
    const known = [/dom-6/, /AIAST/, /urn:sarcolens:audit-action/, /BasicAuditEntityType#XrequestId/, /v3-PurposeOfUse/, /IdentifierType/, /CodeSystem could not be found: http:\/\/loinc\.org/, /observations should have a performer/];
    expect(findings.filter(({ severity, name, text }) => name !== 'wrong' && severity === 'WARNING' && !known.some((one) => one.test(text)))).toEqual([]);
  });

  test('a resource that is wrong is found to be: the validator is at work', () => {
    expect(findings.filter(({ severity, name }) => name === 'wrong' && severity === 'ERROR').map(({ text }) => text).join('\n')).toMatch(/(?=.*guessed)(?=.*ras-2)(?=.*foo)/s);
  });
});
