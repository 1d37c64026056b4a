/** What a standard asks of this service, in our own words. */
export interface Requirement {
  readonly id: string;
  readonly level: 'SHALL' | 'SHOULD' | 'MAY';
  readonly required: string;
  /** Why it is not done; such a row has no test. */
  readonly whyNot?: string;
}

/** Rows in order, their ids with a prefix. */
export const requirementsOf = (prefix: string, rows: readonly (readonly [id: string, level: Requirement['level'], required: string, whyNot?: string])[]): readonly Requirement[] =>
  rows.map(([id, level, required, whyNot]) => ({ id: `${prefix}-${id}`, level, required, ...(whyNot === undefined ? {} : { whyNot }) }));
