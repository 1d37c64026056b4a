import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { done, type Outcome, refused } from '../platform/problem.js';
import type { Settings } from '../config/index.js';
import { type Answer, exchange, isTooLarge } from './open-get.client.js';
import { addressOn } from './same-server.js';

/** Where requests to the EHR get their token from. */
export interface TokenSource {
  readonly current: () => Promise<Outcome<string | undefined>>;
  readonly drop: (token: string | undefined) => 'another can be had' | 'there is no other';
}

/** What is asked of the EHR; `path` is relative to its base, or an address on it. */
export interface EhrRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the EHR answered; the body is undefined where it is not JSON. */
export interface EhrAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** An answer of more is not read to its end. */
export const largestBytes = 20_000_000;
export const tooLargeText = `The EHR answered with more than ${largestBytes / 1_000_000} MB; nothing of it is used.`;

const mayPass = (status: number): boolean => status >= 500 || status === 429;

/**
 * Asks the EHR by plain FHIR REST, for what fhir-kit-client does not know. The token goes to the EHR's base and nowhere
 * else; one that the EHR no longer takes is dropped, once, and the request made again with another.
 */
export class EhrServer {
  constructor(private readonly settings: NonNullable<Settings['ehr']>, private readonly tokens: TokenSource) {}

  get base(): string { return this.settings.fhirUrl; }

  /**
   * The answer, of whatever status below 500. Reads are tried again where it may help; writes are not, for their callers
   * know whether they may be done twice. Code: EHR_UNAVAILABLE, or EHR_REFUSED where the address is not on the EHR, the answer is too large or there is no token.
   */
  async send(request: EhrRequest): Promise<Outcome<EhrAnswer>> {
    const url = addressOn(this.settings.fhirUrl, request.path);
    if (url === undefined) return refused('EHR_REFUSED', 'An address was named that is not on the EHR; nothing is sent there.');
    const attempts = request.method === undefined || request.method === 'GET' ? this.settings.attempts : 1;
    for (let k = 1; ; k += 1) {
      const outcome = await this.sendWithToken(url, request);
      if (outcome.ok || k >= attempts || outcome.problem.code !== 'EHR_UNAVAILABLE') return outcome;
      await sleep(200 * 2 ** (k - 1));
    }
  }

  private async sendWithToken(url: string, request: EhrRequest): Promise<Outcome<EhrAnswer>> {
    const token = await this.tokens.current();
    if (!token.ok) return token;
    const first = await this.once(url, request, token.value);
    if (!first.ok || first.value.status !== 401 || this.tokens.drop(token.value) === 'there is no other') return first;
    const another = await this.tokens.current();
    return another.ok ? this.once(url, request, another.value) : another;
  }

  private async once(url: string, { method = 'GET', body, headers = {} }: EhrRequest, token: string | undefined): Promise<Outcome<EhrAnswer>> {
    const { timeoutMs } = this.settings;
    const sent = {
      accept: 'application/fhir+json', ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }), ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    try {
      const answer = await exchange(url, { method, headers: sent, silenceMs: timeoutMs, signal: AbortSignal.timeout(2 * timeoutMs), ...(body === undefined ? {} : { body: JSON.stringify(body) }) }, largestBytes);
      if (mayPass(answer.status)) return refused('EHR_UNAVAILABLE', `The EHR answered ${answer.status}.`);
      return done({ status: answer.status, headers: answer.headers, body: jsonOf(answer) });
    } catch (error) {
      if (isTooLarge(error)) return refused('EHR_REFUSED', tooLargeText);
      return refused('EHR_UNAVAILABLE', `The EHR did not answer within ${timeoutMs} ms.`);
    }
  }
}

function jsonOf({ body }: Answer): unknown {
  try { return JSON.parse(body); } catch { return undefined; }
}
