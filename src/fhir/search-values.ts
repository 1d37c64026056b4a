/** A text as it was before its separators were escaped (R4, search: escaping). */
const unescaped = (text: string): string => text.replace(/\\([,|$\\])/g, '$1');

/** The values that a parameter names as alternatives. */
export const alternativesOf = (value: string): readonly string[] => (value.match(/(?:\\.|[^,\\])+|\\$/gs) ?? []).filter((one) => one !== '');

/** A value of a token parameter; without a bar, of whatever system. */
export interface Token {
  readonly system: string | undefined;
  readonly value: string;
}

export function readToken(text: string): Token {
  const [, system, value] = /^((?:\\.|[^|\\])*)\|(.*)$/s.exec(text) ?? [];
  return system === undefined ? { system: undefined, value: unescaped(text) } : { system: unescaped(system), value: unescaped(value ?? '') };
}

/** True where an identifier or coding is what the token names. */
export const isNamedBy = ({ system, value }: Token, one: { readonly system?: string | undefined; readonly value: string }): boolean =>
  (system === undefined || system === (one.system ?? '')) && (value === '' ? system !== undefined && system !== '' : value === one.value);

/** The last Type/id of a reference, which may be absolute and name a version. */
export function readReference(text: string): { readonly type: string | undefined; readonly id: string } {
  const [, type, id] = /(?:^|\/)([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]*)?$/.exec(text) ?? [];
  return id === undefined ? { type: undefined, id: unescaped(text) } : { type, id };
}

/** Ids of a type among references; a bare id is of every type. */
export const idsOf = (type: string, references: readonly string[]): readonly string[] =>
  references.map(readReference).flatMap((one) => (one.type === undefined || one.type === type ? one.id : []));

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
