import { catalogueEntry } from '../radiomics/index.js';
import type { FeatureSetEntity } from '../results/feature-set.entity.js';
import { deviceIdOfEngine } from './device.js';
import type { Resource } from './bundle.js';
import { systems } from './systems.js';

/** UCUM codes of the units that have one; `intensity` stands for whatever the image is in. */
const ucum: Readonly<Record<string, string>> = { 'mm': 'mm', 'mm2': 'mm2', 'mm3': 'mm3', '/mm': '/mm', '1': '1', 'HU': "[hnsf'U]", 'SUVbw': 'g/mL' };

const quantity = (value: number, unit: string) => ({ value, unit, ...(ucum[unit] ? { system: systems.ucum, code: ucum[unit] } : {}) });

/** A feature set as one R4 Observation with a component for each feature. */
export function observation({ id, patientId, content, acquiredAt, createdAt, studyInstanceUid }: FeatureSetEntity): Resource & Record<string, unknown> {
  const { engine, series, region, settingsHash } = content;
  return {
    resourceType: 'Observation',
    id,
    meta: { versionId: '1', lastUpdated: createdAt.toISOString() },
    identifier: [{ system: 'urn:sarcolens:feature-set', value: id }],
    status: 'final',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'imaging', display: 'Imaging' }] }],
    code: { text: `Radiomics of ${region.roi.label} on ${series.modality}` },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: acquiredAt.toISOString(),
    device: { reference: `Device/${deviceIdOfEngine(engine)}` },
    derivedFrom: [{ type: 'ImagingStudy', identifier: { system: systems.dicomUid, value: `urn:oid:${studyInstanceUid}` } }],
    method: { text: `IBSI, settings ${settingsHash}` },
    component: content.features.map((feature) => ({
      code: { coding: [{ system: systems.ibsi, code: feature.ibsi, display: catalogueEntry(feature.tag)?.name ?? feature.tag }], text: feature.tag },
      valueQuantity: quantity(feature.value, feature.unit.replace('intensity', series.intensityUnit)),
    })),
  };
}
