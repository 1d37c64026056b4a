import { type Random, shuffled } from './random.js';

/**
 * Assigns each case to one of `folds`, events and non-events spread as evenly as can be. Gives the fold of each case.
 */
export function stratifiedFolds(outcomes: readonly number[], folds: number, random: Random): number[] {
  const order = shuffled(outcomes.length, random).toSorted((a, b) => outcomes[a] - outcomes[b]);
  const fold = new Array<number>(outcomes.length).fill(0);
  order.forEach((index, place) => { fold[index] = place % folds; });
  return fold;
}

/** Indices of n draws with replacement; drawn again until both outcomes occur, for a model cannot be fitted to one. */
export function bootstrapSample(outcomes: readonly number[], random: Random): number[] {
  for (;;) {
    const drawn = outcomes.map(() => Math.floor(random() * outcomes.length));
    const events = drawn.reduce((sum, index) => sum + outcomes[index], 0);
    if (events > 1 && events < outcomes.length - 1) return drawn;
  }
}
