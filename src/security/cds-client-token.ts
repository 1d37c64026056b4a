import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, decodeProtectedHeader, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Settings } from '../config/index.js';

type CdsClient = Settings['security']['cdsClients'][number];

/** What a good token says; the token itself is never kept. */
export interface VerifiedToken {
  readonly issuer: string;
  readonly tokenId: string;
  readonly expiresAt: Date;
}

const algorithms = ['ES384', 'RS384'];
/** A client's clock may be this far from ours. */
const leewaySeconds = 60;
/** A token that lives longer would have to be remembered longer. */
const longestLifeSeconds = 3600;

/** Checks the JWT of a CDS client (CDS Hooks 2.0, "Trusting CDS Clients"). */
export class CdsClientTokens {
  private readonly keys = new Map<string, JWTVerifyGetKey>();

  constructor(private readonly clients: readonly CdsClient[]) {
    for (const client of clients) {
      if (client.jwksUrl) this.keys.set(client.issuer, createRemoteJWKSet(new URL(client.jwksUrl), { timeoutDuration: 5000, cooldownDuration: 30_000 }));
      else if (client.jwks) this.keys.set(client.issuer, createLocalJWKSet({ keys: client.jwks.keys.map((key) => ({ ...key, kty: String(key.kty) })) }));
    }
  }

  /**
   * What the token says, where it is signed with ES384 or RS384 by an issuer on the list, for this audience, in its
   * time, with an id; undefined for every other, without a reason: a caller learns nothing from a refusal.
   */
  async verify(token: string, audience: string): Promise<VerifiedToken | undefined> {
    try {
      const { kid, typ, jku } = decodeProtectedHeader(token);
      const issuer = decodeJwt(token).iss ?? '';
      const client = this.clients.find((one) => one.issuer === issuer);
      const key = this.keys.get(issuer);
      if (!client || !key || !kid || typ !== 'JWT' || (jku !== undefined && jku !== client.jwksUrl)) return undefined;
      const { payload } = await jwtVerify(token, key, {
        algorithms, audience, issuer, typ: 'JWT', clockTolerance: leewaySeconds, requiredClaims: ['iss', 'aud', 'exp', 'iat', 'jti'],
      });
      const { exp = 0, iat = 0, jti = '' } = payload;
      const now = Date.now() / 1000;
      if (jti.length === 0 || jti.length > 256 || iat > now + leewaySeconds || exp - iat > longestLifeSeconds) return undefined;
      return { issuer, tokenId: jti, expiresAt: new Date(exp * 1000) };
    } catch {
      return undefined;
    }
  }
}
