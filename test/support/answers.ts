/** A part of an expected value that is told by a pattern. */
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

/** A sentence: begins with a capital or a name, ends with a full stop, on one line, without a stack. */
export const aSentence: unknown = matching(/^(?!.*\n)(?!.*\bat .*\.(?:js|ts):\d)[A-Z].*\.$/);

/** An OperationOutcome with one issue. */
export const outcome = (code: string, text: unknown = aSentence) => ({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics: text }] });

/** An OperationOutcome with an error at each place: FHIRPath, code, text. */
export const issues = (...at: readonly (readonly [string, string, unknown])[]) => ({
  resourceType: 'OperationOutcome', issue: at.map(([place, code, diagnostics]) => ({ severity: 'error', code, diagnostics, expression: [place] })),
});
