import { type IssueCode, operationOutcome } from '../fhir/operation-outcome.js';

const issueCodes: Readonly<Record<number, IssueCode>> = { 400: 'invalid', 401: 'login', 403: 'forbidden', 404: 'not-found', 412: 'processing', 413: 'too-long', 415: 'not-supported', 429: 'transient', 503: 'transient' };
const sentences: Readonly<Record<number, string>> = {
  400: 'The request cannot be read: its address or its body is not what this door takes.',
  401: 'This door asks for credentials; a bearer token that is known here was expected.',
  403: 'The caller may not do this here; another role was expected.',
  404: 'There is no such door.',
  413: 'The request is larger than this door takes.',
  415: 'The request is of a media type that this door does not take; application/json was expected.',
  429: 'Too many requests; try again in a minute.',
  503: 'The service is not ready; try again in a minute.',
};

/** What a caller reads whose request came to nothing. */
export interface Refusal {
  readonly type: string;
  /** Absent where nothing is to be said. */
  readonly body?: object;
}

/**
 * The refusal in the form of the door: an OperationOutcome at FHIR and CDS Hooks, else a sentence. A CDS client whose
 * token does not hold reads nothing at all, so that it learns nothing (CDS Hooks best practices).
 */
export function refusalAt(url: string, status: number): Refusal {
  const door = /^\/(cds-services|fhir)(?:[/?]|$)/.exec(url)?.[1];
  const message = sentences[status] ?? 'The request could not be answered.';
  if (door === undefined) return { type: 'application/json', body: { statusCode: status, message } };
  const type = 'application/fhir+json';
  return door === 'cds-services' && status === 401 ? { type } : { type, body: operationOutcome(issueCodes[status] ?? 'exception', message) };
}
