import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';

/** What an authorization server knows of its one client; where that lives may be said later. */
export interface Registration {
  readonly clientId: string;
  /** Where the client publishes its keys. */
  jwksUrl: string;
  redirectUri: string;
}

/** What a test changes while it runs. */
export interface AuthorizationPlan {
  /** What smart-configuration says of algorithms; undefined says nothing. */
  algorithms: readonly string[] | undefined;
  expiresIn: number;
  /** What is put into the answer to a code, or over it. */
  launched: Readonly<Record<string, unknown>>;
  /** Claims of the ID token that differ; undefined gives no ID token. */
  idToken: Readonly<Record<string, unknown>> | undefined;
  /** Answers the token endpoint gives instead of its own. */
  tokenStatus: number | undefined;
  configurationStatus: number;
  delayMs: number;
}

/** What was seen at the server. */
export interface Seen {
  /** Headers and claims of the assertions that were accepted. */
  readonly assertions: { readonly header: object; readonly claims: object }[];
  readonly refusals: string[];
  readonly authorizations: Readonly<Record<string, string>>[];
  configurations: number;
}

export interface AuthorizationServer {
  readonly plan: AuthorizationPlan;
  readonly seen: Seen;
  /** Tokens that open the FHIR server. */
  readonly tokens: Set<string>;
}

interface Code {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirectUri: string;
}

/**
 * A SMART authorization server as the specification has it, beside a FHIR server at `base`: verifies a client's assertion
 * against its published keys (algorithm, audience, five minutes, one use), and codes with PKCE S256, each once.
 */
export async function authorizationRoutes(server: FastifyInstance, base: string, client: Registration): Promise<AuthorizationServer> {
  const signing = await generateKeyPair('ES384');
  const root = new URL(base).origin;
  const tokenEndpoint = `${root}/token`;
  const plan: AuthorizationPlan = { algorithms: undefined, expiresIn: 300, launched: {}, idToken: undefined, tokenStatus: undefined, configurationStatus: 200, delayMs: 0 };
  const seen: Seen = { assertions: [], refusals: [], authorizations: [], configurations: 0 };
  const tokens = new Set<string>();
  const used = new Set<string>();
  const codes = new Map<string, Code>();
  const pause = () => new Promise((go) => { setTimeout(go, plan.delayMs); });
  const refuse = (reply: FastifyReply, error: string, why: string) => { seen.refusals.push(`${error}: ${why}`); return reply.code(400).send({ error, error_description: why }); };

  const checkAssertion = async (form: URLSearchParams): Promise<string | undefined> => {
    const assertion = form.get('client_assertion') ?? '';
    if (form.get('client_assertion_type') !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer') return 'client_assertion_type';
    try {
      const { protectedHeader, payload } = await jwtVerify(assertion, createRemoteJWKSet(new URL(client.jwksUrl)), {
        algorithms: ['RS384', 'ES384'], audience: tokenEndpoint, issuer: client.clientId, subject: client.clientId, typ: 'JWT', requiredClaims: ['jti', 'exp'],
      });
      const { exp = 0, jti = '' } = payload;
      if (protectedHeader.kid === undefined) return 'kid';
      if (exp - Date.now() / 1000 > 300) return 'lives longer than five minutes';
      if (used.has(jti)) return 'jti used before';
      used.add(jti);
      seen.assertions.push({ header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) });
      return undefined;
    } catch (error) {
      return String(error);
    }
  };

  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => { done(null, new URLSearchParams(String(body))); });
  server.get('/fhir/.well-known/smart-configuration', async (_request, reply) => {
    seen.configurations += 1;
    await pause();
    return reply.code(plan.configurationStatus).send({
      issuer: root, jwks_uri: `${root}/jwks`, authorization_endpoint: `${root}/authorize`, token_endpoint: tokenEndpoint, code_challenge_methods_supported: ['S256'],
      capabilities: ['launch-ehr', 'client-confidential-asymmetric'], ...(plan.algorithms ? { token_endpoint_auth_signing_alg_values_supported: plan.algorithms } : {}),
    });
  });
  server.get('/jwks', async () => ({ keys: [{ ...await exportJWK(signing.publicKey), kid: 'ehr', alg: 'ES384' }] }));
  server.get<{ Querystring: Record<string, string> }>('/authorize', (request, reply) => {
    const { state = '', code_challenge: challenge = '', code_challenge_method: method, nonce = '', redirect_uri: redirectUri = '', response_type: type } = request.query;
    seen.authorizations.push(request.query);
    if (redirectUri !== client.redirectUri || method !== 'S256' || type !== 'code' || request.query.aud !== base) return reply.code(400).send('what was asked for is not what the client may ask for');
    const code = randomUUID();
    codes.set(code, { challenge, nonce, redirectUri });
    return reply.redirect(`${redirectUri}?code=${code}&state=${encodeURIComponent(state)}`);
  });
  server.post<{ Body: URLSearchParams }>('/token', async (request, reply) => {
    await pause();
    if (plan.tokenStatus !== undefined) return reply.code(plan.tokenStatus).send({ error: 'temporarily_unavailable' });
    const form = request.body;
    const isConfidential = form.has('client_assertion');
    const wrong = isConfidential ? await checkAssertion(form) : form.get('client_id') === client.clientId ? undefined : 'client_id';
    if (wrong !== undefined) return refuse(reply, 'invalid_client', wrong);
    const token = randomUUID();
    if (form.get('grant_type') === 'client_credentials') {
      if (!isConfidential) return refuse(reply, 'invalid_client', 'a backend service must authenticate');
      tokens.add(token);
      return { access_token: token, token_type: 'bearer', expires_in: plan.expiresIn, scope: form.get('scope') };
    }
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    if (code?.challenge !== challenge || code.redirectUri !== form.get('redirect_uri')) return refuse(reply, 'invalid_grant', 'code, verifier or redirect_uri');
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: root, aud: client.clientId, sub: 'user-1', iat: now, exp: now + 300, nonce: code.nonce, fhirUser: `${base}/Practitioner/clinician-1`, ...plan.idToken };
    const idToken = plan.idToken === undefined ? {} : { id_token: await new SignJWT(claims).setProtectedHeader({ alg: 'ES384', kid: 'ehr' }).sign(signing.privateKey) };
    return { access_token: token, token_type: 'Bearer', expires_in: 300, scope: 'launch openid', ...idToken, ...plan.launched };
  });
  return { plan, seen, tokens };
}
