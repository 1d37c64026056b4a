import { plain } from './card.js';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dayMs = 86_400_000;

/** A day with its month in letters, which nobody takes for another: 09-Sep-2008 (NHS Common User Interface). In UTC. */
export const day = (date: Date): string => `${String(date.getUTCDate()).padStart(2, '0')}-${months[date.getUTCMonth()] ?? ''}-${date.getUTCFullYear()}`;

/** The same of an ISO date or instant, as far as it says; a text that is none stays as it is. */
export function dayOf(iso: string): string {
  const [, year = '', month] = /^(\d{4})(?:-(0[1-9]|1[0-2]))?$/.exec(iso) ?? [];
  if (year !== '') return month === undefined ? year : `${months[Number(month) - 1] ?? ''}-${year}`;
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? plain(iso) : day(date);
}

/** Whole days from a date until now, each as the calendar has it in UTC; negative where the date is to come. */
export const daysSince = (date: Date, now: Date): number => Math.floor(now.getTime() / dayMs) - Math.floor(date.getTime() / dayMs);

const many = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'} ago`;

/** How old something is, in weeks from the second on, in days before. */
export function ago(date: Date, now: Date): string {
  const days = daysSince(date, now);
  if (days < 0) return 'dated in the future';
  if (days === 0) return 'today';
  return days < 14 ? many(days, 'day') : many(Math.floor(days / 7), 'week');
}
