import type { Message } from './message.js';

/** Taken in, not taken in because of what it says, or not a message for this service. */
export type Verdict = { readonly kind: 'accepted' } | { readonly kind: 'error' | 'rejected'; readonly text: string };

const letters = { accepted: 'A', error: 'E', rejected: 'R' } as const;
const escapeText = (text: string): string => text.replaceAll('\\', '\\E\\').replaceAll('|', '\\F\\').replaceAll('^', '\\S\\').replaceAll('&', '\\T\\').replaceAll('~', '\\R\\').replace(/[\r\n]+/g, ' ');
const stamp = (now: Date): string => now.toISOString().replace(/[-:T]/g, '').slice(0, 14);

/**
 * The acknowledgement of a message (chapter 2.9): AA, AE or AR in original mode; CA, CE or CR where MSH-15 asks for an
 * accept acknowledgement. MSA-2 repeats MSH-10; the text is in ERR-8.
 */
export function acknowledge(message: Message | undefined, verdict: Verdict, { id, now }: { readonly id: string; readonly now: Date }): string {
  const of = (field: number, component?: number): string => escapeText(message?.value('MSH', field, component) ?? '');
  const mode = ['AL', 'SU', 'ER', 'NE'].includes(of(15)) ? 'C' : 'A';
  const header = ['MSH', '^~\\&', of(5), of(6), of(3), of(4), stamp(now), '', `ACK${of(9, 2) === '' ? '' : `^${of(9, 2)}^ACK`}`, id, of(11) || 'P', of(12) || '2.5.1', '', '', '', '', '', 'UNICODE UTF-8'];
  const error = verdict.kind === 'accepted' ? [] : [`ERR|||${verdict.kind === 'rejected' ? '200' : '207'}|E||||${escapeText(verdict.text)}`];
  return [header.join('|'), `MSA|${mode}${letters[verdict.kind]}|${of(10)}`, ...error].join('\r') + '\r';
}
