import type { Dataset } from '../platform/dicom/dataset.js';
import { sourceForProcessing } from './codes.js';
import { commonModules, type DicomObject, type ObjectOrigin, sourceImage, toObject } from './dicom-object.js';
import { keySlice, windowOf } from './key-slice.js';
import { charactersIn, type Colour, drawText, lineHeight, wrapped } from './picture.js';
import { renderSlice, scaleOf } from './render-slice.js';
import type { SourceSeries } from './source-series.js';

const secondaryCaptureStorage = '1.2.840.10008.5.1.4.1.1.7';
const role = 'key image';

/** A number to be drawn with its name. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** A model's score to be drawn. `probability` and the interval's ends are between 0 and 1. */
export interface ScoreToDraw {
  readonly label: string;
  readonly probability: number;
  readonly interval: { readonly lower: number; readonly upper: number };
  readonly model: { readonly name: string; readonly version: string };
}

/** A lesion on its series. */
export interface KeyImageToWrite {
  readonly source: SourceSeries;
  /** Intensities and mask on the grid of the source series: x + columns × (y + rows × slice). */
  readonly intensities: Float32Array;
  readonly mask: Uint8Array;
  /** The lesion's number; its label is not drawn, for people may write a name into it. */
  readonly lesionNumber: number;
  readonly figures: readonly Figure[];
  readonly score: ScoreToDraw | null;
  /** A model that is not cleared for clinical use says so in the picture. */
  readonly use: 'research' | 'clinical';
  readonly seriesNumber?: number;
}

const textScale = 2;
const margin = 6;
const white: Colour = [255, 255, 255];
const red: Colour = [255, 90, 90];

const percent = (fraction: number): string => (100 * fraction).toFixed(1);

/** What is written below the picture: the lesion with its figures, the score with its interval and model, and what it is not for. Nothing of it is patient data. */
export function captionOf({ lesionNumber, figures, score, use }: Pick<KeyImageToWrite, 'lesionNumber' | 'figures' | 'score' | 'use'>): readonly string[] {
  return [
    [`Lesion ${lesionNumber}`, ...figures.map(({ name, value, unit }) => `${name} ${Number(value.toPrecision(3))} ${unit}`.trim())].join(', '),
    ...(score === null ? [] : [
      `${score.label} ${percent(score.probability)} % (${percent(score.interval.lower)}-${percent(score.interval.upper)} %)`,
      `Model ${score.model.name} ${score.model.version}`,
    ]),
    ...(use === 'research' ? ['RESEARCH - NOT FOR DIAGNOSIS'] : []),
  ];
}

/** Letters of the patient's axes that a direction points to, the main one first (PS3.3 C.7.6.1.1.1). */
function letters(direction: readonly number[]): string {
  const axes = [['L', 'R'], ['P', 'A'], ['H', 'F']] as const;
  return direction.map((along, axis) => ({ along, letter: axes[axis][along > 0 ? 0 : 1] })).filter(({ along }) => Math.abs(along) > 1e-2)
    .toSorted((a, b) => Math.abs(b.along) - Math.abs(a.along)).map(({ letter }) => letter).join('');
}

interface DrawnPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  readonly slice: number;
}

function draw(wanted: KeyImageToWrite): DrawnPicture {
  const { source: { columns, rows, pixelSpacingMm, modality, slices }, intensities, mask } = wanted;
  const plane = columns * rows;
  const z = keySlice(mask, { size: [columns, rows, slices.length] });
  const [values, region] = [intensities.subarray(z * plane, (z + 1) * plane), mask.subarray(z * plane, (z + 1) * plane)];
  const width = Math.round(columns * scaleOf({ columns, rows, pixelSpacingMm })[0]);
  const lines = captionOf(wanted).flatMap((line) => wrapped(line, charactersIn(width - 2 * margin, textScale)).map((text) => ({ text, colour: line.startsWith('RESEARCH') ? red : white })));
  const band = lines.length * lineHeight(textScale) + 2 * margin;
  const picture = renderSlice({ columns, rows, pixelSpacingMm, values, mask: region, window: windowOf({ modality, slice: values, mask: region, columns }) }, band);
  lines.forEach(({ text, colour }, k) => { drawText(picture, text, { left: margin, top: picture.height - band + margin + k * lineHeight(textScale), scale: textScale, colour }); });
  return { ...picture, slice: z };
}

/** 8-bit RGB, pixel by pixel, of even length. */
function pixels({ width, height, rgb }: DrawnPicture): Dataset {
  const even = new Uint8Array(rgb.length + (rgb.length % 2));
  even.set(rgb);
  return {
    SamplesPerPixel: 3, PhotometricInterpretation: 'RGB', PlanarConfiguration: 0, Rows: height, Columns: width, BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelRepresentation: 0,
    LossyImageCompression: '00', PixelData: even.buffer, _vrMap: { PixelData: 'OB' },
  };
}

/**
 * A Secondary Capture (PS3.3 A.8.1) of the slice where the lesion is largest, with its outline and a few words burned in.
 * The words name no patient; BurnedInAnnotation says YES all the same, because there is text in the pixels.
 */
export function keyImage(origin: ObjectOrigin, wanted: KeyImageToWrite): DicomObject {
  const { source, lesionNumber, use, seriesNumber = 9103 } = wanted;
  const picture = draw(wanted);
  return toObject({
    SOPClassUID: secondaryCaptureStorage, ...commonModules(origin, source, { role: `${role} ${lesionNumber}`, modality: 'OT', number: seriesNumber, description: 'Key image by Sarcolens' }), ...source.bodyPart,
    ConversionType: 'SYN', ImageType: ['DERIVED', 'SECONDARY'], PatientOrientation: [letters(source.orientation.slice(0, 3)), letters(source.orientation.slice(3))], BurnedInAnnotation: 'YES',
    DerivationDescription: 'Slice with the largest cross-section of the lesion, its outline drawn in', SourceImageSequence: [sourceImage(source.slices[picture.slice], sourceForProcessing)],
    ...(use === 'research' ? { ImageComments: 'RESEARCH - NOT FOR DIAGNOSIS' } : {}),
    ...pixels(picture),
  }, origin, role);
}
