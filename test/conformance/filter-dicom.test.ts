import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settingsHash } from '../../src/analysis/extraction-settings.js';
import { readExtractionSettings } from '../../src/commands/extract.js';
import { runFilter } from '../../src/commands/filter.js';
import { encode } from '../../src/platform/dicom/encode.js';
import type { Dataset } from '../../src/platform/dicom/dataset.js';
import { readImage } from '../../src/volumes/read-image.js';
import { dicomReaders, readMapByOthers, valuesInOrder } from '../support/dicom-readers.js';
import { slices, valueOf } from '../support/dicom-objects.js';
import { obliqueSlices } from '../support/oblique-series.js';
import { run } from '../support/processes.js';
import { describeReal, program, reference, referenceData } from '../support/real.js';
import { newFolder } from '../support/small-nifti.js';
import { smallStudy } from '../support/small-study.js';

const folder = await newFolder('filter-dicom');
afterAll(() => rm(folder, { recursive: true, force: true }));
const at = (...path: readonly string[]): string => join(folder, ...path);

async function writeSeries(name: string, datasets: readonly Dataset[]): Promise<string> {
  await mkdir(at(name));
  for (const [k, dataset] of datasets.entries()) await writeFile(at(name, `${k}.dcm`), encode(dataset));
  return at(name);
}

const filters = {
  'laplacian-of-gaussian': { filter: { name: 'laplacian-of-gaussian', sigmaMm: 3 }, interpolation: { spacingMm: [2, 2, 2] } },
  'mean': { filter: { name: 'mean', supportVoxels: 3 } },
  'separable-wavelet': { filter: { name: 'separable-wavelet', family: 'coif1', subband: 'LLH' }, normalisation: [{ method: 'z-score' }] },
};

/** One response written both ways, by its series and its filter. */
async function written(series: string, images: string, name: keyof typeof filters) {
  const [config, map, nifti] = [at(`${series}-${name}.json`), at(`${series}-${name}.dcm`), at(`${series}-${name}.nii`)];
  await writeFile(config, JSON.stringify(filters[name]));
  expect(await runFilter({ image: images, config, out: nifti, dicom: map })).toBe(0);
  return { map, config, source: valueOf(await readImage(images)), response: valueOf(await readImage(nifti)) };
}

