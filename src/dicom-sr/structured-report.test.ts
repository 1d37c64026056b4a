import { groupOf, measuredSmall, origin, score } from '../../test/support/measured-study.js';
import { contentOf, everyElement, flattened, headerOf, type ReadItem } from '../../test/support/written-objects.js';
import type { OrderNumbers } from '../orders/service-request.js';
import { canonicalJson } from '../platform/canonical-json.js';
import { items, text } from '../volumes/header.js';
import type { MeasuredGroup } from './measurement-group.js';
import { researchNotice, structuredReport } from './structured-report.js';

const small = await measuredSmall();
const group = groupOf(small, score);
const writtenWith = (changes: Partial<MeasuredGroup> = {}, notice: string | null = researchNotice) => headerOf(structuredReport(origin, { groups: [{ ...group, ...changes }], notice }).bytes);
const header = writtenWith();
const tree = contentOf(header);
const [measurements] = tree.filter(({ concept }) => concept === 'DCM 126010').flatMap(({ below }) => below);
const numbers = (of: ReadItem = measurements): readonly ReadItem[] => of.below.filter(({ type }) => type === 'NUM');
const tagOf = ({ below }: ReadItem): string => below.find(({ concept }) => concept === '99SARCOLENS TAG')?.value ?? '';
const numberOf = (tag: string, of: ReadItem = measurements): ReadItem | undefined => numbers(of).find((item) => tagOf(item) === tag);
const below = (item: ReadItem | undefined, concept: string): readonly string[] => item?.below.filter((one) => one.concept === concept).map(({ value, double }) => value || String(double)) ?? [];
const groupIn = (changes: Partial<MeasuredGroup>): ReadItem => contentOf(writtenWith(changes)).filter(({ concept }) => concept === 'DCM 126010').flatMap((one) => one.below)[0];

describe('TID 1500: the report', () => {
  test('its parts stand in the order of the template', () => {
    expect(tree.map(({ relationship, concept }) => `${relationship} ${concept}`)).toEqual([
      'HAS CONCEPT MOD DCM 121049', 'HAS OBS CONTEXT DCM 121005', 'HAS OBS CONTEXT DCM 121012', 'HAS OBS CONTEXT DCM 121013', 'HAS OBS CONTEXT DCM 121014', 'HAS OBS CONTEXT DCM 121015',
      'HAS OBS CONTEXT DCM 121016', 'HAS CONCEPT MOD DCM 121058', 'CONTAINS DCM 111028', 'CONTAINS DCM 126010', 'CONTAINS DCM 121106',
    ]);
  });

  test('complete, preliminary, unverified', () => {
    expect(['x0040a491', 'x0040a496', 'x0040a493'].map((tag) => text(header, tag))).toEqual(['COMPLETE', 'PRELIMINARY', 'UNVERIFIED']);
  });

  test('IBSI is named by its UID, our own scheme by its organisation', () => {
    expect(items(header, 'x00080110').map((item) => [text(item, 'x00080102'), text(item, 'x0008010c')])).toEqual([['IBSI', '1.2.840.10008.2.16.13'], ['99SARCOLENS', '']]);
  });

  test('the evidence holds everything that is referred to, and nothing else', () => {
    const referred = flattened(tree).filter(({ type }) => type === 'IMAGE').map(({ value }) => value);
    const evidence = items(header, 'x0040a375').flatMap((study) => items(study, 'x00081115')).flatMap((series) => items(series, 'x00081199')).map((item) => text(item, 'x00081155'));
    expect(new Set(evidence)).toEqual(new Set(referred));
    expect(evidence).toHaveLength(new Set(evidence).size);
    expect(evidence).toEqual([...small.source.slices.map(({ sopInstanceUid }) => sopInstanceUid), group.segmentation.sopInstanceUid]);
  });

  test('dates are of the input: the same input gives the same bytes', () => {
    expect(structuredReport(origin, { groups: [group], notice: null })).toEqual(structuredReport(origin, { groups: [group], notice: null }));
    expect([text(header, 'x00080023'), text(header, 'x00080033')]).toEqual(['20260302', '141516']);
  });

  test('the notice is there where one is given', () => {
    expect(tree.at(-1)?.value).toBe(researchNotice);
    expect(contentOf(writtenWith({}, null)).at(-1)?.concept).toBe('DCM 126010');
  });

  test('every element has an even length, every UID at most 64 characters, every code value and decimal string at most 16', () => {
    for (const { tag, vr, length, text: value } of everyElement(header)) {
      expect(length % 2).toBe(0);
      if (vr === 'UI') expect(value).toMatch(/^[0-9.]{1,64}$/);
      if (tag === 'x00080100') expect(value).toMatch(/^.{1,16}$/);
      if (tag === 'x00080104') expect(value).toMatch(/^.{1,64}$/);
      if (vr === 'DS') expect(value).toMatch(/^[-+.0-9e]{0,16}$/);
    }
  });

  test('a report of nothing is not written', () => {
    expect(() => structuredReport(origin, { groups: [], notice: null })).toThrow('at least one was expected');
  });
});

