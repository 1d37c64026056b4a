import { Injectable } from '@nestjs/common';
import { done, type Outcome, refused } from '../platform/problem.js';
import { exchange } from '../studies/open-get.client.js';
import { readSmartConfiguration, type SmartConfiguration } from './discovery.js';

const largestBytes = 1_000_000;
/** What a server says of itself changes rarely; that it could not say it, sooner. */
const keptMs = 3_600_000;
const keptFailureMs = 30_000;

/** What a token endpoint answered; the body is undefined where it is not JSON. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface Kept {
  readonly until: number;
  readonly configuration: Promise<Outcome<SmartConfiguration>>;
}

async function ask(base: string, timeoutMs: number): Promise<Outcome<SmartConfiguration>> {
  try {
    const answer = await exchange(`${base}/.well-known/smart-configuration`, { method: 'GET', headers: { accept: 'application/json' }, silenceMs: timeoutMs, signal: AbortSignal.timeout(timeoutMs) }, largestBytes);
    if (answer.status === 200) return readSmartConfiguration(answer.body, base);
    return refused(answer.status >= 500 ? 'EHR_UNAVAILABLE' : 'EHR_REFUSED', `${base}/.well-known/smart-configuration was answered with ${answer.status}; 200 was expected.`);
  } catch {
    return refused('EHR_UNAVAILABLE', `${base}/.well-known/smart-configuration was not answered within ${timeoutMs} ms.`);
  }
}

/** Asks FHIR servers where their tokens are given out, each once in an hour; who asks at one time shares the answer. */
@Injectable()
export class SmartServers {
  private readonly kept = new Map<string, Kept>();

  /** Code: EHR_UNAVAILABLE or EHR_REFUSED. A failure is remembered for half a minute, so that a slow server is not asked by everybody. */
  configurationOf(base: string, timeoutMs: number): Promise<Outcome<SmartConfiguration>> {
    const known = this.kept.get(base);
    if (known && known.until > Date.now()) return known.configuration;
    const configuration = ask(base, timeoutMs).then((outcome) => {
      this.kept.set(base, { until: Date.now() + (outcome.ok ? keptMs : keptFailureMs), configuration: Promise.resolve(outcome) });
      return outcome;
    });
    this.kept.set(base, { until: Number.POSITIVE_INFINITY, configuration });
    return configuration;
  }

  /** For a caller that was told by the server that what is remembered no longer holds. */
  forget(base: string): void {
    this.kept.delete(base);
  }

  /** Posts a form to a token endpoint (RFC 6749). Code: EHR_UNAVAILABLE where there is no answer in time. */
  async askForToken(endpoint: string, form: Readonly<Record<string, string>>, timeoutMs: number): Promise<Outcome<TokenAnswer>> {
    try {
      const { status, body } = await exchange(endpoint, {
        method: 'POST', headers: { 'accept': 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(), silenceMs: timeoutMs, signal: AbortSignal.timeout(timeoutMs),
      }, largestBytes);
      return done({ status, body: jsonOf(body) });
    } catch {
      return refused('EHR_UNAVAILABLE', `The token endpoint of the EHR did not answer within ${timeoutMs} ms.`);
    }
  }
}

function jsonOf(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}
