import { openGet, textOfBody } from '../studies/open-get.client.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import type { FhirAuthorization } from './request.js';
import { grants, type Interaction } from './scopes.js';

const trimmed = (url: string): string => url.replace(/\/+$/, '');

/** An EHR may be asked so often for one card, and all its answers together may take this long. */
const mostRequests = 2;
const longestMs = 3000;
const largestBytes = 4_000_000;

/**
 * The address of a further page, where it lies on the server itself; undefined for any other place, to which no token is
 * carried. `..` and the like are resolved before it is compared.
 */
export function pageOn(server: string, next: string): string | undefined {
  const [base, page] = [`${trimmed(server)}/`, URL.parse(next, `${trimmed(server)}/`)];
  if (page === null || page.username !== '' || page.password !== '') return undefined;
  const root = URL.parse(base)?.href ?? '';
  return page.href.startsWith(root) || page.href.startsWith(`${trimmed(root)}?`) ? page.href : undefined;
}

/** Reads for one call from the FHIR server it names, with the token it brought, which is kept nowhere else. */
export class FhirReads {
  private asked = 0;
  private readonly end: AbortSignal;

  constructor(private readonly server: string, private readonly authorization: FhirAuthorization | undefined, private readonly patientId: string) {
    this.end = AbortSignal.timeout(Math.max(0, Math.min(longestMs, 1000 * (authorization?.expires_in ?? Number.POSITIVE_INFINITY))));
  }

  /** Whether the client lets this be asked, about this patient, while its token holds; a server without authorization is open. */
  mayAsk(interaction: Interaction): boolean {
    if (this.asked >= mostRequests) return false;
    if (this.authorization === undefined) return true;
    const { expires_in: seconds, scope, patient } = this.authorization;
    return seconds > 0 && (patient === undefined || patient.replace(/^Patient\//, '') === this.patientId) && grants(scope, interaction);
  }

  /** The resource at a path such as `Patient/1`. Code: PATIENT_NOT_FOUND where there is none, EHR_REFUSED, EHR_UNAVAILABLE. */
  read(path: string): Promise<Outcome<unknown>> {
    return this.get(`${trimmed(this.server)}/${path}`);
  }

  /** A further page of an answer of this server. */
  async page(next: string): Promise<Outcome<unknown>> {
    const url = pageOn(this.server, next);
    return url === undefined ? refused('EHR_REFUSED', 'The EHR names a next page that does not lie on it.') : this.get(url);
  }

  private async get(url: string): Promise<Outcome<unknown>> {
    this.asked += 1;
    const token = this.authorization?.access_token;
    const headers = { accept: 'application/fhir+json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    try {
      const answer = await openGet(url, { headers, silenceMs: longestMs, signal: this.end });
      const status = answer.statusCode ?? 0;
      if (status !== 200) answer.destroy();
      if (status === 404 || status === 410) return refused('PATIENT_NOT_FOUND', 'The EHR does not know it.');
      if (status !== 200) return refused(status >= 500 || status === 429 ? 'EHR_UNAVAILABLE' : 'EHR_REFUSED', `The EHR answered ${status}; expected 200.`);
      return readJson(await textOfBody(answer, largestBytes));
    } catch {
      // What was thrown may carry the address; it is not passed on.
      return refused('EHR_UNAVAILABLE', 'The EHR did not answer in time, or with more than a card can wait for.');
    }
  }
}

function readJson(text: string): Outcome<unknown> {
  try { return done(JSON.parse(text) as unknown); } catch { return refused('EHR_REFUSED', 'The EHR answered with something other than FHIR JSON.'); }
}
