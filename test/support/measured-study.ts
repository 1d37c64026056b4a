import { type DicomObject, type MeasuredGroup, type ObjectOrigin, segmentation, sourceSeries, type SourceSeries, trackingUidOf } from '../../src/dicom-sr/index.js';
import { uidOf } from '../../src/phantom/dicom/uid.js';
import { phantomPatients } from '../../src/phantom/index.js';
import { canonicalJson, sha256Hex } from '../../src/platform/canonical-json.js';
import type { Dataset } from '../../src/platform/dicom/dataset.js';
import { encode } from '../../src/platform/dicom/encode.js';
import { engine } from '../../src/platform/project.js';
import { defaultSettings, extractFeatures, type ExtractionSettings } from '../../src/radiomics/index.js';
import type { StoredFeatureSet } from '../../src/results/feature-set.js';
import { buildMask, buildVolume, type Instance, type LoadedMask, type LoadedVolume, type MaskOfStudy, sortStudy, type StudyFile } from '../../src/volumes/index.js';
import { fileOf, segmentation as drawn, slices, valueOf } from './dicom-objects.js';
import { smallStudy } from './small-study.js';

/** One region of a phantom study, measured. */
export interface MeasuredRegion {
  readonly source: SourceSeries;
  readonly image: LoadedVolume;
  readonly region: LoadedMask;
  readonly featureSet: StoredFeatureSet;
}

export const origin: ObjectOrigin = { resultId: '8c2a8f7e-3f0e-4c2e-9a55-2f9d3a1f0001', madeAt: new Date('2026-03-02T14:15:16Z'), engine: { name: 'sarcolens', version: engine.version } };

/** Settings under which something of everything is measured. */
export const everySetting: ExtractionSettings = {
  ...defaultSettings, interpolation: { spacingMm: [4, 4, 4], method: 'linear', roundIntensities: false }, resegmentation: { range: [0, null], outlierSigma: 3 },
  discretisation: { method: 'FBS', binWidth: 0.5 }, ivh: { method: 'FBN', bins: 100 }, aggregation: ['3D_comb', '2_5D_avg', '3D'], omit: ['morph_moran_i', 'morph_geary_c'],
};

/** What is measured: images of a series and an object with a region on them. */
interface Drawn {
  readonly instances: readonly Instance[];
  readonly mask: Pick<MaskOfStudy, 'modality' | 'bytes' | 'sopInstanceUid' | 'seriesInstanceUid'>;
  readonly roi: string;
  readonly settings: ExtractionSettings;
}

export async function measured({ instances, mask, roi, settings }: Drawn): Promise<MeasuredRegion> {
  const image = valueOf(await buildVolume(instances));
  const region = valueOf(await buildMask(mask.bytes, image, roi));
  const features = extractFeatures(image.volume, region.mask, settings);
  if (features.kind !== 'measured') throw new Error(features.detail);
  const { modality, studyInstanceUid, seriesInstanceUid, frameOfReferenceUid, seriesDescription } = image.source;
  return {
    source: valueOf(sourceSeries(instances)), image, region,
    featureSet: {
      engine: origin.engine, settings, settingsHash: sha256Hex(canonicalJson(settings)),
      series: { modality, studyInstanceUid, seriesInstanceUid, frameOfReferenceUid, seriesDescription, instances: image.source.instances.map(({ sopInstanceUid, sha256 = '' }) => ({ sopInstanceUid, sha256 })), intensityUnit: image.intensityUnit },
      region: { modality: mask.modality, instance: { sopInstanceUid: mask.sopInstanceUid, sha256: sha256Hex(mask.bytes) }, seriesInstanceUid: mask.seriesInstanceUid, roi: region.roi, voxels: region.voxels },
      features: features.features, absent: features.absent, warnings: [...image.warnings, ...region.warnings, ...features.warnings],
    },
  };
}

/** Lesion 1 measured on the series that is called so, of a study's files. */
async function measuredLesion(files: readonly StudyFile[], description: string): Promise<MeasuredRegion> {
  const { series: all, masks } = sortStudy(files);
  const series = all.find(({ instances }) => instances[0]?.seriesDescription === description);
  const mask = masks.find(({ referencedSeriesUids }) => referencedSeriesUids.includes(series?.seriesInstanceUid ?? ''));
  if (series === undefined || mask === undefined) throw new Error(`the study has no ${description} with a mask`);
  return measured({ instances: series.instances, mask, roi: 'Lesion 1', settings: everySetting });
}

