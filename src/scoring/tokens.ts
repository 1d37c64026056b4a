/** Injection token of the model that scores. */
export const SCORER = Symbol('Scorer');
