import { join } from 'node:path';
import type { ClinicalReading } from '../clinical/facts.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import { engine } from '../platform/project.js';
import type { WorkerPool } from '../platform/worker-pool.js';
import type { ExtractionSettings } from '../radiomics/index.js';
import type { StoredFeatureSet } from '../results/feature-set.js';
import type { Scorer } from '../scoring/score-inputs.js';
import type { EhrClient } from '../studies/ehr.client.js';
import type { CacheSettings } from '../studies/kept-entries.js';
import type { PacsClient } from '../studies/pacs.client.js';
import type { SeriesCache } from '../studies/series-cache.js';
import type { MeasuredLesion, Stages } from './analyse-study.js';
import { dicomDay, dicomMoment } from './clinical-inputs.js';
import { settingsHash } from './extraction-settings.js';
import { fetchStudy } from './fetch-study.js';
import { findStudy } from './find-study.js';
import type { RegionAnswer, RegionTask, StudyAnswers, SurveyTask } from './study.worker.js';
import type { Measurement } from './study-survey.js';

/** What the stages work with. */
export interface Tools {
  readonly ehr: EhrClient;
  readonly readClinical: (patientId: string) => Promise<ClinicalReading>;
  /** The site's PACS. */
  readonly pacs: PacsClient;
  /** The DICOMweb server with an address, if the settings name it. */
  readonly at: (address: string) => PacsClient | undefined;
  /** Series that were fetched before, and where those and volumes are kept. */
  readonly cache: SeriesCache | undefined;
  readonly cacheSettings: CacheSettings | undefined;
  readonly pool: WorkerPool;
  readonly scorer: Scorer;
  /** Of the model's measurement. */
  readonly settings: ExtractionSettings;
}

/** The stages of one analysis on real servers and threads; the fetched study lies in `folder` meanwhile. Once the signal aborts each stage ends, with a problem or by throwing. */
export function stagesOn({ ehr, readClinical, pacs, at, cache, cacheSettings, pool, scorer, settings }: Tools, folder: string, signal: AbortSignal): Stages {
  // Only study.worker.ts answers, and this is what it answers to the task.
  const onThread = async <T extends SurveyTask | RegionTask>(task: T) => await pool.run(task, signal) as StudyAnswers[T['kind']];
  return {
    scorer,
    readPatient: (patientId) => ehr.readPatient(patientId),
    readClinical,
    findStudy: (order, patient) => findStudy(order, patient, { ehr, site: { pacs, at }, signal }),
    fetchStudy: (study, patience) => fetchStudy(study, at(study.pacs) ?? pacs, { folder: join(folder, 'study'), cache, signal, patience }),
    survey: (files) => onThread({ kind: 'survey', files }),
    async measure(measurement) {
      const { modality, intensity } = scorer.model.manifest.measurement;
      const answer = await onThread({
        kind: 'measure-region', image: measurement.series.files, mask: measurement.mask.file, roi: measurement.region.number,
        intensity: measurement.series.modality === modality ? intensity : 'suv-bw-or-rescaled', settings, cache: cacheSettings,
      });
      return answer.ok ? toLesion(measurement, answer.value) : answer;
    },
  };
}

function toLesion({ lesionKey, series, mask }: Measurement, { features, intensityUnit, image, mask: region, warnings }: RegionAnswer): Outcome<MeasuredLesion> {
  const said = dicomMoment(image.acquisitionDateTime) ? image.acquisitionDateTime : image.studyDate;
  const acquiredAt = dicomMoment(said);
  if (!acquiredAt) return refused('MALFORMED_DICOM', `Series ${image.seriesInstanceUid} does not say when it was acquired; expected AcquisitionDate, SeriesDate or StudyDate.`);
  const featureSet: StoredFeatureSet = {
    engine: { name: engine.name, version: engine.version },
    settings: features.settings, settingsHash: settingsHash(features.settings),
    series: {
      modality: series.modality, studyInstanceUid: image.studyInstanceUid, seriesInstanceUid: image.seriesInstanceUid, frameOfReferenceUid: image.frameOfReferenceUid,
      seriesDescription: image.seriesDescription, instances: image.instances.map(({ sopInstanceUid, sha256 = '' }) => ({ sopInstanceUid, sha256 })), intensityUnit,
    },
    region: {
      modality: mask.modality, instance: { sopInstanceUid: region.source.sopInstanceUid ?? '', sha256: mask.file.sha256 }, seriesInstanceUid: region.source.seriesInstanceUid ?? '',
      roi: region.roi, voxels: region.voxels,
    },
    features: features.features, absent: features.absent, warnings,
  };
  return done({ lesionKey, acquiredAt, acquiredOn: dicomDay(said), featureSet });
}