/** The PET of a phantom patient, whose lesion is drawn in a SEG. */
export async function measuredPhantom(): Promise<MeasuredRegion> {
  const [study] = phantomPatients({ patients: 1, seed: 1 })[0].studies();
  return measuredLesion(study.instances.map(({ sopInstanceUid, bytes }) => ({ name: sopInstanceUid, bytes, sha256: sha256Hex(bytes) })), 'FDG PET AC');
}

/** A small PET, whose lesion is drawn in an RTSTRUCT and has no tracking UID. */
export async function measuredBox(): Promise<MeasuredRegion> {
  const { pet, masks } = smallStudy('measured');
  return measuredLesion([...pet, ...masks].map((dataset, k) => fileOf(dataset, String(k))), 'PET');
}

const pictures = ['.##. ###. .##.', '.##. .##. ....', '..#. ..## ....'];

/** A region of a few voxels measured on five small slices, which are there at once; another picture on each of the middle ones. */
export async function measuredSmall(settings: ExtractionSettings = everySetting, images: readonly Dataset[] = slices(5)): Promise<MeasuredRegion> {
  const { series: [series] } = sortStudy(images.map((image, k) => fileOf(image, String(k))));
  const [{ ImageOrientationPatient, PixelSpacing, SliceThickness }] = images;
  const bytes = encode(drawn(pictures.map((picture, k) => ({ z: k + 1, segment: 1, picture })), {
    SharedFunctionalGroupsSequence: [{ PlaneOrientationSequence: [{ ImageOrientationPatient }], PixelMeasuresSequence: [{ PixelSpacing, SliceThickness }] }],
    PerFrameFunctionalGroupsSequence: pictures.map((_, k) => ({ PlanePositionSequence: [{ ImagePositionPatient: images[k + 1].ImagePositionPatient }], SegmentIdentificationSequence: [{ ReferencedSegmentNumber: 1 }] })),
  }));
  return measured({ instances: series?.instances ?? [], mask: { modality: 'SEG', bytes, sopInstanceUid: uidOf('small', 'seg'), seriesInstanceUid: uidOf('small', 'seg series') }, roi: 'segment 1', settings });
}

/** A measured region as a group of a report, its Segmentation beside it. */
export function groupOf({ source, region, featureSet }: MeasuredRegion, score: MeasuredGroup['score'] = null): MeasuredGroup & { readonly object: DicomObject } {
  const tracking = { trackingId: region.roi.label, trackingUid: region.roi.trackingUid ?? trackingUidOf('P', region.roi.label) };
  const object = segmentation(origin, { source, segments: [{ label: region.roi.label, voxels: region.mask.voxels, ...tracking, algorithm: { type: 'SEMIAUTOMATIC', name: 'not said' } }] });
  return { featureSet, source, segmentation: object, segmentNumber: 1, ...tracking, score, object };
}

/** A score of a made-up model, for reports. */
export const score: NonNullable<MeasuredGroup['score']> = {
  outcome: { kind: 'score', probability: 0.2345678901234567, interval: { lower: 0.1, upper: 0.4, level: 0.9 }, contributions: [{ input: 'log2_suv_max', logOdds: 0.5 }] },
  model: {
    name: 'lung-metastasis', version: '1.0.0', title: 'Lung metastasis', label: 'lung metastasis risk', definition: 'Predicted probability of lung metastasis during follow-up.',
    onnxSha256: 'a'.repeat(64), manifestSha256: 'b'.repeat(64), status: 'research demonstration, no external validation',
  },
  inputs: [
    { name: 'log2_suv_max', value: 3.1234567890123, unit: 'log2(SUVbw)', source: { kind: 'feature', tag: 'stat_max', featureValue: 8.7, featureUnit: 'SUVbw', seriesInstanceUid: '1.2' } },
    { name: 'age', value: 61, unit: 'a', source: { kind: 'clinical', resource: 'Patient/1', versionId: '1', imagedOn: '2026-03-02' } },
  ],
};
