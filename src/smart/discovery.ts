import { z } from 'zod';
import { done, type Outcome, refused } from '../platform/problem.js';

/** As much of `.well-known/smart-configuration` as is needed here (SMART App Launch 2.2, "Conformance"). */
const configuration = z.looseObject({
  token_endpoint: z.url(),
  authorization_endpoint: z.url().optional(),
  issuer: z.string().optional(),
  jwks_uri: z.url().optional(),
  token_endpoint_auth_signing_alg_values_supported: z.array(z.string()).optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
});

/** Where a FHIR server's tokens are given out, and how. */
export interface SmartConfiguration {
  readonly tokenEndpoint: string;
  readonly authorizationEndpoint: string | undefined;
  readonly issuer: string | undefined;
  readonly jwksUrl: string | undefined;
  /** Undefined where the server does not say. */
  readonly algorithms: readonly string[] | undefined;
}

const isLoopback = (host: string): boolean => /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(host);

/** True where what is sent cannot be read on the way: https, or this machine itself. */
export function isPrivateWay(url: string): boolean {
  const { protocol = '', hostname = '' } = URL.parse(url) ?? {};
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** Reads the document of the FHIR server at `base`. Code: EHR_REFUSED, where it is none, or names an address without https. */
export function readSmartConfiguration(text: string, base: string): Outcome<SmartConfiguration> {
  const notOne = (what: string): Outcome<never> => refused('EHR_REFUSED', `${base}/.well-known/smart-configuration ${what}.`);
  let value: unknown;
  try { value = JSON.parse(text); } catch { return notOne('is not JSON'); }
  const parsed = configuration.safeParse(value);
  if (!parsed.success) return notOne(`lacks ${[...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].join(', ')}`);
  const { token_endpoint: tokenEndpoint, authorization_endpoint: authorizationEndpoint, issuer, jwks_uri: jwksUrl, token_endpoint_auth_signing_alg_values_supported: algorithms } = parsed.data;
  const open = [tokenEndpoint, authorizationEndpoint, jwksUrl].find((url) => url !== undefined && !isPrivateWay(url));
  if (open !== undefined) return notOne('names an address without https, to which no token is carried');
  return done({ tokenEndpoint, authorizationEndpoint, issuer, jwksUrl, algorithms });
}
