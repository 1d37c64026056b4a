import { catalogueEntry, type Feature } from '../radiomics/index.js';
import { canonicalJson } from '../platform/canonical-json.js';
import type { FeatureSetEntity } from '../results/feature-set.entity.js';
import { shownUnit } from '../results/feature-set-head.js';
import type { AnyResource } from './bundle.js';
import { deviceIdOfEngine } from './device.js';
import { metaOf } from './labels.js';
import type { Standing } from './risk-assessment.js';
import { systems } from './systems.js';

/** UCUM codes of the units that have one; `intensity` stands for whatever the image is in. */
const ucum: Readonly<Record<string, string>> = { 'mm': 'mm', 'mm2': 'mm2', 'mm3': 'mm3', '/mm': '/mm', '1': '1', 'HU': "[hnsf'U]", 'SUVbw': 'g/mL' };

/** SNOMED CT of what is also measured without radiomics. */
const plain: Readonly<Record<string, object>> = {
  morph_volume: { system: systems.snomed, code: '118565006', display: 'Volume' },
  morph_diam: { system: systems.snomed, code: '81827009', display: 'Diameter' },
};

const quantity = (value: number, unit: string) => ({ value, unit, ...(ucum[unit] ? { system: systems.ucum, code: ucum[unit] } : {}) });

const component = (feature: Feature, intensityUnit: string) => ({
  code: { coding: [{ system: systems.ibsi, code: feature.ibsi, display: catalogueEntry(feature.tag)?.name ?? feature.tag }, ...(plain[feature.tag] ? [plain[feature.tag]] : [])], text: feature.tag },
  valueQuantity: quantity(feature.value, shownUnit(feature.unit, intensityUnit)),
});

/** A study as it is referred to by its StudyInstanceUID: it is no resource of this server. */
export const studyReference = (studyInstanceUid: string) => ({ type: 'ImagingStudy', identifier: { system: systems.dicomUid, value: `urn:oid:${studyInstanceUid}` } });

/** What a feature set belongs to; what is not known is left out. */
export interface ObservationContext {
  readonly orderId?: string | undefined;
  /** The BodyStructure that is its lesion. */
  readonly lesionId?: string | undefined;
  readonly standing?: Standing;
}

/**
 * A feature set as one R4 Observation with a component for each feature. It is a measurement by software on a region
 * that was drawn, and no model has a part in it. A feature's value means something only together with the settings it
 * was computed with, which stand beside in full.
 */
export function observation({ id, patientId, content, acquiredAt, createdAt, studyInstanceUid }: FeatureSetEntity, { orderId, lesionId, standing = 'stands' }: ObservationContext = {}): AnyResource {
  const { engine, series, region, settings, settingsHash } = content;
  return {
    resourceType: 'Observation',
    id,
    meta: { ...metaOf(createdAt), ...(standing === 'withdrawn' ? { versionId: '2' } : {}) },
    extension: [{ url: systems.settings, valueString: canonicalJson(settings) }],
    identifier: [{ system: systems.featureSet, value: id }],
    ...(orderId === undefined ? {} : { basedOn: [{ reference: `ServiceRequest/${orderId}` }] }),
    partOf: [studyReference(studyInstanceUid)],
    status: standing === 'withdrawn' ? 'entered-in-error' : 'final',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'imaging', display: 'Imaging' }] }, { coding: [{ system: systems.dicom, code: '125007', display: 'Measurement Group' }] }],
    code: { text: `Radiomics of ${region.roi.label} on ${series.modality}` },
    subject: { reference: `Patient/${patientId}` },
    ...(lesionId === undefined ? {} : { focus: [{ reference: `BodyStructure/${lesionId}` }] }),
    effectiveDateTime: acquiredAt.toISOString(),
    issued: createdAt.toISOString(),
    device: { reference: `Device/${deviceIdOfEngine(engine)}` },
    derivedFrom: [studyReference(studyInstanceUid)],
    method: { text: `IBSI, settings ${settingsHash}` },
    component: content.features.map((feature) => component(feature, series.intensityUnit)),
  };
}
