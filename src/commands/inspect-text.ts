import type { StudyReport } from '../volumes/read-report.js';

type Volume = StudyReport['volumes'][number];
type Mask = StudyReport['masks'][number];

/** Names that people know; the UID stands beside them (PS3.6 A). */
const syntaxNames: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.2': 'Implicit VR Little Endian',
  '1.2.840.10008.1.2.1': 'Explicit VR Little Endian',
  '1.2.840.10008.1.2.1.99': 'Deflated Explicit VR Little Endian',
  '1.2.840.10008.1.2.2': 'Explicit VR Big Endian',
  '1.2.840.10008.1.2.5': 'RLE Lossless',
  '1.2.840.10008.1.2.8.1': 'Deflated Image Frame',
  '1.2.840.10008.1.2.4.50': 'JPEG Baseline',
  '1.2.840.10008.1.2.4.51': 'JPEG Extended',
  '1.2.840.10008.1.2.4.57': 'JPEG Lossless',
  '1.2.840.10008.1.2.4.70': 'JPEG Lossless SV1',
  '1.2.840.10008.1.2.4.80': 'JPEG-LS Lossless',
  '1.2.840.10008.1.2.4.81': 'JPEG-LS Near-Lossless',
  '1.2.840.10008.1.2.4.90': 'JPEG 2000 Lossless',
  '1.2.840.10008.1.2.4.91': 'JPEG 2000',
  '1.2.840.10008.1.2.4.201': 'HTJ2K Lossless',
  '1.2.840.10008.1.2.4.202': 'HTJ2K Lossless RPCL',
  '1.2.840.10008.1.2.4.203': 'HTJ2K',
};

const short = (value: number): string => String(Number(value.toPrecision(6)));

function syntaxOf(uid: string): string {
  const name = syntaxNames[uid];
  return `transfer syntax ${uid}${name === undefined ? '' : ` (${name})`}`;
}

function volumeLines(volume: Volume): readonly string[] {
  const { modality, seriesInstanceUid, volume: which, path, size, spacingMm, transferSyntaxUid, intensity, intensityUnit, problems, warnings } = volume;
  const of = spacingMm === null ? '' : ` of ${spacingMm.map(short).join(' × ')} mm`;
  const range = intensity === null ? '' : `${short(intensity.min)} to ${short(intensity.max)}, mean ${short(intensity.mean)} ${intensityUnit ?? ''}`.trimEnd();
  const details = [transferSyntaxUid === '' ? '' : syntaxOf(transferSyntaxUid), range].filter((part) => part !== '').join('; ');
  return [
    [modality || 'no modality', path ?? seriesInstanceUid, which === null ? '' : `volume ${which.number} (${which.label})`, `${size.join(' × ')} voxels${of}`].filter((part) => part !== '').join('  '),
    ...(details === '' ? [] : [`  ${details}`]),
    ...(volume.measurable ? ['  measurable'] : problems.map(({ code, text }) => `  not measurable: ${code}: ${text}`)),
    ...warnings.map((warning) => `  warning: ${warning}`),
  ];
}

function maskLines({ modality, sopInstanceUid, path, regions, problems }: Mask): readonly string[] {
  return [
    `${modality}  ${sopInstanceUid}  ${path}`,
    ...problems.map(({ code, text }) => `  ${code}: ${text}`),
    ...regions.map(({ number, label, voxels, imageSeriesInstanceUid, problems: wrong }) => {
      const where = imageSeriesInstanceUid === null ? '' : ` on ${imageSeriesInstanceUid}`;
      const found = voxels === null ? wrong.map(({ code, text }) => `: ${code}: ${text}`).join('') || ': not placed on an image' : `: ${voxels} voxels`;
      return `  ${number} "${label}"${where}${found}`;
    }),
  ];
}

/** The report for people: each volume with modality, geometry and transfer syntax, each mask, each file that is neither. */
export function reportText({ volumes, masks, problems }: StudyReport): string {
  const count = volumes.filter((volume) => volume.measurable).length;
  const summary = `${volumes.length} ${volumes.length === 1 ? 'volume' : 'volumes'}, ${count} measurable; ${masks.length} ${masks.length === 1 ? 'mask' : 'masks'}`;
  const left = problems.map(({ path, code, text }) => `${path}: ${code}: ${text}`);
  return [...volumes.flatMap(volumeLines), ...masks.flatMap(maskLines), ...left, summary].map((line) => `${line}\n`).join('');
}
