/** The jobs there are, and what each carries. Ids only: a job table is read by many eyes. */
export interface Jobs {
  readonly 'analyse-study': { readonly analysisId: string };
  /** Where an analysis ends up that every try failed. */
  readonly 'analysis-lost': { readonly analysisId: string };
  /** Puts what was measured for a result into the PACS. */
  readonly 'store-objects': { readonly resultId: string };
  /** Sends the results of an analysis by HL7 v2. */
  readonly 'send-results': { readonly analysisId: string };
}

export type JobName = keyof Jobs;

/** What a handler says of its job. A job that throws is tried again; a skipped one had nothing left to do. */
export type JobOutcome = 'success' | 'skipped';

/** A job's dead letter queue stands before it. */
export const jobNames = ['analysis-lost', 'analyse-study', 'store-objects', 'send-results'] as const satisfies readonly JobName[];

/** Where a job goes that failed for the last time. */
export const deadLetterOf: Readonly<Partial<Record<JobName, JobName>>> = { 'analyse-study': 'analysis-lost' };
