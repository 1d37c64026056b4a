import { z } from 'zod';
import type { CardReport } from '../cards/shown-cards.service.js';
import { ownReason } from './card.js';

const coding = z.looseObject({ system: z.string().optional(), code: z.string(), display: z.string().optional() });

/** One report on a card (CDS Hooks 2.0, Feedback). */
const cardFeedback = z.looseObject({
  card: z.guid('expected the uuid of a card').transform((uuid) => uuid.toLowerCase()),
  outcome: z.enum(['accepted', 'overridden']),
  acceptedSuggestions: z.array(z.looseObject({ id: z.string().min(1) })).min(1).optional(),
  overrideReason: z.looseObject({ reason: coding.optional(), userComment: z.string().max(2000).optional() }).optional(),
  outcomeTimestamp: z.iso.datetime('expected an instant in UTC, such as 2026-01-31T12:00:00Z'),
}).refine((one) => one.outcome !== 'accepted' || one.acceptedSuggestions !== undefined, { path: ['acceptedSuggestions'], message: 'expected where outcome is accepted' });

/** The body of a feedback call. */
export const feedbackBody = z.looseObject({ feedback: z.array(cardFeedback).min(1).max(100) });

/** A report as it is kept. */
export function reportOf(content: z.infer<typeof cardFeedback>): CardReport {
  const { card, outcome, overrideReason, outcomeTimestamp } = content;
  return { card, outcome, content, outcomeAt: new Date(outcomeTimestamp), reason: outcome === 'overridden' ? ownReason(overrideReason?.reason) : null };
}
