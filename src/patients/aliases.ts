/** What a registration said of two patient ids, and when it was so. */
export interface MergeEvent {
  readonly kind: 'merge' | 'unmerge';
  readonly priorId: string;
  readonly survivorId: string;
  readonly occurredAt: Date;
}

const inTime = (a: MergeEvent, b: MergeEvent): number =>
  a.occurredAt.getTime() - b.occurredAt.getTime() || compare(a.kind, b.kind) || compare(a.priorId, b.priorId) || compare(a.survivorId, b.survivorId);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The id that stands for `id` in the end. */
function rootOf(id: string, next: ReadonlyMap<string, string>): string {
  const above = next.get(id);
  return above === undefined ? id : rootOf(above, next);
}

/**
 * What merges come to: for each id that gave way, the id that stands for it. Events count in the order in which they
 * occurred, in whatever order they arrive: chains (A into B, B into C) end at the last, a repeat changes nothing, an
 * unmerge undoes the merge of the same two. A survivor that is merged into its own prior turns the merge round.
 */
export function aliasesOf(events: readonly MergeEvent[]): ReadonlyMap<string, string> {
  const next = new Map<string, string>();
  for (const { kind, priorId, survivorId } of events.toSorted(inTime)) {
    if (priorId === survivorId) continue;
    if (kind === 'unmerge') {
      if (next.get(priorId) === survivorId) next.delete(priorId);
      continue;
    }
    if (rootOf(survivorId, next) === priorId) next.delete(survivorId);
    if (rootOf(survivorId, next) !== priorId) next.set(priorId, survivorId);
  }
  return new Map([...next.keys()].map((id) => [id, rootOf(id, next)]));
}
