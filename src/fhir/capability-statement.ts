import { engine } from '../platform/project.js';

const read = { interaction: [{ code: 'read' }, { code: 'search-type' }] };
const searchBy = (...names: readonly string[]) => names.map((name) => ({ name, type: name === 'identifier' ? 'token' : 'reference' }));

/** What this FHIR server can do, as R4 CapabilityStatement. */
export const capabilityStatement = (url: string) => ({
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: '2026-11-01',
  kind: 'instance',
  software: { name: 'Sarcolens', version: engine.version },
  implementation: { description: 'Radiomics results of imaging orders', url },
  fhirVersion: '4.0.1',
  format: ['json'],
  rest: [{
    mode: 'server',
    resource: [
      { type: 'ServiceRequest', interaction: [{ code: 'create' }, { code: 'update' }, { code: 'read' }, { code: 'search-type' }], searchParam: searchBy('identifier', 'patient') },
      { type: 'RiskAssessment', ...read, searchParam: searchBy('patient') },
      { type: 'Observation', ...read, searchParam: searchBy('patient') },
      { type: 'Provenance', ...read, searchParam: searchBy('target') },
      { type: 'Device', interaction: [{ code: 'read' }] },
    ],
  }],
});