describe('C.17.2: the order that it fulfils', () => {
  const known = {
    placer: { system: 'urn:oid:1.2.36.1', value: 'PL-7' }, filler: { system: 'RIS', value: 'FI-8' }, accession: { system: 'https://ris.example.org/accession', value: 'ACC-9' }, requestedProcedureId: 'RP-1',
    procedure: { text: 'MR of the thigh', code: { system: 'http://loinc.org', value: '36235-3', display: 'MR Thigh' } },
  };
  const requestIn = (order: OrderNumbers | null) => items(headerOf(structuredReport(origin, { groups: [group], notice: null, order }).bytes), 'x0040a370');
  const numbersOf = (order: OrderNumbers): readonly string[] => ['x00080050', 'x00402016', 'x00402017', 'x00401001', 'x00321060'].map((tag) => text(requestIn(order)[0], tag));
  const issuerOf = (tag: string): readonly string[] => items(requestIn(known)[0], tag).flatMap((item) => ['x00400031', 'x00400032', 'x00400033'].map((part) => text(item, part)));

  test('its numbers are there, of the study that was measured', () => {
    expect(numbersOf(known)).toEqual(['ACC-9', 'PL-7', 'FI-8', 'RP-1', 'MR of the thigh']);
    expect(text(requestIn(known)[0], 'x0020000d')).toBe(small.source.studyInstanceUid);
  });

  test('who gave each is said: an address, an OID, a name of the site\'s own', () => {
    expect(['x00080051', 'x00400026', 'x00400027'].map(issuerOf)).toEqual([['', 'https://ris.example.org/accession', 'URI'], ['', '1.2.36.1', 'ISO'], ['RIS', '', '']]);
  });

  test('what was ordered is coded where the scheme is one that DICOM knows', () => {
    const codes = (order: OrderNumbers) => items(requestIn(order)[0], 'x00321064').map((item) => ['x00080100', 'x00080102', 'x00080104'].map((tag) => text(item, tag)));
    expect(codes(known)).toEqual([['36235-3', 'LN', 'MR Thigh']]);
    expect(codes({ procedure: { ...known.procedure, code: { ...known.procedure.code, system: 'urn:local' } } })).toEqual([]);
  });

  test('what the order does not say is written empty, what is too long is not cut', () => {
    expect(numbersOf({})).toEqual(['', '', '', '', '']);
    expect(numbersOf({ ...known, accession: { system: '', value: 'A'.repeat(17) }, requestedProcedureId: 'R'.repeat(17), filler: { system: '', value: 'F'.repeat(65) } })).toEqual(['', 'PL-7', '', '', 'MR of the thigh']);
  });

  test('without an order there is no sequence', () => { expect(requestIn(null)).toEqual([]); });
});

