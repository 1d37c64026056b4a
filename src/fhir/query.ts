import { DoorError } from '../platform/door-error.js';
import { operationOutcome } from './operation-outcome.js';

/** The one search parameter that a search must give, of those that are known. */
export function oneOf(query: Readonly<Record<string, unknown>>, names: readonly string[]): { readonly name: string; readonly value: string } {
  const given = Object.entries(query).filter(([name]) => !name.startsWith('_'));
  const [[name, value] = ['', ''], ...others] = given;
  if (others.length > 0 || !names.includes(name) || typeof value !== 'string' || value === '' || /\p{Cc}/u.test(value)) {
    throw new DoorError(operationOutcome('invalid', `The search takes exactly one parameter with one value: ${names.join(' or ')}.`), 400);
  }
  return { name, value };
}

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

export const notFound = (what: string): DoorError => new DoorError(operationOutcome('not-found', `There is no ${what} here.`), 404);
