import type { StudyReport } from '../volumes/read-report.js';
import { transferSyntaxName } from '../volumes/transfer-syntax.js';

type Volume = StudyReport['volumes'][number];
type Mask = StudyReport['masks'][number];

const short = (value: number): string => String(Number(value.toPrecision(6)));

function syntaxOf(uid: string): string {
  const name = transferSyntaxName(uid);
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