describe('TID 1411: a measured region', () => {
  test('it is tracked, tied to its segment and its series', () => {
    expect(['DCM 112039', 'DCM 112040', 'DCM 121191', 'DCM 121232', 'DCM 121071'].map((concept) => below(measurements, concept))).toEqual(
      [['segment 1'], [group.trackingUid], [group.segmentation.sopInstanceUid], [small.source.seriesInstanceUid], ['SCT 108369006']]);
  });

  test('the site is said with its side, where somebody knows it', () => {
    const code = (value: string, meaning: string) => ({ CodeValue: value, CodingSchemeDesignator: 'SCT', CodeMeaning: meaning });
    const found = groupIn({ site: { code: code('68367000', 'Thigh'), laterality: code('24028007', 'Right') } }).below.find(({ concept }) => concept === 'SCT 363698007');
    expect([found?.value, found?.below[0]?.value]).toEqual(['SCT 68367000', 'SCT 24028007']);
  });

  test('engine and version are named, the settings stand there word for word and with their hash (TID 4019)', () => {
    expect(['DCM 111001', 'DCM 111003'].map((concept) => below(measurements, concept))).toEqual([['sarcolens'], [origin.engine.version]]);
    expect(below(measurements, 'DCM 111002')).toEqual([canonicalJson(small.featureSet.settings), `settings SHA-256 ${small.featureSet.settingsHash}`]);
  });

  test('preparation is said by IBSI codes', () => {
    expect(['IBSI VTM2', 'IBSI UMPJ', 'IBSI USB3', 'IBSI 7ACA'].map((concept) => below(measurements, concept)))
      .toEqual([['linear, 4 × 4 × 4 mm'], ['IBSI 3WE3'], ['[0, infinity] a.u.'], ['3 standard deviations']]);
  });

  test('a filter is named by its IBSI code, with all it was told', () => {
    const filter = { name: 'laplacian-of-gaussian', sigmaMm: 3, cutoffSigma: 4, dimensions: '3D', boundary: 'mirror', rotationInvariance: null } as const;
    expect(below(groupIn({ featureSet: { ...small.featureSet, settings: { ...small.featureSet.settings, filter } } }), 'IBSI L6PA')).toEqual([JSON.stringify(filter)]);
  });
});

describe('TID 1419: a feature', () => {
  test('every feature that has a value is there, to the bit, and no other', () => {
    expect(numbers().filter((item) => tagOf(item) !== '').map((item) => [tagOf(item), item.double])).toEqual(small.featureSet.features.map(({ tag, value }) => [tag, value]));
  });

  test('the decimal string agrees with the double in ten digits', () => {
    for (const { decimal, double = Number.NaN } of numbers()) expect(Math.abs(Number(decimal) - double)).toBeLessThanOrEqual(5e-10 * Math.abs(double));
  });

  test('a feature without a value is no number; it is named with its reason', () => {
    const absent = [{ tag: 'stat_cov', reason: 'mean-is-zero' }, { tag: 'morph_moran_i', reason: 'omitted' }] as const;
    const features = small.featureSet.features.filter(({ tag }) => tag !== 'stat_cov');
    const read = groupIn({ featureSet: { ...small.featureSet, features, absent } });
    expect(numberOf('stat_cov', read)).toBeUndefined();
    expect(below(read, '99SARCOLENS ABSENT')).toEqual(['stat_cov: mean-is-zero']);
  });

  test.each([
    ['morph_volume', 'IBSI RNU0', 'Volume of Mesh', 'UCUM mm3'], ['stat_mean', 'IBSI Q4LE', 'Mean (intensity statistics)', "UCUM [arb'U]"], ['stat_var', 'IBSI ECT3', 'Variance (intensity statistics)', "UCUM [arb'U]2"],
    ['cm_joint_entr_3D_comb', 'IBSI TU9B', 'Joint Entropy of GLCM', 'UCUM 1'], ['ivh_v10', 'IBSI BC2M', 'Volume fraction at 10% intensity (intensity-volume histogram)', 'UCUM 1'],
  ])('%s is %s "%s" in %s', (tag, concept, meaning, unit) => {
    expect(numberOf(tag)).toMatchObject({ concept, meaning, unit, relationship: 'CONTAINS' });
  });

  test.each([
    ['cm_joint_entr_3D_comb', 'IBSI IAZD'], ['cm_joint_entr_2_5D_avg', 'IBSI JJUI'], ['szm_sze_3D', 'IBSI KOBO'], ['stat_mean', 'IBSI DHQ4'],
  ])('%s was aggregated by %s', (tag, code) => {
    expect(below(numberOf(tag), 'IBSI 5QB6')).toEqual([code]);
  });

  test('what grey levels it saw is said with the number: texture its own, the volume histogram its own, intensities none', () => {
    expect(['cm_joint_entr_3D_comb', 'ivh_v10', 'stat_mean'].map((tag) => below(numberOf(tag), 'IBSI 4R0B'))).toEqual([['IBSI Q3RU'], ['IBSI K15C'], []]);
    expect([below(numberOf('cm_joint_entr_3D_comb'), 'IBSI Q3RU'), below(numberOf('ivh_v10'), 'IBSI K15C')]).toEqual([['0.5'], ['100']]);
  });

  test('which mask it is of, and how neighbours or edges are told', () => {
    expect(['morph_volume', 'stat_mean', 'dzm_sde_3D', 'morph_com'].map((tag) => below(numberOf(tag), 'IBSI ECJF'))).toEqual([['IBSI G5KJ'], ['IBSI SEFI'], ['IBSI G5KJ', 'IBSI SEFI'], ['IBSI G5KJ', 'IBSI SEFI']]);
    expect(['dzm_sde_3D', 'ngt_coarseness_3D', 'stat_mean'].map((tag) => below(numberOf(tag), 'IBSI MPUJ'))).toEqual([['IBSI LIFZ'], ['IBSI PVMT'], []]);
  });

  test('a feature that IBSI does not know has a code of our own, the same for the same name', () => {
    const own = { tag: 'original_firstorder_Kurtosis', ibsi: '', family: 'intensity-statistics', aggregation: '', value: 2.5, unit: '1' } as const;
    const [one, other] = numbers(groupIn({ score: null, featureSet: { ...small.featureSet, features: [own, { ...own, tag: 'original_glcm_MCC' }] } }));
    expect(one).toMatchObject({ meaning: 'original_firstorder_Kurtosis', double: 2.5 });
    expect(one.concept).toMatch(/^99SARCOLENS [0-9A-F]{12}$/);
    expect(other.concept).not.toBe(one.concept);
  });
});

