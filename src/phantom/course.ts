import { seededRandom } from '../statistics/index.js';

/** One time point of a lesion: what is true of it. */
export interface TimePointTruth {
  /** Days since baseline. */
  readonly day: number;
  /** Volume of the ellipsoid, before its surface wobbles by a few per cent. */
  readonly volumeMl: number;
  /** Mean SUV of the viable rim before blur and noise. */
  readonly rimSuv: number;
  /** Share of the volume that is necrotic. */
  readonly necrosis: number;
}

/** A phantom patient: who, and how the lesion goes. */
export interface PhantomCourse {
  /** DICOM PatientID and FHIR id. */
  readonly id: string;
  readonly name: string;
  readonly story: string;
  readonly sex: 'M' | 'F';
  /** ISO 8601 date. */
  readonly birthDate: string;
  readonly weightKg: number;
  readonly maskFormat: 'SEG' | 'RTSTRUCT';
  readonly seed: number;
  readonly timePoints: readonly TimePointTruth[];
}

interface Story {
  readonly name: string;
  readonly story: string;
  /** Youngest and oldest age at baseline. */
  readonly age: readonly [number, number];
  /** Baseline volume in mL, smallest and largest. */
  readonly volumeMl: readonly [number, number];
  /** Volume relative to baseline, rim SUV and necrotic share at the three time points. */
  readonly change: readonly (readonly [number, number, number])[];
}

const stories: readonly Story[] = [
  { name: 'Responder', story: 'shrinks and loses uptake', age: [45, 70], volumeMl: [250, 380], change: [[1, 9, 0.15], [0.75, 5, 0.3], [0.45, 2.6, 0.5]] },
  { name: 'Necrosis', story: 'keeps its size while uptake falls and necrosis grows', age: [35, 60], volumeMl: [180, 300], change: [[1, 8, 0.15], [1.02, 4.6, 0.4], [0.98, 2.8, 0.62]] },
  { name: 'Progression', story: 'grows and gains uptake', age: [50, 80], volumeMl: [90, 160], change: [[1, 5.5, 0.15], [1.25, 7, 0.2], [1.7, 9.5, 0.25]] },
  { name: 'Child', story: 'is younger than the patients the model was trained on', age: [9, 13], volumeMl: [60, 110], change: [[1, 6, 0.1], [1.03, 6.2, 0.1], [0.97, 5.9, 0.12]] },
];

const days = [0, 21, 63] as const;

/** Day of the first study of every phantom patient. */
export const baseline = '2026-03-02';

/** The course of the patient with this number, from 1; the four stories in turn, sizes and ages by the seed. */
export function phantomCourse(number: number, seed: number): PhantomCourse {
  const random = seededRandom(seed * 1_000_003 + number);
  const { name, story, age, volumeMl, change } = stories[(number - 1) % stories.length];
  const between = ([low, high]: readonly [number, number]): number => low + (high - low) * random();
  const years = Math.floor(between(age));
  const size = Math.round(between(volumeMl));
  const sex = random() < 0.5 ? 'M' : 'F';
  return {
    id: `PHANTOM-${number}`, name: `${name} ${number}`, story, sex,
    birthDate: `${Number(baseline.slice(0, 4)) - years - 1}-${String(4 + Math.floor(8 * random())).padStart(2, '0')}-${String(1 + Math.floor(28 * random())).padStart(2, '0')}`,
    weightKg: Math.round(years < 18 ? between([30, 45]) : between([58, 92])),
    maskFormat: number % 2 === 1 ? 'SEG' : 'RTSTRUCT', seed: Math.floor(random() * 2 ** 30),
    timePoints: change.map(([relative, rimSuv, necrosis], k) => ({ day: days[k], volumeMl: size * relative, rimSuv, necrosis })),
  };
}
