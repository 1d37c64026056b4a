import { done, refused, type Outcome } from '../platform/problem.js';
import { quotedWord } from './quoted.js';
import { encodingOf } from './transfer-syntax.js';
import type { Instance } from './types.js';

const measurable = new Set(['CT', 'MR', 'PT']);
const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7';

/** Values of ImageType (PS3.3 C.7.6.1.1.2, and vendors' own) and VolumeBasedCalculationTechnique whose pixels are no tissue in one place. */
const projections = new Set(['PROJECTION IMAGE', 'PROJECTION_IMAGE', 'MIP', 'MINIP', 'MAX_IP', 'MIN_IP', 'MAXIP', 'MEAN_IP', 'VOLUME_RENDER', 'SURFACE_RENDER', 'VRT', 'CURVED_MPR', '3D_RENDERING']);

const unsupported = (text: string): Outcome<null> => refused('UNSUPPORTED_IMAGE', text);

function checkKind(instance: Instance): Outcome<null> {
  if (!measurable.has(instance.modality)) return unsupported(`Modality is ${quotedWord(instance.modality)}; CT, MR or PT expected`);
  if (instance.sopClassUid.startsWith(secondaryCapture)) return unsupported('the image is a secondary capture, a picture of an image');
  if (instance.imageType.includes('LOCALIZER')) return refused('NOT_A_VOLUME', 'the image is a localizer');
  if ([...instance.imageType, instance.volumeBasedCalculation].some((value) => projections.has(value))) return unsupported('the image is a projection or rendering of a volume, not a slice');
  if (instance.burnedInAnnotation === 'YES') return unsupported('BurnedInAnnotation is YES: something is written into the pixels');
  return done(null);
}

function checkPixels(instance: Instance): Outcome<null> {
  const { layout } = instance;
  if (layout.samplesPerPixel !== 1) return unsupported(`SamplesPerPixel is ${layout.samplesPerPixel}; one grey value per pixel expected`);
  if (!instance.photometricInterpretation.startsWith('MONOCHROME')) {
    return unsupported(`PhotometricInterpretation is ${quotedWord(instance.photometricInterpretation)}; MONOCHROME2 expected`);
  }
  if (layout.rows < 1 || layout.columns < 1) return unsupported('Rows or Columns is absent');
  if (![8, 16, 32].includes(layout.bitsAllocated)) return unsupported(`BitsAllocated is ${layout.bitsAllocated}; 8, 16 or 32 expected`);
  if (instance.hasModalityLut === 'yes') return unsupported('the values go through a modality look-up table, not through slope and intercept');
  if (instance.pixelData === null) return unsupported('the instance has no PixelData of integers');
  const wrong = instance.frames.find((frame) => !Number.isFinite(frame.slope) || frame.slope === 0 || !Number.isFinite(frame.intercept));
  return wrong ? refused('MALFORMED_DICOM', 'RescaleSlope or RescaleIntercept is not a usable number') : done(null);
}

/**
 * Whether an instance may be part of a volume that is measured, by its header alone: kind, encoding, loss (V5, V7).
 * Codes: UNSUPPORTED_IMAGE, NOT_A_VOLUME, UNSUPPORTED_TRANSFER_SYNTAX, LOSSY_COMPRESSION, MALFORMED_DICOM.
 */
export function checkInstance(instance: Instance): Outcome<null> {
  const encoding = encodingOf(instance.transferSyntaxUid);
  if (!encoding.ok) return encoding;
  const kind = checkKind(instance);
  if (!kind.ok) return kind;
  if (instance.lossyImageCompression === '01') {
    return refused('LOSSY_COMPRESSION', 'LossyImageCompression is 01: the pixels were compressed with loss at some time; never expected');
  }
  return checkPixels(instance);
}
