import type { Message } from './message.js';

/** Taken in, not taken in because of what it says, or not a message for this service. */
export type Verdict = { readonly kind: 'accepted' } | { readonly kind: 'error' | 'rejected'; readonly text: string };

/** How an acknowledgement names itself. */
export interface Stamp {
  readonly id: string;
  readonly now: Date;
}

const letters = { accepted: 'A', error: 'E', rejected: 'R' } as const;
/** A text as the value of a field: separators by their escapes, no line ends. */
export const escapeText = (text: string): string => text.replaceAll('\\', '\\E\\').replaceAll('|', '\\F\\').replaceAll('^', '\\S\\').replaceAll('&', '\\T\\').replaceAll('~', '\\R\\').replace(/[\r\n]+/g, ' ');
/** A time as HL7 v2 writes it, in UTC, to the second. */
export const stampOf = (time: Date): string => time.toISOString().replace(/[-:T]/g, '').slice(0, 14);

function acknowledgement(message: Message | undefined, verdict: Verdict, mode: 'A' | 'C', { id, now }: Stamp): string {
  const of = (field: number, component?: number): string => escapeText(message?.value('MSH', field, component) ?? '');
  const header = ['MSH', '^~\\&', of(5), of(6), of(3), of(4), stampOf(now), '', `ACK${of(9, 2) === '' ? '' : `^${of(9, 2)}^ACK`}`, id, of(11) || 'P', of(12) || '2.5.1', '', '', '', '', '', 'UNICODE UTF-8'];
  const error = verdict.kind === 'accepted' ? [] : [`ERR|||${verdict.kind === 'rejected' ? '200' : '207'}|E||||${escapeText(verdict.text)}`];
  return [header.join('|'), `MSA|${mode}${letters[verdict.kind]}|${of(10)}`, ...error].join('\r') + '\r';
}

/** Conditions of MSH-15 and MSH-16 (table 0155). */
const wanted = (condition: string, verdict: Verdict): boolean => condition === 'AL' || (condition === 'SU' && verdict.kind === 'accepted') || (condition === 'ER' && verdict.kind !== 'accepted');

/**
 * The acknowledgements of a message (chapter 2.9), in the order of sending. Original mode, where MSH-15 and MSH-16 are
 * both empty: AA, AE or AR. Enhanced mode: CA, CE or CR where MSH-15 asks for it, then AA, AE or AR where MSH-16 does; by
 * then the message is stored, so both can be said at once. MSA-2 repeats MSH-10; the text is in ERR-8.
 */
export function acknowledge(message: Message | undefined, verdict: Verdict, stamp: Stamp): readonly string[] {
  const accept = message?.value('MSH', 15) ?? '';
  const application = message?.value('MSH', 16) ?? '';
  if (accept === '' && application === '') return [acknowledgement(message, verdict, 'A', stamp)];
  return [
    ...(wanted(accept, verdict) ? [acknowledgement(message, verdict, 'C', stamp)] : []),
    ...(wanted(application, verdict) ? [acknowledgement(message, verdict, 'A', { ...stamp, id: `${stamp.id}-A` })] : []),
  ];
}
