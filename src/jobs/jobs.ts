/** The jobs there are, and what each carries. Ids only: a job table is read by many eyes. */
export interface Jobs {
  readonly 'analyse-study': { readonly analysisId: string };
  /** Where an analysis ends up that every try failed. */
  readonly 'analysis-lost': { readonly analysisId: string };
  /** Puts what was measured for a result into the PACS. */
  readonly 'store-objects': { readonly resultId: string };
  /** Sends the results of an analysis by HL7 v2. */
  readonly 'send-results': { readonly analysisId: string };
  /** Takes in what the EHR has told of, by its reference there. */
  readonly 'take-from-ehr': { readonly reference: string };
  /** Asks the EHR for what is new by a search. */
  readonly 'ask-ehr': { readonly key: string };
  /** Makes up for events that were not heard. */
  readonly 'catch-up': { readonly key: string; readonly from: number; readonly to: number };
  /** Gives the results of an analysis their numbers in every subscription. */
  readonly 'announce-results': { readonly analysisId: string };
  /** Tells a subscriber: of an event by its number, or that it is subscribed (0), or that this is still here. */
  readonly 'notify': { readonly subscriptionId: string; readonly number: number | 'heartbeat' };
  /** Writes the results of an analysis to the EHR. */
  readonly 'write-back': { readonly analysisId: string };
}

export type JobName = keyof Jobs;

/** What a handler says of its job. A job that throws is tried again; a skipped one had nothing left to do. */
export type JobOutcome = 'success' | 'skipped';

/** A job's dead letter queue stands before it. */
export const jobNames = ['analysis-lost', 'analyse-study', 'store-objects', 'send-results', 'take-from-ehr', 'ask-ehr', 'catch-up', 'announce-results', 'notify', 'write-back'] as const satisfies readonly JobName[];

/** Where a job goes that failed for the last time. */
export const deadLetterOf: Readonly<Partial<Record<JobName, JobName>>> = { 'analyse-study': 'analysis-lost' };
