import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, decodeProtectedHeader, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Settings } from '../config/index.js';

type CdsClient = Settings['security']['cdsClients'][number];

/** What a good token says; the token itself is never kept. */
export interface VerifiedToken {
  readonly issuer: string;
  readonly tokenId: string;
  readonly expiresAt: Date;
}

/** What a token says of where it comes from, true or not: for the audit, which never holds the token. */
export interface ClaimedOrigin {
  readonly issuer: string | null;
  readonly tenant: string | null;
  readonly tokenId: string | null;
}

/** A client's clock may be this far from ours. */
const leewaySeconds = 60;
/** A token that lives longer would have to be remembered longer. */
const longestLifeSeconds = 3600;
/** A client's key set is asked for again when a token names a key that is not in it, but no more often than this. */
const cooldownMs = 5000;
/** A key that a client withdrew is no longer taken after this long. */
const longestKeptMs = 600_000;

const short = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 100) : null);

/** Reads what a token claims, without believing it. */
export function claimedOrigin(token: string): ClaimedOrigin {
  try {
    const { iss, jti, tenant } = decodeJwt(token);
    return { issuer: short(iss), tenant: short(tenant), tokenId: short(jti) };
  } catch {
    return { issuer: null, tenant: null, tokenId: null };
  }
}

/** Checks the JWT of a CDS client (CDS Hooks 2.0, "Trusting CDS Clients"). */
export class CdsClientTokens {
  private readonly keys = new Map<string, JWTVerifyGetKey>();

  constructor(private readonly clients: readonly CdsClient[]) {
    for (const client of clients) {
      if (client.jwksUrl) this.keys.set(client.issuer, createRemoteJWKSet(new URL(client.jwksUrl), { timeoutDuration: 5000, cooldownDuration: cooldownMs, cacheMaxAge: longestKeptMs }));
      else if (client.jwks) this.keys.set(client.issuer, createLocalJWKSet({ keys: client.jwks.keys.map((key) => ({ ...key, kty: String(key.kty) })) }));
    }
  }

  /**
   * What the token says, where it is signed with ES384 or RS384 by an issuer on the list, for this audience, in its
   * time, of a tenant that may call, with an id; undefined for every other, without a reason: a caller learns nothing
   * from a refusal. A key set that the token names (jku) is never fetched unless it is the one of the settings.
   */
  async verify(token: string, audience: string): Promise<VerifiedToken | undefined> {
    try {
      const { kid, typ, jku } = decodeProtectedHeader(token);
      const issuer = decodeJwt(token).iss ?? '';
      const client = this.clients.find((one) => one.issuer === issuer);
      const key = this.keys.get(issuer);
      if (!client || !key || !kid || typ !== 'JWT' || (jku !== undefined && jku !== client.jwksUrl)) return undefined;
      const { payload } = await jwtVerify(token, key, {
        algorithms: [...client.algorithms], audience, issuer, typ: 'JWT', clockTolerance: leewaySeconds, requiredClaims: ['iss', 'aud', 'exp', 'iat', 'jti'],
      });
      const { exp = 0, iat = 0, jti = '', tenant } = payload;
      const now = Date.now() / 1000;
      if (jti.length === 0 || jti.length > 256 || iat > now + leewaySeconds || exp - iat > longestLifeSeconds) return undefined;
      if (client.tenants !== undefined && !(typeof tenant === 'string' && client.tenants.includes(tenant))) return undefined;
      return { issuer, tokenId: jti, expiresAt: new Date(exp * 1000) };
    } catch {
      return undefined;
    }
  }
}
