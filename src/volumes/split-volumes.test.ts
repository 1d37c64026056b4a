import { codeOf, fileOf, positionOf, slices, valueOf, volumeOf } from '../../test/support/dicom-objects.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import { uidOf } from '../phantom/dicom/uid.js';
import { inspectStudy } from './inspect-study.js';
import { scaleOf } from './scale.js';
import { sortStudy } from './sort-study.js';

/** Three slices in each of two places times as many volumes as there are changes, interleaved as scanners send them. */
const interleaved = (...changes: readonly Dataset[]) => changes.flatMap((change, k) =>
  slices(3, (z) => ({ SOPInstanceUID: uidOf('split', k, z), ImagePositionPatient: positionOf(z), PixelData: new Int16Array(12).fill(1000 * (k + 1) + z).buffer, ...change })));

describe('G6', () => {
  const phases = interleaved({ TemporalPositionIdentifier: '2' }, { TemporalPositionIdentifier: '10' });

  test('G6: a series of several volumes is refused with what it holds when none is chosen', async () => {
    expect(await volumeOf(phases)).toMatchObject({ problem: { code: 'NOT_A_VOLUME', text: 'the series holds 2 volumes of 3 slices and none was chosen: 1 (TemporalPositionIdentifier 2), 2 (TemporalPositionIdentifier 10)' } });
  });

  test('G6: each volume can be chosen, numbered by the attribute and not by its letters', async () => {
    expect(valueOf(await volumeOf(phases, { volume: 1 })).volume.voxels[0]).toBe(1000);
    expect(valueOf(await volumeOf(phases, { volume: 2 })).volume.voxels[0]).toBe(2000);
    expect(codeOf(await volumeOf(phases, { volume: 3 }))).toBe('NOT_A_VOLUME');
  });

  test.each<[string, Dataset, Dataset]>([
    ['echoes', { EchoTime: '20' }, { EchoTime: '80' }], ['acquisitions', { AcquisitionNumber: '1' }, { AcquisitionNumber: '2' }],
    ['b-values', { DiffusionBValue: 0 }, { DiffusionBValue: 800 }], ['magnitude and phase', { ImageType: ['ORIGINAL', 'PRIMARY', 'M'] }, { ImageType: ['ORIGINAL', 'PRIMARY', 'P'] }],
  ])('G6: volumes in one place are told apart: %s', async (_, first, second) => {
    expect(valueOf(await volumeOf(interleaved(first, second), { volume: 2 })).volume.voxels[13]).toBe(2001);
  });

  test('G6: two attributes together tell apart what none does alone', async () => {
    const four = interleaved(...['20', '80'].flatMap((EchoTime) => ['1', '2'].map((TemporalPositionIdentifier) => ({ EchoTime, TemporalPositionIdentifier }))));
    expect(valueOf(await volumeOf(four, { volume: 4 })).volume.voxels[0]).toBe(4000);
  });

  test('G6: slices in one place that nothing tells apart are refused', async () => {
    expect(await volumeOf(interleaved({}, {}))).toMatchObject({ problem: { code: 'NOT_A_VOLUME', text: 'the series holds 6 slices in 3 places; one slice in each place expected' } });
  });

  test('G6: the report has a line for each', async () => {
    const { volumes } = await inspectStudy(phases.map((dataset, k) => fileOf(dataset, `study/${k}.dcm`)));
    expect(volumes.map(({ volume, measurable, intensity }) => [volume?.label, measurable, intensity?.max])).toEqual([['TemporalPositionIdentifier 2', true, 1002], ['TemporalPositionIdentifier 10', true, 2002]]);
  });
});

describe('V3', () => {
  const mapping = (slope: number, intercept: number, unit: string): Dataset => ({ RealWorldValueMappingSequence: [{
    RealWorldValueFirstValueMapped: 0, RealWorldValueLastValueMapped: 4095, RealWorldValueSlope: slope, RealWorldValueIntercept: intercept,
    MeasurementUnitsCodeSequence: [{ CodeValue: unit, CodingSchemeDesignator: 'UCUM', CodeMeaning: unit }], LUTLabel: 'ADC',
    _vrMap: { RealWorldValueFirstValueMapped: 'US', RealWorldValueLastValueMapped: 'US' },
  }] });
  const first = async (change: Dataset, intensity?: 'stored' | 'philips-fp') => {
    const { volume, intensityUnit, warnings } = valueOf(await volumeOf(slices(3, () => change), intensity === undefined ? {} : { intensity }));
    return { value: volume.voxels[5], unit: intensityUnit, warnings };
  };

  test('V3: a real world value mapping comes before the rescale', async () => {
    expect(await first({ RescaleSlope: '7', RescaleIntercept: '1', ...mapping(2, 3, 'um2/s') })).toEqual({ value: 13, unit: 'um2/s', warnings: [] });
  });

  test.each([['mm2/s', 1e6], ['um2/s', 1], ['10-6.mm2/s', 1], ['10*-3.mm2/s', 1e3]])('V3: diffusion in %s is told apart and given in µm²/s', async (unit, factor) => {
    const { value, unit: found } = await first(mapping(1 / factor, 0, unit));
    expect(found).toBe('um2/s');
    expect(value).toBeCloseTo(5, 5);
  });

  test('V3: RescaleType may say the unit of diffusion', async () => {
    expect(await first({ RescaleSlope: '0.000001', RescaleIntercept: '0', RescaleType: 'mm2/s' })).toMatchObject({ value: 5, unit: 'um2/s' });
  });

  test('V3: an ADC map that says no unit is measured with a warning', async () => {
    const { unit, warnings } = await first({ ImageType: ['DERIVED', 'PRIMARY', 'ADC'] });
    expect(unit).toBe('a.u.');
    expect(warnings).toEqual(['the series is an ADC map but does not say its unit (µm²/s or mm²/s): intensities compare with no other scanner']);
  });

  test('V3: stored values are had on request', async () => { expect(await first({ RescaleSlope: '7', RescaleIntercept: '1' }, 'stored')).toMatchObject({ value: 5 }); });

  test('V3: Philips floating-point values need Philips scale slope', async () => {
    expect(await volumeOf(slices(3), { intensity: 'philips-fp' })).toMatchObject({ problem: { code: 'UNSUPPORTED_IMAGE', text: '3 of 3 slices lack Philips\' scale slope (2005,100E), which philips-fp needs' } });
    const [instance] = sortStudy([fileOf(slices(1)[0], 'study/0.dcm')]).series[0].instances;
    const frame = { ...instance.frames[0], slope: 2, intercept: 4, scaling: { philipsScaleSlope: 0.5 } };
    const { slope, intercept } = valueOf(scaleOf([instance], [frame], 'philips-fp')).linear(frame);
    expect(5 * slope + intercept).toBe((5 * 2 + 4) / (2 * 0.5));
  });
});
