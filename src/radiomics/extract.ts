import { catalogueEntry, type Unit } from './catalogue.js';
import { isNamed, measurePyradiomics, preparePyradiomics, pyradiomicsFeatures } from './compatibility/pyradiomics/index.js';
import { preparedDiagnostics, type Diagnostics } from './diagnostics.js';
import type { AbsenceReason, Measured, Value } from './features/measured.js';
import { familyAbsent, measureFamily } from './measure-families.js';
import { normalised } from './preprocessing/normalise.js';
import { prepareEach, type Prepared, type Request } from './preprocessing/prepare.js';
import { isRegion, measurable, regionOf, type NotMeasurable, type Region } from './region.js';
import type { Roi } from './roi.js';
import type { Aggregation, ExtractionSettings, Family } from './settings.js';
import { sharingGroups } from './sharing.js';
import type { Mask, Volume } from './volume.js';

/** One value of a feature set. */
export interface Feature {
  /** IBSI tag with aggregation; the PyRadiomics name of a feature that IBSI defines otherwise or not at all. */
  readonly tag: string;
  /** The name in PyRadiomics; there with its compatibility only. */
  readonly pyradiomics?: string;
  /** IBSI code of the feature; empty where IBSI defines it otherwise or not at all. */
  readonly ibsi: string;
  readonly family: Family;
  readonly aggregation: Aggregation | '';
  readonly value: number;
  readonly unit: Unit;
}

export interface AbsentFeature {
  readonly tag: string;
  readonly reason: AbsenceReason;
}

/** What was measured, with everything that decided it. */
export interface FeatureSet {
  readonly kind: 'measured';
  readonly settings: ExtractionSettings;
  /** The image as it came, and its grid after interpolation. */
  readonly image: {
    readonly size: readonly number[];
    readonly spacingMm: readonly number[];
    readonly sizeInterpolated: readonly number[];
    readonly spacingMmInterpolated: readonly number[];
  };
  /** Voxels in the mask as it came, after interpolation and after re-segmentation. */
  readonly mask: { readonly voxels: number; readonly voxelsInterpolated: number; readonly voxelsResegmented: number };
  readonly diagnostics: Diagnostics;
  readonly features: readonly Feature[];
  readonly absent: readonly AbsentFeature[];
  readonly warnings: readonly string[];
}

export type Extraction = FeatureSet | NotMeasurable;

/** A feature with its value, or why it has none. */
interface Answer extends Omit<Feature, 'value'> {
  readonly value: Value;
}

function described({ tag, feature, aggregation, value }: Measured): Answer {
  const entry = catalogueEntry(feature);
  if (entry === undefined) throw new Error(`extractFeatures: ${feature} is computed but not in the catalogue.`);
  return { tag, ibsi: entry.ibsi, family: entry.family, aggregation, value, unit: entry.unit };
}

function measureAll(roi: Roi | null, settings: ExtractionSettings): readonly Answer[] {
  if (settings.compatibility === 'pyradiomics') return measurePyradiomics(roi, settings).map(({ key: _, tag, pyradiomics, ...rest }) => ({ tag, pyradiomics, ...rest }));
  return settings.families.flatMap((family) => (roi === null
    ? familyAbsent(family, settings, 'mask-empty-after-interpolation')
    : measureFamily(family, roi, settings))).map(described);
}

/** −0 would read as another number in JSON and in a hash. */
const featureOf = ({ value, unit, ...rest }: Answer): Feature[] => (typeof value === 'number' ? [{ ...rest, value: value === 0 ? 0 : value, unit }] : []);

const isFeature = (tag: string, { compatibility }: ExtractionSettings): boolean =>
  (compatibility === 'pyradiomics' ? pyradiomicsFeatures.some((feature) => isNamed(feature, tag)) : catalogueEntry(tag) !== undefined);

/** Nothing that was asked for is passed over in silence. */
const warningsOf = (settings: ExtractionSettings, spacingMm: readonly number[]): string[] => [
  ...settings.omit.filter((tag) => !isFeature(tag, settings)).map((tag) => `The settings omit ${tag}, which is no feature.`),
  ...(settings.filter !== null && new Set(spacingMm.slice(0, settings.filter.dimensions === '2D' ? 2 : 3)).size > 1
    ? [`The filter works on voxels of ${spacingMm.map((mm) => Number(mm.toPrecision(4))).join(' × ')} mm; IBSI expects equal spacing along the axes it filters.`] : []),
];

