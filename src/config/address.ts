import { z } from 'zod';

/** An http or https address, without slashes at its end. */
export const url = z.url({ protocol: /^https?$/, error: 'expected an http or https address' }).transform((text) => text.replace(/\/+$/, ''));

/** An address by which servers are told apart: as URL parsers read it, whoever logs in there, without slashes at its end; what is none stays as it is. */
export function addressOf(text: string): string {
  const parsed = URL.parse(text);
  return parsed === null ? text : `${parsed.protocol}//${parsed.host}${parsed.pathname.replace(/\/+$/, '')}`;
}
