import { basename } from 'node:path';
import type { StudyReport } from '../volumes/read-report.js';

type Volume = StudyReport['volumes'][number];
type Mask = StudyReport['masks'][number];

const short = (value: number): string => String(Number(value.toPrecision(6)));
const shorter = (value: number): string => String(Number(value.toPrecision(3)));
const joined = (parts: readonly (string | undefined)[], between: string): string => parts.filter((part) => part !== undefined && part !== '').join(between);
const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What stands below the line of a volume or mask. */
const indent = '      ';
const longestName = 24;
const cut = (words: string): string => (words.length > longestName ? `${words.slice(0, longestName - 1)}…` : words);

/** A sentence in lines of at most `width` characters, all but the first further in. */
function wrapped(sentence: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = indent.slice(1);
  for (const word of sentence.split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent} `;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

const nameOf = ({ path, sequence }: Volume): string => cut(path === null ? sequence?.seriesDescription ?? sequence?.protocolName ?? sequence?.sequenceName ?? '' : basename(path));

/** Sequence, timing, b-value, echo, phase, contrast agent: what the header says and the name does not. */
function sequenceText(volume: Volume): string {
  const { sequence } = volume;
  if (sequence === null) return '';
  const { protocolName, sequenceName, scanningSequence, acquisitionType, repetitionTimeMs, echoTimeMs, echoNumber, bValue, temporalPosition, triggerTimeMs, contrastAgent } = sequence;
  const number = (what: string, value: number | undefined, unit: string): string | undefined => (value === undefined ? undefined : joined([what, short(value), unit], ' '));
  const unlessNamed = (what: string, word: string | undefined): string | undefined => (word === undefined || cut(word) === nameOf(volume) ? undefined : `${what} ${word}`);
  return joined([
    unlessNamed('protocol', protocolName), unlessNamed('sequence', sequenceName), joined([acquisitionType, scanningSequence?.replaceAll('\\', '/')], ' '), number('TR', repetitionTimeMs, 'ms'), number('TE', echoTimeMs, 'ms'), number('echo', echoNumber, ''), number('b', bValue, 's/mm²'),
    number('phase', temporalPosition, ''), number('trigger', triggerTimeMs === 0 ? undefined : triggerTimeMs, 'ms'), contrastAgent === undefined ? undefined : `contrast ${contrastAgent}`,
  ], ', ');
}

function orientationText({ orientation }: Volume): string {
  if (orientation === null) return '';
  return orientation.plane === 'oblique' ? `${orientation.nearest} ${orientation.degreesOff.toFixed(1)}° oblique` : orientation.plane;
}

/** Modality, name, matrix, spacing with the true distance of the slices, orientation: a cell each. */
function cellsOf(volume: Volume): readonly string[] {
  const { modality, size, spacingMm } = volume;
  return [modality || 'no modality', nameOf(volume), size.join(' × '), spacingMm === null ? 'no even grid' : `${spacingMm.map(shorter).join(' × ')} mm`, orientationText(volume)];
}

function readinessText({ readiness }: Volume): string {
  if (readiness === null) return '';
  return readiness.ready ? `${readiness.quantity} ready` : `${readiness.quantity} not ready: ${readiness.missing ?? ''}`;
}

const evenness = 1.01;

function rangeText({ intensity, intensityUnit, sliceDistanceMm }: Volume): string {
  const values = intensity === null ? '' : `${short(intensity.min)} to ${short(intensity.max)}, mean ${short(intensity.mean)} ${intensityUnit ?? ''}`.trimEnd();
  const isUneven = sliceDistanceMm !== null && sliceDistanceMm.max > evenness * sliceDistanceMm.min;
  return joined([values, isUneven ? `slices ${shorter(sliceDistanceMm.min)} to ${shorter(sliceDistanceMm.max)} mm apart` : ''], '; ');
}

const syntaxText = ({ transferSyntax, transferSyntaxUid }: Volume): string => (transferSyntaxUid === '' ? '' : `${transferSyntax ?? 'unknown transfer syntax'} (${transferSyntaxUid})`);

/** Below a volume's line: whether it can be measured and in what, how it was made, its values, where it is from, what is worth knowing. */
function volumeDetails(volume: Volume, width: number): readonly string[] {
  const { volume: which, measurable, problems, warnings, seriesInstanceUid, path } = volume;
  const state = joined([measurable ? 'measurable' : '', readinessText(volume), which === null ? '' : `volume ${which.number} (${which.label})`, sequenceText(volume), syntaxText(volume)], '; ');
  const lines = [
    ...problems.map(({ code, text }) => `not measurable: ${code}: ${text}`), state, rangeText(volume), seriesInstanceUid === '' ? '' : `series ${seriesInstanceUid}`, path === null ? '' : `file ${path}`,
    ...warnings.map((warning) => `warning: ${warning}`),
  ];
  return lines.filter((line) => line !== '').flatMap((line) => wrapped(line, width));
}

/** Cells under each other, each column as wide as its widest. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  return rows.map((cells) => joined(cells.map((cell, column) => (widths[column] === 0 ? undefined : `${cell.padEnd(widths[column])}  `)), '').trimEnd());
}

function volumeLines(volumes: readonly Volume[], width: number): readonly string[] {
  const lines = aligned(volumes.map((volume, k) => [String(k + 1), ...cellsOf(volume)]));
  return volumes.flatMap((volume, k) => [lines[k], ...volumeDetails(volume, width)]);
}

/** A region in cells: number and label, voxels, volume, the image it lies on by its number in the list. */
function regionCells({ number, label, voxels, volumeMl, imageSeriesInstanceUid }: Mask['regions'][number], volumes: readonly Volume[]): readonly string[] {
  const on = volumes.findIndex(({ seriesInstanceUid, measurable }) => seriesInstanceUid === imageSeriesInstanceUid && measurable) + 1;
  const size = voxels === null || volumeMl === null ? ['not placed on an image', ''] : [`${voxels} voxels`, `${shorter(volumeMl)} mL`];
  return [`${number} "${label}"`, ...size, on === 0 ? '' : `on image ${on}`];
}

function regionLines(regions: Mask['regions'], volumes: readonly Volume[], width: number): readonly string[] {
  const isSomewhere = regions.some(({ voxels, problems }) => voxels !== null || problems.length > 0);
  if (!isSomewhere) return regions.length === 0 ? [] : wrapped(`not placed on an image: ${regions.map(({ number, label }) => `${number} "${label}"`).join(', ')}`, width);
  const cells = aligned(regions.map((region) => regionCells(region, volumes)));
  return regions.flatMap(({ problems }, k) => [indent + cells[k], ...problems.flatMap(({ code, text }) => wrapped(`${code}: ${text}`, width))]);
}

function maskLines({ modality, path, sopInstanceUid, regions, problems }: Mask, volumes: readonly Volume[], width: number): readonly string[] {
  return [`${modality}  ${path}`, `${indent}instance ${sopInstanceUid}`, ...problems.flatMap(({ code, text }) => wrapped(`${code}: ${text}`, width)), ...regionLines(regions, volumes, width)];
}

/** Files that are neither image nor mask, those of one problem together. */
const leftLines = (problems: StudyReport['problems'], width: number): readonly string[] =>
  [...Map.groupBy(problems, ({ code, text }) => `${code}: ${text}`)].flatMap(([problem, of]) => [...of.map(({ path }) => path), ...wrapped(problem, width)]);

/** The report for people: a line for each volume with what is below it, each mask with its regions, each file that is neither; sentences wrapped at `width`. */
export function reportText({ volumes, masks, problems }: StudyReport, width = Number.POSITIVE_INFINITY): string {
  const count = volumes.filter((volume) => volume.measurable).length;
  const summary = `${counted(volumes.length, 'volume', 'volumes')}, ${count} measurable; ${counted(masks.length, 'mask', 'masks')}`;
  return [...volumeLines(volumes, width), ...masks.flatMap((mask) => maskLines(mask, volumes, width)), ...leftLines(problems, width), summary].map((line) => `${line}\n`).join('');
}
