import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { done, type Outcome, refused } from '../platform/problem.js';

/** What a launch begins with: nobody can guess any of it. */
export interface LaunchSecrets {
  readonly state: string;
  readonly browser: string;
  readonly verifier: string;
  readonly nonce: string;
}

export function newSecrets(): LaunchSecrets {
  const random = (): string => randomBytes(32).toString('base64url');
  return { state: random(), browser: random(), verifier: random(), nonce: random() };
}

/** Where the browser goes to be let in (SMART App Launch 2.2, EHR launch; PKCE with S256, RFC 7636). */
export interface AuthorizationRequest {
  readonly endpoint: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly launch: string;
  /** The FHIR server, as it named itself. */
  readonly audience: string;
  readonly secrets: LaunchSecrets;
}

export function authorizationAddress({ endpoint, clientId, redirectUri, scope, launch, audience, secrets }: AuthorizationRequest): string {
  const address = new URL(endpoint);
  const parameters = {
    response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope, launch, aud: audience, state: secrets.state, nonce: secrets.nonce,
    code_challenge: createHash('sha256').update(secrets.verifier).digest('base64url'), code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address.href;
}

const tokenResponse = z.looseObject({
  access_token: z.string().min(1),
  patient: z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/).optional(),
  id_token: z.string().optional(),
  appContext: z.string().max(2000).optional(),
});

/** What the answer to the code says; the access token is not among it, for nothing here is asked with it. */
export interface LaunchContext {
  readonly patientId: string;
  readonly idToken: string | undefined;
  readonly appContext: string | undefined;
}

/** Reads the token endpoint's answer to a launch. Code: EHR_REFUSED, EHR_UNAVAILABLE, PATIENT_NOT_FOUND where no patient is chosen. */
export function readLaunchContext({ status, body }: { readonly status: number; readonly body: unknown }): Outcome<LaunchContext> {
  if (status >= 500 || status === 429) return refused('EHR_UNAVAILABLE', 'The EHR could not say for whom this page was opened; open it from the EHR again in a minute.');
  if (status !== 200) return refused('EHR_REFUSED', 'The EHR did not accept the code that this page was opened with; it may have been used before. Open the page from the EHR again.');
  const parsed = tokenResponse.safeParse(body);
  if (!parsed.success) return refused('EHR_REFUSED', 'The EHR did not say for whom this page was opened, in a way that is understood here.');
  const { patient, id_token: idToken, appContext } = parsed.data;
  if (patient === undefined) return refused('PATIENT_NOT_FOUND', 'The EHR opened this page without a patient; open it from a patient\'s chart.');
  return done({ patientId: patient, idToken, appContext });
}
