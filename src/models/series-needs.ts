import { z } from 'zod';

const pattern = z.string().refine((text) => { try { return new RegExp(text, 'i') instanceof RegExp; } catch { return false; } }, { error: 'a regular expression was expected' });
const bounds = z.strictObject({ min: z.number(), max: z.number() }).refine(({ min, max }) => min <= max, { error: 'min is expected not above max' });

/** Which series of a modality a model can take, and how those of its training were acquired. What is left out may be anything. */
export const seriesNeedsSchema = z.strictObject({
  description: z.array(pattern).min(1).optional().describe('Patterns of SeriesDescription, of which one must match; case does not count.'),
  notDescription: z.array(pattern).min(1).optional().describe('Patterns of which none may match, such as those of quirks of vendors.'),
  contrast: z.enum(['with', 'without']).optional(),
  plane: z.enum(['axial', 'coronal', 'sagittal']).optional(),
  derived: z.enum(['refused']).optional().describe('Refuses images whose ImageType is DERIVED.'),
  minimumSlices: z.int().positive().optional(),
  training: z.strictObject({ sliceDistanceMm: bounds.optional(), pixelSpacingMm: bounds.optional(), fieldStrengthT: bounds.optional() }).optional()
    .describe('Of the training data; an image outside is scored with a warning.'),
});

export type SeriesNeeds = z.infer<typeof seriesNeedsSchema>;
