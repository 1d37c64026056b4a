/** The jobs there are, and what each carries. Ids only: a job table is read by many eyes. */
export interface Jobs {
  readonly 'analyse-study': { readonly analysisId: string };
}

export type JobName = keyof Jobs;

/** What a handler says of its job. A job that throws is tried again; a skipped one had nothing left to do. */
export type JobOutcome = 'success' | 'skipped';

export const jobNames = ['analyse-study'] as const satisfies readonly JobName[];