const pet = await writeSeries('pet', smallStudy('filtered').pet);
const oblique = await writeSeries('oblique', obliqueSlices('oblique', [3, 3, 3, 3]).toReversed().map((slice) => ({ ...slice, PatientName: 'Doe^Jane', Laterality: 'R' })));
const ct = await writeSeries('ct', slices(5, () => ({ Modality: 'CT', SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', RescaleIntercept: '-1024', RescaleSlope: '1' })));
const cases = {
  'a PET, Laplacian of Gaussian on voxels of 2 mm': await written('pet', pet, 'laplacian-of-gaussian'), 'an oblique MR against its order, wavelet of a z-score': await written('oblique', oblique, 'separable-wavelet'),
  'a CT, mean': await written('ct', ct, 'mean'),
};
/** The name of the object, and what is wrong with it. The validator of 2022 warns of the new type of image, and of a name or side that the source lacks. */
async function broken(path: string): Promise<readonly string[]> {
  const { stdout, stderr } = await run('dciodvfy', ['-new', path]);
  return (stdout + stderr).split('\n').filter((line) => line !== '' && !line.startsWith('Warning'));
}

const names = Object.keys(cases) as readonly (keyof typeof cases)[];

describeReal('dciodvfy', [program('dciodvfy')], () => {
  test.each(names)('P3: the Parametric Map of a response breaks nothing: %s', async (name) => {
    expect(await broken(cases[name].map)).toEqual(['ParametricMap']);
  });
});

describeReal('highdicom', [dicomReaders], () => {
  test.each(names)('P3: its values are the response to the bit, where they lie: %s', (name) => {
    const { map, response } = cases[name];
    const read = readMapByOthers(map);
    const { grid: { size: [nx, ny, nz], affine }, voxels } = response.volume;
    const { values, reversed } = valuesInOrder(read, affine);
    expect(read.shape).toEqual([nz, ny, nx]);
    [0, 4, 8].forEach((row, axis) => {
      expect(read.affine[axis][2]).toBeCloseTo(affine[row], 4);
      expect(read.affine[axis][1]).toBeCloseTo(affine[row + 1], 4);
      expect(read.affine[axis][3]).toBeCloseTo(affine[row + 3] + (reversed ? (nz - 1) * affine[row + 2] : 0), 3);
    });
    expect([...values]).toEqual([...voxels]);
  });

  test.each([[names[0], 'L6PA', "[arb'U]", ['DCM 113085', 'IBSI L6PA']], [names[1], '25BO', "[arb'U]", ['IBSI PCDE', 'IBSI 25BO']], [names[2], 'S60F', "[hnsf'U]", ['IBSI S60F']]])(
    'P3: it says by codes what its values are, in which unit, and how it was made: %s', (name, quantity, unit, derivations) => {
      expect(readMapByOthers(cases[name].map)).toMatchObject({ quantity, unit, derivations });
    });

  test.each(names)('P3: it is of the patient and the study, made of every slice, with all settings and their hash: %s', async (name) => {
    const { map, config, source: { source, intensityUnit } } = cases[name];
    const read = readMapByOthers(map);
    expect([read.patient, read.study, read.sources]).toEqual([source.patientId, source.studyInstanceUid, source.instances.map(({ sopInstanceUid }) => sopInstanceUid)]);
    const settings = valueOf(await readExtractionSettings(config));
    expect(read.description).toBe(`Response of a filter to intensities in ${intensityUnit}: ${/\{.*\}/.exec(read.description)?.[0] ?? ''}; settings SHA-256 ${settingsHash(settings)}`);
    expect(JSON.parse(/\{.*\}/.exec(read.description)?.[0] ?? '')).toMatchObject({ filter: settings.filter, interpolation: settings.interpolation, approach: '3D' });
  });
});

describeReal('a real series', [program('dciodvfy'), dicomReaders, referenceData('data/dicom/sts-processed/STS_002/CT')], () => {
  test('P3: the response of a CT comes back to the bit, and the map breaks nothing', async () => {
    const { map, response } = await written('real', join(reference, 'data/dicom/sts-processed/STS_002/CT/image'), 'mean');
    expect([...valuesInOrder(readMapByOthers(map), response.volume.grid.affine).values]).toEqual([...response.volume.voxels]);
    expect(await broken(map)).toEqual(['ParametricMap']);
  }, 120_000);
});

describe('what filter is told', () => {
  const said = async (options: Parameters<typeof runFilter>[0]): Promise<readonly [number, string]> => {
    const write = process.stderr.write.bind(process.stderr);
    let text = '';
    process.stderr.write = (chunk: string | Uint8Array) => { text += String(chunk); return true; };
    try { return [await runFilter(options), text]; } finally { process.stderr.write = write; }
  };
  const { config } = cases['a CT, mean'];

  test('somewhere to write is needed', async () => {
    expect(await said({ image: ct, config })).toEqual([2, 'sarcolens filter: neither --out nor --dicom was given; a NIfTI file or a DICOM file to write was expected.\n']);
  });

  test('DICOM needs a DICOM series: NIfTI knows no patient', async () => {
    expect(await said({ image: at('pet.nii.gz'), config, dicom: at('never.dcm') })).toEqual([2, expect.stringContaining('a DICOM series was expected')]);
  });

  test('DICOM alone is enough', async () => {
    expect(await said({ image: ct, config, dicom: at('alone.dcm') })).toEqual([0, '']);
    expect((await readFile(at('alone.dcm'))).length).toBeGreaterThan(1000);
  });

  test('a place that cannot be written is said', async () => {
    expect(await said({ image: ct, config, dicom: at('nowhere', 'map.dcm') })).toEqual([1, expect.stringMatching(/^sarcolens filter: FILE_NOT_FOUND: .* cannot be written: /)]);
  });
});
