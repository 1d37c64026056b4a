import { z } from 'zod';
import { done, type Outcome, refused } from '../platform/problem.js';
import type { TokenAnswer } from './smart-servers.service.js';

/** Answer of a token endpoint that gave one (RFC 6749 5.1). */
const granted = z.looseObject({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i, 'expected Bearer'),
  expires_in: z.coerce.number().positive().optional(),
});

/** Answer of one that did not (RFC 6749 5.2): the code only, for the rest is the other system's words. */
const notGranted = z.looseObject({ error: z.string().regex(/^[\x21-\x7e]{1,60}$/) });

/** A token and until when it may be used. */
export interface HeldToken {
  readonly token: string;
  readonly until: number;
}

/** A server that does not say how long a token lives gets what SMART recommends at most. */
const unsaidSeconds = 300;
/** A token is not used up to its last moment: a request takes time, and clocks differ. */
const marginSeconds = 20;
const longestSeconds = 3600;

/** Reads what the endpoint said. Code: EHR_REFUSED with the error's code, EHR_UNAVAILABLE where it may do better another time. */
export function readTokenAnswer({ status, body }: TokenAnswer, now: number): Outcome<HeldToken> {
  if (status >= 500 || status === 429) return refused('EHR_UNAVAILABLE', `The token endpoint of the EHR answered ${status}.`);
  if (status !== 200) return refused('EHR_REFUSED', `The token endpoint of the EHR answered ${status}${notGranted.safeParse(body).data ? `, ${notGranted.parse(body).error}` : ''}; its client and keys are in the settings under ehr.smart.`);
  const parsed = granted.safeParse(body);
  if (!parsed.success) return refused('EHR_REFUSED', 'The token endpoint of the EHR answered with something other than a bearer token.');
  const seconds = Math.min(parsed.data.expires_in ?? unsaidSeconds, longestSeconds);
  return done({ token: parsed.data.access_token, until: now + 1000 * Math.max(1, seconds - Math.min(marginSeconds, seconds / 2)) });
}
