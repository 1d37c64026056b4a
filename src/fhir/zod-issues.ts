import type { z } from 'zod';
import type { Issue, IssueCode } from './operation-outcome.js';

/** What was expected, in words: the schemas' own sentences are kept, those of the library are not for readers. */
export function expectation(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type') return `expected ${['array', 'object', 'integer'].includes(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
  if (issue.code === 'invalid_value') return `expected ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return 'expected something, found nothing';
  return 'expected another form';
}

/** A place in a resource as FHIRPath, such as `Bundle.entry[2].resource.status`. */
export const fhirPath = (root: string, path: readonly PropertyKey[]): string => path.reduce<string>((above, step) => (typeof step === 'number' ? `${above}[${step}]` : `${above}.${String(step)}`), root);

/** An error at a place of what was sent. */
export const fault = (code: IssueCode, expression: string, text: string): Issue => ({ severity: 'error', code, diagnostics: `${expression}: ${text}.`, expression: [expression] });

/** Each thing that a schema finds wrong in a resource that stands at `root`. */
export const issuesOf = (error: z.ZodError, root: string): readonly Issue[] => error.issues.map((issue) => {
  const code = issue.code === 'invalid_value' ? 'value' : 'structure';
  return fault(code, fhirPath(root, issue.path), issue.message);
});