function featureSetOf(volume: Volume, region: Region, { interpolatedGrid, roi }: Prepared, settings: ExtractionSettings): FeatureSet {
  const measured = measureAll(roi, settings);
  const diagnostics = { ...region.diagnostics, ...preparedDiagnostics(interpolatedGrid, roi) };
  return {
    kind: 'measured', settings,
    image: {
      size: volume.grid.size, spacingMm: volume.grid.spacingMm,
      sizeInterpolated: interpolatedGrid.size, spacingMmInterpolated: interpolatedGrid.spacingMm,
    },
    mask: {
      voxels: diagnostics.int_mask_vox_count_init_roi, voxelsInterpolated: diagnostics.morph_mask_vox_count_interp_roi,
      voxelsResegmented: roi === null ? 0 : roi.sorted.length,
    },
    diagnostics,
    features: measured.flatMap(featureOf),
    absent: measured.flatMap(({ tag, value }) => (typeof value === 'number' ? [] : [{ tag, reason: value.absent }])),
    warnings: warningsOf(settings, interpolatedGrid.spacingMm),
  };
}

/** Prepares requests that share normalisation, interpolation, approach and compatibility; each is visited before the next. */
function forEachPrepared(volume: Volume, requests: readonly Request[], visit: (prepared: readonly Prepared[], index: number) => void): void {
  if (requests.length === 0) return;
  const [{ settings: { normalisation, compatibility } }] = requests;
  const image = normalised(volume, normalisation ?? []);
  if (compatibility !== 'pyradiomics') prepareEach(image, requests, visit);
  else requests.forEach(({ settings, regions }, index) => { visit(regions.map((region) => preparePyradiomics(image, region, settings)), index); });
}

/** Every region under each of the settings: by settings, then by mask. */
function extractAll(volume: Volume, masks: readonly Mask[], all: readonly ExtractionSettings[]): readonly (readonly Extraction[])[] {
  const regions = masks.map((mask) => regionOf(volume, mask));
  const asked = all.map((settings) => regions.map((region) => (isRegion(region) ? measurable(volume, region, settings) : region)));
  const answers: (readonly Extraction[])[] = asked.map((these) => these.filter((region) => 'kind' in region));
  for (const group of sharingGroups(all)) {
    const requests = group.map((place) => ({ place, settings: all[place], regions: asked[place].filter(isRegion) })).filter((request) => request.regions.length > 0);
    forEachPrepared(volume, requests, (prepared, index) => {
      const { place, settings, regions: good } = requests[index];
      answers[place] = asked[place].map((region) => (isRegion(region) ? featureSetOf(volume, region, prepared[good.indexOf(region)], settings) : region));
    });
  }
  return answers;
}

/**
 * Measures several regions of one volume, such as a tumour and its surroundings, or habitats: normalisation, interpolation
 * and filter are computed once for all. Otherwise as `extractFeatures`; answers are in the order of the masks.
 */
export const extractRegions = (volume: Volume, masks: readonly Mask[], settings: ExtractionSettings): readonly Extraction[] => extractAll(volume, masks, [settings])[0];

/**
 * Measures a region under several settings, such as the image itself, its wavelet sub-bands and its Laplacians of Gaussian:
 * the place of the region, normalisation, interpolation, re-segmentation and what filters begin with are computed once
 * where settings share them. Each answer has the bits of `extractFeatures`; they are in the order of the settings.
 */
export const extractUnderEach = (volume: Volume, mask: Mask, settings: readonly ExtractionSettings[]): readonly Extraction[] => extractAll(volume, [mask], settings).map(([answer]) => answer);

/**
 * Measures a region of a volume by the IBSI reference manual (doi:10.1148/radiol.2020191145). Volume and mask lie on one
 * grid, index order x + nx (y + ny z). The same input gives the same bits. A feature that has no value stands in `absent`
 * with the reason; an empty mask is `not-measurable`.
 */
export const extractFeatures = (volume: Volume, mask: Mask, settings: ExtractionSettings): Extraction => extractRegions(volume, [mask], settings)[0];
