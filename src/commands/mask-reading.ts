import { done, refused, type Outcome } from '../platform/problem.js';
import type { MaskOptions, NestedContours } from '../volumes/types.js';

/** How masks are read where the mask itself leaves it open, as the command line hands it over. */
export interface MaskReadingOptions {
  readonly fractionThreshold?: string;
  readonly nestedContours?: NestedContours;
}

/** The same, checked. What a mask does not have, fractions or nested contours, is not asked of it. */
export type MaskReading = Pick<MaskOptions, 'fractionThreshold' | 'nestedContours'>;

/** Code: INVALID_CONFIG. */
export function maskReadingOf({ fractionThreshold, nestedContours }: MaskReadingOptions): Outcome<MaskReading> {
  const nested = nestedContours === undefined ? {} : { nestedContours };
  if (fractionThreshold === undefined) return done(nested);
  const threshold = fractionThreshold.trim() === '' ? Number.NaN : Number(fractionThreshold);
  if (threshold > 0 && threshold <= 1) return done({ ...nested, fractionThreshold: threshold });
  return refused('INVALID_CONFIG', `--fraction-threshold is ${fractionThreshold.trim() || 'empty'}; a number over 0 and at most 1 was expected.`);
}
