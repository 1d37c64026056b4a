/** R4 OperationOutcome with one issue for each text. */
export interface OperationOutcome {
  readonly resourceType: 'OperationOutcome';
  readonly issue: readonly { readonly severity: 'error'; readonly code: IssueCode; readonly diagnostics: string }[];
}

/** Codes of http://hl7.org/fhir/issue-type that are used here. */
export type IssueCode = 'invalid' | 'not-found' | 'not-supported' | 'too-long' | 'processing' | 'conflict' | 'login' | 'forbidden' | 'exception' | 'transient';

export const operationOutcome = (code: IssueCode, ...texts: readonly string[]): OperationOutcome => ({
  resourceType: 'OperationOutcome', issue: texts.map((diagnostics) => ({ severity: 'error', code, diagnostics })),
});
