import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { OwnKey } from './own-keys.js';

/** An assertion lives this long; SMART allows five minutes, and clocks differ. */
const lifeSeconds = 240;

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Says who asks for a token, once (SMART App Launch 2.2, "Authenticating to the token endpoint"): issuer and subject are
 * the client, the audience is the token endpoint, and `jti` is never used again.
 */
export function clientAssertion({ clientId, audience, key, now = new Date() }: { readonly clientId: string; readonly audience: string; readonly key: OwnKey; readonly now?: Date }): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT({ iss: clientId, sub: clientId, aud: audience, jti: randomUUID(), iat: seconds, exp: seconds + lifeSeconds })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT' })
    .sign(key.privateKey);
}
