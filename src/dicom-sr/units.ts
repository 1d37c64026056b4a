import type { Code } from '../platform/dicom/dataset.js';
import type { ExtractionSettings, Unit } from '../radiomics/index.js';
import { ucum } from './codes.js';

export const noUnits = ucum('1', 'no units');
export const arbitrary = ucum("[arb'U]", 'arbitrary unit');
const millimetre = ucum('mm', 'millimeter');

const plain: Readonly<Partial<Record<Unit, Code>>> = {
  '1': noUnits, 'mm': millimetre, 'mm2': ucum('mm2', 'square millimeter'), 'mm3': ucum('mm3', 'cubic millimeter'), '/mm': ucum('/mm', 'per millimeter'),
};

/** UCUM of an image's unit, and of what is computed from it; codes have at most 16 characters, so where there is no room the annotation is left out. */
interface IntensityUnits {
  readonly unit: Code;
  readonly square: string;
  readonly perVolume: string;
  readonly squarePerVolume: string;
}

const suvPerVolume = { perVolume: 'g.mm3/ml', squarePerVolume: 'g2.mm3/ml2', square: 'g2/ml2' };
const suv = (kind: 'bw' | 'lbm', name: string): IntensityUnits => ({ unit: ucum(`g/ml{SUV${kind}}`, `Standardized Uptake Value ${name}`), ...suvPerVolume });

const intensities: Readonly<Record<string, IntensityUnits>> = {
  'HU': { unit: ucum("[hnsf'U]", 'Hounsfield unit'), square: "[hnsf'U]2", perVolume: "[hnsf'U].mm3", squarePerVolume: "[hnsf'U]2.mm3" },
  'SUVbw': suv('bw', 'body weight'), 'SUVlbm': suv('lbm', 'lean body mass'),
  'SUVbsa': { unit: ucum('cm2/ml{SUVbsa}', 'Standardized Uptake Value body surface area'), square: 'cm4/ml2', perVolume: 'cm2.mm3/ml', squarePerVolume: 'cm4.mm3/ml2' },
  'Bq/ml': { unit: ucum('Bq/ml', 'Becquerels/milliliter'), square: 'Bq2/ml2', perVolume: 'Bq.mm3/ml', squarePerVolume: 'Bq2.mm3/ml2' },
  'g/ml': { unit: ucum('g/ml', 'gram/milliliter'), ...suvPerVolume },
  'counts': { unit: ucum('{counts}', 'Counts'), square: '{counts2}', perVolume: 'mm3{counts}', squarePerVolume: 'mm3{counts2}' },
};

const arbitraryUnits: IntensityUnits = { unit: arbitrary, square: "[arb'U]2", perVolume: "[arb'U].mm3", squarePerVolume: "[arb'U]2.mm3" };

const longest = 16;

/** A unit that the image names itself, in UCUM, such as um2/s of a diffusion map; what does not fit a code value is arbitrary. */
function named(unit: string): IntensityUnits {
  if (unit === '' || unit === 'a.u.' || unit.length > longest || !/^[\w.[\]{}'%*/-]+$/.test(unit)) return arbitraryUnits;
  const [square, perVolume, squarePerVolume] = [`(${unit})2`, `(${unit}).mm3`, `(${unit})2.mm3`];
  return { unit: ucum(unit, unit), square: fitting(square, 'square'), perVolume: fitting(perVolume, 'perVolume'), squarePerVolume: fitting(squarePerVolume, 'squarePerVolume') };
}

const fitting = (code: string, otherwise: 'square' | 'perVolume' | 'squarePerVolume'): string => (code.length <= longest ? code : arbitraryUnits[otherwise]);

/** Whether intensities are still in the image's unit: filters and normalisations take it away, but for an average and for clipping. */
const keepsUnit = ({ filter, normalisation = [] }: Pick<ExtractionSettings, 'filter' | 'normalisation'>): boolean =>
  (filter === null || filter.name === 'mean') && normalisation.every(({ method }) => method === 'percentile-clip');

const unitsOf = (intensityUnit: string, settings: Pick<ExtractionSettings, 'filter' | 'normalisation'>): IntensityUnits =>
  (keepsUnit(settings) ? intensities[intensityUnit] ?? named(intensityUnit) : arbitraryUnits);

/** UCUM code of the intensities that were measured. */
export const intensityCode = (intensityUnit: string, settings: Pick<ExtractionSettings, 'filter' | 'normalisation'>): Code => unitsOf(intensityUnit, settings).unit;

/** UCUM code of a feature's unit; the meaning of a compound unit is the code itself. */
export function unitCode(unit: Unit, intensityUnit: string, settings: Pick<ExtractionSettings, 'filter' | 'normalisation'>): Code {
  const known = plain[unit];
  if (known !== undefined) return known;
  const { unit: intensity, square, perVolume, squarePerVolume } = unitsOf(intensityUnit, settings);
  if (unit === 'intensity') return intensity;
  const compound = unit === 'intensity2' ? square : unit === 'intensity.mm3' ? perVolume : squarePerVolume;
  return ucum(compound, compound);
}
