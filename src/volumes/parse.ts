import { done, refused, type Outcome } from '../platform/problem.js';
import { classicFrame, enhancedFrames } from './frames.js';
import { pixelDataTag, signed16, text, texts, unsigned16, written, type Header } from './header.js';
import { petHeader } from './pet-header.js';
import { protocolOf } from './protocol.js';
import type { Instance, PixelLayout } from './types.js';

const unsigned = (header: Header, tag: string): number => unsigned16(header, tag) ?? 0;

function layoutOf(header: Header): Outcome<PixelLayout> {
  const frames = text(header, 'x00280008');
  if (frames !== '' && !/^\+?\d{1,6}$/.test(frames)) return refused('MALFORMED_DICOM', 'NumberOfFrames is not an integer below a million');
  const bitsAllocated = unsigned(header, 'x00280100');
  const bitsStored = unsigned(header, 'x00280101') || bitsAllocated;
  return done({
    rows: unsigned(header, 'x00280010'),
    columns: unsigned(header, 'x00280011'),
    samplesPerPixel: unsigned(header, 'x00280002'),
    bitsAllocated,
    bitsStored,
    highBit: header.elements['x00280102'] ? unsigned(header, 'x00280102') : bitsStored - 1,
    signed: unsigned(header, 'x00280103') === 1 ? 'signed' : 'unsigned',
    numberOfFrames: frames === '' ? 1 : Number(frames),
  });
}

/** PixelPaddingValue and its range limit in the sign of PixelRepresentation, whatever the VR says (PS3.3 C.7.5.1.1.2). */
function paddingOf(header: Header, layout: PixelLayout): Instance['padding'] {
  const read = layout.signed === 'signed' ? signed16 : unsigned16;
  const value = read(header, 'x00280120');
  const limit = read(header, 'x00280121') ?? value;
  return value === undefined || limit === undefined ? null : { low: Math.min(value, limit), high: Math.max(value, limit) };
}

function acquisitionDateTime(header: Header): string {
  const whole = text(header, 'x0008002a');
  if (whole !== '') return whole;
  for (const [date, time] of [['x00080022', 'x00080032'], ['x00080021', 'x00080031'], ['x00080020', 'x00080030']]) {
    if (text(header, date) !== '') return text(header, date) + text(header, time);
  }
  return '';
}

function framesOf(header: Header, layout: PixelLayout): Outcome<Instance['frames']> {
  const enhanced = enhancedFrames(header);
  if (enhanced.length === 0) {
    return layout.numberOfFrames > 1
      ? refused('UNSUPPORTED_IMAGE', `the instance has ${layout.numberOfFrames} frames and nothing that says where each one lies`)
      : done([classicFrame(header)]);
  }
  if (enhanced.length !== layout.numberOfFrames) {
    return refused('MALFORMED_DICOM', `NumberOfFrames is ${layout.numberOfFrames} but ${enhanced.length} frames are described`);
  }
  return done(enhanced);
}

/** An image instance out of a header already read; the pixels stay where they are. */
export function instanceOf(header: Header): Outcome<Instance> {
  const layout = layoutOf(header);
  if (!layout.ok) return layout;
  const frames = framesOf(header, layout.value);
  if (!frames.ok) return frames;
  const pixels = header.elements[pixelDataTag];
  const modality = text(header, 'x00080060');
  return done({
    bytes: header.byteArray,
    sopClassUid: text(header, 'x00080016'),
    sopInstanceUid: text(header, 'x00080018'),
    studyInstanceUid: text(header, 'x0020000d'),
    seriesInstanceUid: text(header, 'x0020000e'),
    frameOfReferenceUid: text(header, 'x00200052'),
    patientId: text(header, 'x00100020'),
    modality,
    transferSyntaxUid: text(header, 'x00020010'),
    seriesDescription: written(header, 'x0008103e', text(header, 'x00080005')),
    studyDate: text(header, 'x00080020'),
    acquisitionDateTime: acquisitionDateTime(header),
    manufacturer: text(header, 'x00080070'),
    imageType: texts(header, 'x00080008'),
    photometricInterpretation: text(header, 'x00280004'),
    lossyImageCompression: text(header, 'x00282110'),
    burnedInAnnotation: text(header, 'x00280301'),
    volumeBasedCalculation: text(header, 'x00089207'),
    hasModalityLut: header.elements['x00283000'] ? 'yes' : 'no',
    layout: layout.value,
    pixelData: pixels ? { offset: pixels.dataOffset, length: pixels.hadUndefinedLength ? null : pixels.length } : null,
    padding: paddingOf(header, layout.value),
    pet: modality === 'PT' ? petHeader(header) : null,
    protocol: protocolOf(header),
    frames: frames.value,
  });
}

/** Modality of a header, to tell images from masks and documents. */
export const modalityOf = (header: Header): string => text(header, 'x00080060');
