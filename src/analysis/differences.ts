/** A place where two values differ. */
export interface Difference {
  readonly path: string;
  readonly stored: unknown;
  readonly now: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** Every leaf at which two JSON values differ; numbers must be the same to the last bit. */
export function differences(stored: unknown, now: unknown, path = ''): readonly Difference[] {
  if (isObject(stored) && isObject(now) && Array.isArray(stored) === Array.isArray(now)) {
    const keys = [...new Set([...Object.keys(stored), ...Object.keys(now)])];
    return keys.flatMap((key) => differences(stored[key], now[key], path === '' ? key : `${path}.${key}`));
  }
  return Object.is(stored, now) ? [] : [{ path, stored, now }];
}
