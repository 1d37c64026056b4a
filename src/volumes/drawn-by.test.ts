import { fileOf, segmentation } from '../../test/support/dicom-objects.js';
import { drawnBy } from './drawn-by.js';

const segments = (more: object) => fileOf(segmentation([{ z: 0, segment: 1, picture: '#...........' }], { SegmentSequence: [{ SegmentNumber: 1, SegmentLabel: '2', ...more }] }), 'seg').bytes;
const rois = (more: object) => fileOf({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3', SOPInstanceUID: '2.25.1', Modality: 'RTSTRUCT', StructureSetROISequence: [{ ROINumber: '3', ROIName: 'GTV', ...more }] }, 'rs').bytes;

test('a segment says by whom it was drawn', () => {
  expect(drawnBy(segments({ SegmentAlgorithmType: 'AUTOMATIC', SegmentAlgorithmName: 'net' }), 1)).toEqual({ type: 'AUTOMATIC', name: 'net' });
  expect(drawnBy(segments({ SegmentAlgorithmType: 'MANUAL' }), 1)).toEqual({ type: 'MANUAL' });
});

test('a structure does too, and what says nothing was drawn by hand', () => {
  expect(drawnBy(rois({ ROIGenerationAlgorithm: 'SEMIAUTOMATIC' }), 3)).toEqual({ type: 'SEMIAUTOMATIC', name: 'unknown' });
  expect([drawnBy(rois({}), 3), drawnBy(rois({}), 9), drawnBy(new Uint8Array(10), 1)]).toEqual(Array(3).fill({ type: 'MANUAL' }));
});
