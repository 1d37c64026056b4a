import fc from 'fast-check';
import { codeOf, maskOn, segmentation, slices, structureSet, valueOf, wholeSlice } from '../../test/support/dicom-objects.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import { piecesOf } from './pieces.js';
import { chooseRegion } from './regions.js';
import type { Region } from './types.js';

const neoplasm = { scheme: 'SCT', value: '86049000', meaning: 'Neoplasm' };
const oedema = { scheme: 'SCT', value: '79654002', meaning: 'Edema' };
const regions: readonly Region[] = [
  { number: 1, label: 'GTV', trackingUid: '2.25.11', code: neoplasm }, { number: 2, label: 'gtv', trackingUid: '2.25.12', code: oedema },
  { number: 3, label: 'Oedema', code: oedema }, { number: 4, label: '2', code: { scheme: '99OWN', value: '86049000', meaning: 'Neoplasm' } },
];
const chosen = (roi: string): number | string => { const found = chooseRegion(regions, roi); return found.ok ? found.value.number : found.problem.code; };

describe('S9', () => {
  test.each<[string, string, number | string]>([
    ['label', 'GTV', 1], ['tracking UID', '2.25.12', 2], ['number', '3', 3], ['scheme and code', 'SCT:86049000', 1], ['label that looks like a number', '2', 4], ['label in other letter case', 'OEDEMA', 3],
    ['code that two regions have', 'SCT:79654002', 'ROI_AMBIGUOUS'], ['code of two schemes', '86049000', 'ROI_AMBIGUOUS'], ['label in neither letter case', 'Gtv', 'ROI_AMBIGUOUS'], ['what is not there', 'bladder', 'ROI_NOT_FOUND'],
  ])('S9: a region by %s, %s: %s', (_, roi, expected) => { expect(chosen(roi)).toBe(expected); });

  test('S9: more than one match, or none, lists what there is with its codes', () => {
    expect(chooseRegion(regions.slice(1, 3), 'SCT:79654002')).toMatchObject({ problem: { text: '"SCT:79654002" fits 2 regions: 2 "gtv" (SCT:79654002), 3 "Oedema" (SCT:79654002)' } });
    expect(chooseRegion(regions.slice(2, 3), 'bone')).toMatchObject({ problem: { text: 'the mask object holds no region "bone"; it holds 3 "Oedema" (SCT:79654002)' } });
    expect(codeOf(chooseRegion(regions, undefined))).toBe('ROI_AMBIGUOUS');
  });

  const coded = { CodeValue: '86049000', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Neoplasm' };
  const two: Dataset = { SegmentSequence: [{ SegmentNumber: 1, SegmentLabel: 'a', TrackingUID: '2.25.5', SegmentedPropertyTypeCodeSequence: [coded] }, { SegmentNumber: 2, SegmentLabel: 'b' }] };
  const frames = [1, 2].map((segment) => ({ z: segment, segment, picture: segment === 1 ? '#... .... ....' : '##.. .... ....' }));

  test.each(['a', '1', '2.25.5', 'SCT:86049000', '86049000'])('S9: a segment of a Segmentation by %s', async (roi) => {
    const { roi: found, voxels } = valueOf(await maskOn(slices(5), segmentation(frames, two), roi));
    expect([found, voxels]).toEqual([{ number: 1, label: 'a', trackingUid: '2.25.5', code: neoplasm }, 1]);
  });

  test('S9: a region of a structure set by the code of its observation', async () => {
    const observed = structureSet([{ pointsMm: wholeSlice(36) }], { RTROIObservationsSequence: [{ ObservationNumber: '1', ReferencedROINumber: '1', RTROIIdentificationCodeSequence: [coded] }] });
    expect(valueOf(await maskOn(slices(5), observed, 'SCT:86049000')).roi).toEqual({ number: 1, label: 'lesion', code: neoplasm });
  });

  test.each(['Smith GTV', 'gtv of anna', '19431117'])('S9: a label that names the patient is found by but never repeated: %s', async (label) => {
    const named = segmentation([{ z: 1, segment: 1, picture: '.... .... ....' }, { z: 1, segment: 2, picture: '#... .... ....' }], {
      PatientName: 'Smith^Anna^B', PatientBirthDate: '19431117', SegmentSequence: [{ SegmentNumber: 1, SegmentLabel: label }, { SegmentNumber: 2, SegmentLabel: 'Biopsy' }],
    });
    expect(await maskOn(slices(5), named, label)).toMatchObject({ problem: { code: 'ROI_EMPTY', text: 'region 1 "(withheld: it names the patient)" holds no voxel of the image' } });
    expect(await maskOn(slices(5), named)).toMatchObject({ problem: { text: 'the mask object holds 2 regions and none was named: 1 "(withheld: it names the patient)", 2 "Biopsy"' } });
  });

  test('S9: a segment without a voxel, drawn or not, is refused', async () => {
    expect(await maskOn(slices(5), segmentation([{ z: 1, segment: 1, picture: '.... .... ....' }]))).toEqual({ ok: false, problem: { code: 'ROI_EMPTY', text: 'region 1 "segment 1" holds no voxel of the image' } });
    expect(codeOf(await maskOn(slices(5), segmentation(frames, { SegmentSequence: [{ SegmentNumber: 9, SegmentLabel: 'nothing' }] })))).toBe('ROI_EMPTY');
  });

  test('S9: small pieces beside the largest are said', async () => {
    const { warnings, voxels } = valueOf(await maskOn(slices(5), segmentation([{ z: 0, segment: 1, picture: '###. ###. ###.' }, { z: 1, segment: 1, picture: '###. ###. ###.' }, { z: 3, segment: 1, picture: '#..# .... ....' }])));
    expect([voxels, warnings]).toEqual([20, ['the region consists of 3 pieces, 2 of them small (2 voxels together)']]);
  });

  test('S9: voxels that touch by a corner are one piece, on one slice or two', async () => {
    const { warnings } = valueOf(await maskOn(slices(5), segmentation([{ z: 1, segment: 1, picture: '#... .#.. ....' }, { z: 2, segment: 1, picture: '.... .... ..#.' }])));
    expect(warnings).toEqual([]);
  });
});

test('pieces are those of a flood fill', () => {
  const size = [4, 3, 3] as const;
  const flooded = (voxels: Uint8Array): readonly number[] => {
    const left = new Set([...voxels.keys()].filter((at) => voxels[at] === 1));
    const sizes: number[] = [];
    const near = (a: number, b: number): boolean => [a % 4 - b % 4, Math.floor(a / 4) % 3 - Math.floor(b / 4) % 3, Math.floor(a / 12) - Math.floor(b / 12)].every((step) => Math.abs(step) <= 1);
    for (const start of left) {
      const piece = [start];
      left.delete(start);
      for (let k = 0; k < piece.length; k += 1) for (const other of left) if (near(piece[k], other)) { piece.push(other); left.delete(other); }
      sizes.push(piece.length);
    }
    return sizes.toSorted((a, b) => b - a);
  };
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 36, maxLength: 36 }), (marks) => {
    expect(piecesOf(Uint8Array.from(marks), size)).toEqual(flooded(Uint8Array.from(marks)));
  }), { numRuns: 300 });
});

test('S9: a number given as one is the number of the region, though another region has it for a label', () => {
  expect([valueOf(chooseRegion(regions, 2)).label, valueOf(chooseRegion(regions, '2')).number]).toEqual(['gtv', 4]);
  expect(codeOf(chooseRegion(regions, 9))).toBe('ROI_NOT_FOUND');
});
