import type { Notification } from './notification.js';

/** Numbers of events that were not heard, both ends among them. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** What hearing a notification leads to. */
export interface Heard {
  /** The last event that is heard or will have been made up for. */
  readonly lastEvent: number;
  /** What the new events are about. */
  readonly take: readonly string[];
  /** True where an event does not say what it is about, and everything is to be asked for. */
  readonly ask: boolean;
  readonly gaps: readonly Gap[];
}

/**
 * Follows the numbers of events (R4 backport, "Error handling"): a repeat changes nothing; a number that is left out, or
 * a count that is ahead of what was heard, is a gap to be made up for. A count that is behind has begun anew.
 */
export function hear(lastEvent: number, { type, eventsSince, events }: Notification): Heard {
  if (type !== 'event-notification') {
    const said = eventsSince ?? lastEvent;
    const isAhead = said > lastEvent && (lastEvent > 0 || type === 'heartbeat');
    return { lastEvent: type === 'handshake' ? said : Math.max(said, lastEvent), take: [], ask: false, gaps: isAhead ? [{ from: lastEvent + 1, to: said }] : [] };
  }
  const gaps: Gap[] = [];
  const take: string[] = [];
  let [last, ask] = [lastEvent, false];
  for (const { number, focus } of events.toSorted((a, b) => a.number - b.number)) {
    if (number <= last) continue;
    if (number > last + 1) gaps.push({ from: last + 1, to: number - 1 });
    if (focus === undefined) ask = true;
    else take.push(focus);
    last = number;
  }
  // An empty notification may name no event at all.
  const unnamed = events.length === 0 && (eventsSince ?? 0) > last;
  return { lastEvent: unnamed ? eventsSince ?? last : last, take, ask: ask || unnamed, gaps };
}
