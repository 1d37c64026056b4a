/** Codes of http://hl7.org/fhir/issue-type that are used here. */
export type IssueCode =
  'invalid' | 'structure' | 'required' | 'value' | 'not-found' | 'not-supported' | 'too-long' | 'processing' | 'conflict' | 'multiple-matches' | 'login' | 'forbidden' | 'exception' | 'transient' | 'informational';

/** One thing to tell, and where in the resource that was sent it stands, as FHIRPath. */
export interface Issue {
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: IssueCode;
  readonly diagnostics: string;
  readonly expression?: readonly [string];
}

/** R4 OperationOutcome. */
export interface OperationOutcome {
  readonly resourceType: 'OperationOutcome';
  readonly issue: readonly Issue[];
}

export const outcomeOf = (issue: readonly Issue[]): OperationOutcome => ({ resourceType: 'OperationOutcome', issue });

/** R4 OperationOutcome with one error for each text. */
export const operationOutcome = (code: IssueCode, ...texts: readonly string[]): OperationOutcome => outcomeOf(texts.map((diagnostics) => ({ severity: 'error', code, diagnostics })));
