import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { done, type Outcome, refused } from '../platform/problem.js';
import { engine } from '../platform/project.js';
import type { WorkerPool } from '../platform/worker-pool.js';
import type { ExtractionSettings } from '../radiomics/index.js';
import type { StoredFeatureSet } from '../results/feature-set.js';
import type { Scorer } from '../scoring/score-inputs.js';
import type { EhrClient } from '../studies/ehr.client.js';
import { locateStudy } from '../studies/locate-study.js';
import { fetchAll, type FetchPlace } from '../studies/fetch-all.js';
import type { PacsClient } from '../studies/pacs.client.js';
import type { SeriesCache } from '../studies/series-cache.js';
import type { FoundStudy, MeasuredLesion, OrderToAnalyse, Stages } from './analyse-study.js';
import { dicomDay, dicomMoment } from './clinical-inputs.js';
import { settingsHash } from './extraction-settings.js';
import type { RegionAnswer, RegionTask, StudyAnswers, SurveyTask } from './study.worker.js';
import type { HashedFile, Measurement } from './study-survey.js';

/** What the stages work with. */
export interface Tools {
  readonly ehr: EhrClient;
  readonly pacs: PacsClient;
  /** Series that were fetched before. */
  readonly cache: SeriesCache | undefined;
  readonly pool: WorkerPool;
  readonly scorer: Scorer;
  /** Of the model's measurement. */
  readonly settings: ExtractionSettings;
}

/** The stages of one analysis on real servers and threads; the fetched study lies in `folder` meanwhile. */
export function stagesOn({ ehr, pacs, cache, pool, scorer, settings }: Tools, folder: string): Stages & { readonly sweep: () => Promise<void> } {
  // Only study.worker.ts answers, and this is what it answers to the task.
  const onThread = async <T extends SurveyTask | RegionTask>(task: T) => await pool.run(task) as StudyAnswers[T['kind']];
  return {
    scorer,
    readPatient: (patientId) => ehr.readPatient(patientId),
    findStudy: (order) => findStudy(order, ehr, pacs),
    fetchStudy: (study) => fetchStudy(study, pacs, { folder: join(folder, 'study'), cache }),
    survey: (files) => onThread({ kind: 'survey', files }),
    async measure(measurement) {
      const { modality, intensity } = scorer.model.manifest.measurement;
      const answer = await onThread({
        kind: 'measure-region', image: measurement.series.files, mask: measurement.mask.file, roi: measurement.region.number,
        intensity: measurement.series.modality === modality ? intensity : 'suv-bw-or-rescaled', settings,
      });
      return answer.ok ? toLesion(measurement, answer.value) : answer;
    },
    sweep: () => rm(folder, { recursive: true, force: true }),
  };
}

async function findStudy(order: OrderToAnalyse, ehr: EhrClient, pacs: PacsClient): Promise<Outcome<FoundStudy>> {
  const known = await ehr.findImagingStudies(order.patientId);
  const namesIt = order.accessionNumber !== null || order.studyInstanceUid !== null;
  // Many EHRs do not offer ImagingStudy; an order that names its study can do without.
  if (!known.ok && !(namesIt && known.problem.code === 'EHR_REFUSED')) return known;
  const address = locateStudy(order, known.ok ? known.value : []);
  if (!address.ok) return address;
  const found = await pacs.findStudies(address.value.match);
  if (!found.ok) return found;
  const [studyInstanceUid, ...others] = found.value;
  if (studyInstanceUid === undefined) return refused('STUDY_NOT_FOUND', 'The PACS does not have the study of the order yet.');
  if (others.length > 0) return refused('STUDY_AMBIGUOUS', `The PACS has ${others.length + 1} studies under the accession number of the order; expected one.`);
  return done({ studyInstanceUid, imagingStudy: address.value.imagingStudy });
}

/** Modalities that may be measured, and those that say where; the rest of a study is left where it is. */
const images = new Set(['CT', 'MR', 'PT']);
const masks = new Set(['SEG', 'RTSTRUCT']);

async function fetchStudy({ studyInstanceUid }: FoundStudy, pacs: PacsClient, place: FetchPlace): Promise<Outcome<readonly HashedFile[]>> {
  const listed = await pacs.listSeries(studyInstanceUid);
  if (!listed.ok) return listed;
  const series = listed.value.filter(({ modality }) => images.has(modality) || masks.has(modality)).toSorted((a, b) => (a.seriesInstanceUid < b.seriesInstanceUid ? -1 : 1));
  const modalities = [...new Set(series.map(({ modality }) => modality))];
  if (!modalities.some((modality) => images.has(modality))) return refused('STUDY_NOT_FOUND', 'The PACS knows the study of the order, but it holds no images yet.');
  if (!modalities.some((modality) => masks.has(modality))) return refused('STUDY_INCOMPLETE', `The study holds ${modalities.join(', ')} and no region that the model measures; expected a SEG or RTSTRUCT.`);
  const fetched = await fetchAll(pacs, studyInstanceUid, series, place);
  return fetched.ok ? done(fetched.value.map(({ path, sha256 }) => ({ path, sha256 }))) : fetched;
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
