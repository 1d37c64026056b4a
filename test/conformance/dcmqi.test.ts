import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { segmentation, sourceSeries, trackingUidOf } from '../../src/dicom-sr/index.js';
import { phantomPatients } from '../../src/phantom/index.js';
import { buildMask, buildVolume, type LoadedMask, sortStudy, type StudyFile } from '../../src/volumes/index.js';
import { readByDcmqi } from '../support/dcmqi.js';
import { fileOf, segmentation as drawn, slices, valueOf } from '../support/dicom-objects.js';
import { origin } from '../support/measured-study.js';
import { obliqueSlices } from '../support/oblique-series.js';
import { smallStudy } from '../support/small-study.js';

const folder = await mkdtemp(join(tmpdir(), 'sarcolens-dcmqi-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Mean of the centres of a mask's voxels in the patient system. */
function centreOf({ mask: { grid: { size: [nx, ny], affine }, voxels } }: LoadedMask): readonly number[] {
  const sums = [0, 0, 0];
  let count = 0;
  voxels.forEach((inside, i) => {
    if (inside === 0) return;
    count += 1;
    [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))].forEach((index, axis) => { sums[axis] += index; });
  });
  return [0, 4, 8].map((row) => sums.reduce((mm, sum, axis) => mm + (affine[row + axis] * sum) / count, affine[row + 3]));
}

/** The regions of a study on one of its series, and what dcmqi reads of them once they are written. */
async function thereAndBack(files: readonly StudyFile[], description: string, labels: readonly string[]) {
  const { series, masks } = sortStudy(files);
  const instances = series.find((one) => one.instances[0]?.seriesDescription.startsWith(description))?.instances ?? [];
  const image = valueOf(await buildVolume(instances));
  const mask = masks.find(({ referencedSeriesUids: [uid = image.source.seriesInstanceUid] }) => uid === image.source.seriesInstanceUid);
  const regions: LoadedMask[] = [];
  for (const label of labels) regions.push(valueOf(await buildMask(mask?.bytes ?? new Uint8Array(0), image, label)));
  const segments = regions.map(({ mask: { voxels }, roi: { label } }) => ({ label, voxels, trackingId: label, trackingUid: trackingUidOf('P', label), algorithm: { type: 'MANUAL' } as const }));
  const path = join(folder, `${image.source.seriesInstanceUid}.dcm`);
  await writeFile(path, segmentation(origin, { source: valueOf(sourceSeries(instances)), segments }).bytes);
  return { regions, found: await readByDcmqi(path) };
}

const phantom = (): readonly StudyFile[] => {
  const [study] = phantomPatients({ patients: 1, seed: 1 })[0].studies();
  return study.instances.map(({ sopInstanceUid, bytes }) => ({ name: sopInstanceUid, bytes }));
};

/** Drawn as RTSTRUCT. */
const small = (): readonly StudyFile[] => { const { pet, masks } = smallStudy('dcmqi'); return [...pet, ...masks].map((dataset, k) => fileOf(dataset, String(k))); };

/** Six slices turned about two axes, given from the last to the first; a region of seven voxels on the middle ones. */
function oblique(): readonly StudyFile[] {
  const images = obliqueSlices('oblique', [3, 3, 3, 3, 3]);
  const [{ ImageOrientationPatient, PixelSpacing, SliceThickness }] = images;
  const pictures = ['.##. ###. .##.', '.... .... ..#.', '.... .... ...#'];
  const mask = drawn(pictures.map((picture, k) => ({ z: k + 1, segment: 1, picture })), {
    SharedFunctionalGroupsSequence: [{ PlaneOrientationSequence: [{ ImageOrientationPatient }], PixelMeasuresSequence: [{ PixelSpacing, SliceThickness }] }],
    PerFrameFunctionalGroupsSequence: pictures.map((_, k) => ({ PlanePositionSequence: [{ ImagePositionPatient: images[k + 1].ImagePositionPatient }], SegmentIdentificationSequence: [{ ReferencedSegmentNumber: 1 }] })),
  });
  return [...images.toReversed(), mask].map((dataset, k) => fileOf(dataset, String(k)));
}

/** Overlapping segments: the whole slice, and a part of it. */
const overlapping = (): readonly StudyFile[] =>
  [...slices(4), drawn([{ z: 1, segment: 1, picture: '#### #### ####' }, { z: 2, segment: 1, picture: '#### .... ....' }, { z: 1, segment: 2, picture: '.##. .... ...#' }])].map((dataset, k) => fileOf(dataset, String(k)));

test.each<[string, () => readonly StudyFile[], string, readonly string[]]>([
  ['a phantom PET', phantom, 'FDG', ['Lesion 1']], ['a phantom T2 with a necrosis within its lesion and oedema around it', phantom, 'T2', ['Lesion 1', 'Necrosis', 'Oedema']],
  ['a small PET, drawn as RTSTRUCT', small, 'PET', ['Lesion 1']], ['an oblique MR, last slice first', oblique, '', ['segment 1']], ['segments that overlap', overlapping, '', ['segment 1', 'segment 2']],
])('P3: dcmqi reads as many voxels of each segment that was written as there were, in the same place: %s', async (_title, files, description, labels) => {
  const { regions, found } = await thereAndBack(files(), description, labels);
  expect(found.map(({ label, voxels }) => [label, voxels])).toEqual(regions.map(({ voxels }, k) => [labels[k], voxels]));
  regions.forEach((region, k) => { centreOf(region).forEach((mm, axis) => { expect(found[k].centreMm[axis]).toBeCloseTo(mm, 3); }); });
});
