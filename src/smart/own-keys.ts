import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { done, type Outcome, refused } from '../platform/problem.js';

/** What a client may sign with (SMART App Launch 2.2, "Asymmetric client authentication"): both must be known. */
export type SigningAlgorithm = 'RS384' | 'ES384';

/** A key of this service: what signs, and what others check the signature by. */
export interface OwnKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly privateKey: KeyObject;
  /** Without any private part. */
  readonly publicJwk: JWK;
}

const expected = 'expected a private key in PEM (PKCS #8) or as JWK, RSA of at least 2048 bits or EC P-384';

function algorithmOf(key: KeyObject): SigningAlgorithm | undefined {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') return modulusLength >= 2048 ? 'RS384' : undefined;
  return key.asymmetricKeyType === 'ec' && namedCurve === 'secp384r1' ? 'ES384' : undefined;
}

/** A JWK, or undefined where the text is something else. */
function jwkIn(text: string): JsonWebKey | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}

/**
 * Reads one key of this service from the text of its file; `name` is for the sentence about what is wrong. Its id is the
 * JWK's own `kid`, else its thumbprint (RFC 7638), which stays the same wherever the key is read.
 */
export async function readOwnKey(text: string, name: string): Promise<Outcome<OwnKey>> {
  try {
    const jwk = jwkIn(text);
    const privateKey = jwk === undefined ? createPrivateKey(text) : createPrivateKey({ key: jwk, format: 'jwk' });
    const alg = algorithmOf(privateKey);
    if (alg === undefined) return refused('SETTINGS_INVALID', `${name} holds a key of another kind; ${expected}.`);
    const open = await exportJWK(createPublicKey(privateKey));
    const named: unknown = jwk === undefined ? undefined : Reflect.get(jwk, 'kid');
    const kid = typeof named === 'string' && named !== '' ? named : await calculateJwkThumbprint(open);
    return done({ kid, alg, privateKey, publicJwk: { ...open, kid, alg, use: 'sig', key_ops: ['verify'] } });
  } catch {
    // What was thrown may quote the file.
    return refused('SETTINGS_INVALID', `${name} cannot be read; ${expected}.`);
  }
}

/** The key that signs for a server that takes these algorithms (all where it does not say): the newest, which stands last. */
export const signingKey = (keys: readonly OwnKey[], taken: readonly string[] | undefined): OwnKey | undefined =>
  keys.findLast(({ alg }) => taken === undefined || taken.length === 0 || taken.includes(alg));

/** What others check our signatures by (RFC 7517): every key, newest first. */
export const publicKeySet = (keys: readonly OwnKey[]): { readonly keys: readonly JWK[] } => ({ keys: keys.map(({ publicJwk }) => publicJwk).toReversed() });
