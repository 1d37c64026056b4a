import { z } from 'zod';

const coding = z.looseObject({ system: z.string().optional(), code: z.string(), display: z.string().optional() });

/** One report on a card (CDS Hooks 2.0, Feedback). */
export const cardFeedback = z.looseObject({
  card: z.uuid('expected the uuid of a card'),
  outcome: z.enum(['accepted', 'overridden']),
  acceptedSuggestions: z.array(z.looseObject({ id: z.string().min(1) })).min(1).optional(),
  overrideReason: z.looseObject({ reason: coding.optional(), userComment: z.string().max(2000).optional() }).optional(),
  outcomeTimestamp: z.iso.datetime('expected an instant in UTC, such as 2026-01-31T12:00:00Z'),
}).refine((one) => one.outcome !== 'accepted' || one.acceptedSuggestions !== undefined, { path: ['acceptedSuggestions'], message: 'expected where outcome is accepted' });

export type CardFeedback = z.infer<typeof cardFeedback>;

/** The body of a feedback call. */
export const feedbackBody = z.looseObject({ feedback: z.array(cardFeedback).min(1).max(100) });
