import type { Code } from '../platform/dicom/dataset.js';
import { catalogueEntry, type Feature } from '../radiomics/index.js';
import type { StoredFeatureSet } from '../results/feature-set.js';
import { ibsi, ownByName } from './codes.js';
import { algorithmItems, type ContentItem, numberItem } from './content-items.js';
import { ibsiMeanings } from './ibsi-meanings.js';
import { featureModifiers } from './processing.js';
import { unitCode } from './units.js';

const families: Readonly<Record<Feature['family'], string>> = {
  'morphology': 'morphology', 'local-intensity': 'local intensity', 'intensity-statistics': 'intensity statistics', 'intensity-histogram': 'intensity histogram',
  'intensity-volume-histogram': 'intensity-volume histogram', 'glcm': 'GLCM', 'glrlm': 'GLRLM', 'glszm': 'GLSZM', 'gldzm': 'GLDZM', 'ngtdm': 'NGTDM', 'ngldm': 'NGLDM',
};

/**
 * What a feature is called in a report: its IBSI code with the meaning DICOM gives it (CID 218), or with the name of the
 * IBSI reference manual where DICOM does not list it; a feature IBSI does not know has a code of our own.
 */
export function featureConcept({ tag, ibsi: value, family }: Pick<Feature, 'tag' | 'ibsi' | 'family'>): Code {
  if (value === '') return ownByName(tag, tag);
  const listed = ibsiMeanings[value];
  return ibsi(value, (listed ?? `${catalogueEntry(tag)?.name ?? tag} (${families[family]})`).slice(0, 64));
}

/** A feature as a measurement (TID 1419): the value in both forms, its unit in UCUM, how it was computed and by what; the settings stand in the group once, here only their hash. */
export function featureItem(feature: Feature, { engine, settings, settingsHash, series: { intensityUnit } }: StoredFeatureSet): ContentItem {
  const unit = unitCode(feature.unit, intensityUnit, settings);
  return numberItem('CONTAINS', featureConcept(feature), { value: feature.value, unit }, [
    ...featureModifiers(feature, settings, intensityUnit),
    ...algorithmItems({ name: engine.name, version: engine.version, parameters: [`settings SHA-256 ${settingsHash}`] }),
  ]);
}
