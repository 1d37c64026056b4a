import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filterCode, intensityCode, keyImage, parametricMap, researchNotice, structuredReport } from '../../src/dicom-sr/index.js';
import type { OrderNumbers } from '../../src/orders/service-request.js';
import { type FilterSettings, responseMap } from '../../src/radiomics/index.js';
import { everySetting, groupOf, measuredBox, measuredPhantom, type MeasuredRegion, measuredSmall, origin, score } from './measured-study.js';
import { obliqueSlices } from './oblique-series.js';

export const filter: FilterSettings = { name: 'laplacian-of-gaussian', sigmaMm: 5, cutoffSigma: 4, dimensions: '3D', boundary: 'mirror', rotationInvariance: null };

const sct = (value: string, meaning: string) => ({ CodeValue: value, CodingSchemeDesignator: 'SCT', CodeMeaning: meaning });
/** What somebody may know of a region besides. */
export const more = { site: { code: sct('68367000', 'Thigh'), laterality: sct('24028007', 'Right') }, timePoint: 'Baseline' };

/** An order with every number. */
export const order: OrderNumbers = {
  placer: { system: 'urn:oid:1.2.36.1', value: 'PL-7' }, filler: { system: 'RIS', value: 'FI-8' }, accession: { system: 'https://ris.example.org/accession', value: 'ACC-9' }, requestedProcedureId: 'RP-1',
  procedure: { text: 'PET of the thigh', code: { system: 'http://loinc.org', value: '44136-0', display: 'PET unspecified body region' } },
};

/** The four objects of one measured region, written into files. */
async function written(folder: string, name: string, measured: MeasuredRegion) {
  const { source, image, region } = measured;
  const group = groupOf(measured, score);
  const map = responseMap(image.volume, { ...everySetting, filter });
  if ('reason' in map) throw new Error(map.detail);
  const figures = [{ name: 'Volume', value: 123.456, unit: 'mL' }];
  const objects = {
    segmentation: group.object,
    report: structuredReport(origin, { groups: [{ ...group, ...more }], notice: researchNotice, order }),
    keyImage: keyImage(origin, { source, intensities: image.volume.voxels, mask: region.mask.voxels, lesionNumber: 1, figures, score: null, use: 'research' }),
    map: parametricMap(origin, { source, ...map, quantity: filterCode(filter), unit: intensityCode(image.intensityUnit, { filter }), label: 'LoG 5 mm', explanation: 'Response of a Laplacian of Gaussian' }),
  };
  const paths = Object.fromEntries(await Promise.all(Object.entries(objects).map(async ([kind, { bytes }]) => {
    const path = join(folder, `${name}-${kind}.dcm`);
    await writeFile(path, bytes);
    return [kind, path] as const;
  })));
  return { measured, group, map, objects, path: (kind: keyof typeof objects): string => paths[kind] };
}

/** Three regions: of a PET drawn as SEG, of one drawn as RTSTRUCT, of slices that are oblique and came last first. */
export const writtenCases = async (folder: string) => ({
  'a phantom PET with SEG': await written(folder, 'phantom', await measuredPhantom()),
  'a small PET with RTSTRUCT': await written(folder, 'box', await measuredBox()),
  'an oblique MR against its order': await written(folder, 'oblique', await measuredSmall(everySetting, obliqueSlices('oblique', [3, 3, 3, 3]).toReversed())),
});

export const caseNames = ['a phantom PET with SEG', 'a small PET with RTSTRUCT', 'an oblique MR against its order'] as const;
const kinds = ['segmentation', 'report', 'keyImage', 'map'] as const;
/** Each kind of object of each case. */
export const everyObject = caseNames.flatMap((name) => kinds.map((kind) => [kind, name] as const));