describe('the score', () => {
  const [found, lower, upper] = numbers().filter((item) => tagOf(item) === '');

  test('it stands there with its interval, to the bit', () => {
    expect([found, lower, upper].map(({ meaning, double, unit }) => [meaning, double, unit])).toEqual([
      ['lung metastasis risk', 0.2345678901234567, 'UCUM 1'], ['Lower end of interval: lung metastasis risk', 0.1, 'UCUM 1'], ['Upper end of interval: lung metastasis risk', 0.4, 'UCUM 1'],
    ]);
    expect(below(lower, '99SARCOLENS INTERVAL-LEVEL')).toEqual(['0.9']);
  });

  test('it names model, version and hashes, and what it was inferred from', () => {
    expect(['DCM 111001', 'DCM 111003'].map((concept) => below(found, concept))).toEqual([['lung-metastasis'], ['1.0.0']]);
    expect(below(found, 'DCM 111002')).toEqual([`model.onnx SHA-256 ${'a'.repeat(64)}`, `manifest.json SHA-256 ${'b'.repeat(64)}`]);
    expect(found.below.filter(({ relationship }) => relationship === 'INFERRED FROM').map(({ meaning, double }) => [meaning, double])).toEqual([['log2_suv_max, log2(SUVbw)', 3.1234567890123], ['age, a', 61]]);
  });

  test('the status of the model is said with it', () => {
    expect(below(measurements, 'DCM 121106')).toContain('Model lung-metastasis 1.0.0: research demonstration, no external validation.');
  });

  test('an abstention is no number but its reason', () => {
    const read = groupIn({ score: { ...score, outcome: { kind: 'abstention', code: 'INPUT_MISSING', text: 'Age is not known.' } } });
    expect(numbers(read).filter((item) => tagOf(item) === '')).toEqual([]);
    expect(below(read, 'DCM 121106')[0]).toBe('No lung metastasis risk by lung-metastasis 1.0.0. INPUT_MISSING: Age is not known.');
  });
});
