import { randomUUID } from 'node:crypto';
import { catalogueEntry, defaultSettings, type Feature } from '../../src/radiomics/index.js';
import { FeatureSetEntity } from '../../src/results/feature-set.entity.js';
import type { StoredFeatureSet } from '../../src/results/feature-set.js';
import type { Installation } from './installation.js';

/** A series of a study as it would be stored once it was measured. */
export interface StoredSeries {
  readonly patientId: string;
  readonly study: string;
  readonly acquiredAt: Date;
  readonly analysisId?: string;
  readonly lesionKey?: string;
  readonly modality?: string;
  /** By IBSI tag. */
  readonly values: Readonly<Record<string, number>>;
}

function featureOfValue([tag, value]: readonly [string, number]): Feature {
  const entry = catalogueEntry(tag);
  if (!entry) throw new Error(`${tag} is no tag of IBSI`);
  const { ibsi, family, unit } = entry;
  return { tag, ibsi, family, aggregation: '', value, unit };
}

/** Stores what was measured on a series; gives its id. */
export async function storeFeatureSet({ dataSource }: Installation, { patientId, study, acquiredAt, analysisId = randomUUID(), lesionKey = 'Lesion 1', modality = 'PT', values }: StoredSeries): Promise<string> {
  const [id, seriesInstanceUid] = [randomUUID(), `${study}.${modality.length}`];
  const instance = { sopInstanceUid: `${seriesInstanceUid}.1`, sha256: '0'.repeat(64) };
  const content: StoredFeatureSet = {
    engine: { name: 'sarcolens', version: '0.1.0' }, settings: defaultSettings, settingsHash: '0'.repeat(64),
    series: { modality, studyInstanceUid: study, seriesInstanceUid, frameOfReferenceUid: study, seriesDescription: 'PET', instances: [instance], intensityUnit: 'SUVbw' },
    region: { modality: 'SEG', instance, seriesInstanceUid, roi: { number: 1, label: lesionKey }, voxels: 1000 },
    features: Object.entries(values).map(featureOfValue), absent: [], warnings: [],
  };
  await dataSource.getRepository(FeatureSetEntity).insert({ id, analysisId, patientId, lesionKey, studyInstanceUid: study, seriesInstanceUid, modality, acquiredAt, content, createdAt: acquiredAt });
  return id;
}
