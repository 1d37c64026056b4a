import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { z } from 'zod';
import { type Role, roles } from '../../src/config/index.js';

/** What a test does differently from a good token; undefined leaves a part out. */
export interface TokenChanges {
  readonly header?: Readonly<Record<string, string | undefined>>;
  readonly claims?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  /** Whose key signs it. */
  readonly signer?: 'client' | 'rsa-client' | 'stranger' | 'public-key-as-secret';
}

/** Everybody who may knock at an installation, and a few who may not. */
export interface Credentials {
  /** The part of the settings that lets them in. */
  readonly security: Readonly<Record<string, unknown>>;
  /** Header of a caller with one role, or with every one. */
  readonly bearer: (role: Role | 'every-role') => string;
  /** Header of a CDS client that calls this address. */
  readonly client: (audience: string, changes?: TokenChanges) => Promise<string>;
}

/** The CDS clients that they are. */
export const clientsOf = ({ security }: Pick<Credentials, 'security'>): readonly object[] => z.object({ cdsClients: z.array(z.looseObject({})) }).parse(security).cdsClients;

export const issuer = 'https://ehr.example.org';

const known = (object: Readonly<Record<string, unknown>>): Record<string, unknown> => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

async function createKeys() {
  const [client, rsa, stranger] = await Promise.all([generateKeyPair('ES384'), generateKeyPair('RS384'), generateKeyPair('ES384')]);
  const jwks: JWK[] = [
    { ...await exportJWK(client.publicKey), kid: 'client', alg: 'ES384', use: 'sig' }, { ...await exportJWK(rsa.publicKey), kid: 'rsa-client', alg: 'RS384', use: 'sig' },
  ];
  const keys = { 'client': client.privateKey, 'rsa-client': rsa.privateKey, 'stranger': stranger.privateKey, 'public-key-as-secret': new TextEncoder().encode(await exportSPKI(client.publicKey)) };
  return { jwks, keys };
}

export async function createCredentials(): Promise<Credentials> {
  const tokens = new Map<string, string>([...roles, 'every-role'].map((name) => [name, randomUUID()]));
  const rolesOf = (name: string): readonly Role[] => (name === 'every-role' ? roles : roles.filter((role) => role === name));
  const { jwks, keys } = await createKeys();
  return {
    security: {
      cdsClients: [{ issuer, jwks: { keys: jwks } }],
      bearerTokens: [...tokens].map(([name, token]) => ({ name, sha256: createHash('sha256').update(token).digest('hex'), roles: [...rolesOf(name)] })),
    },
    bearer: (role) => `Bearer ${tokens.get(role) ?? ''}`,
    async client(audience, { header = {}, claims = {}, signer = 'client' } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const payload: JWTPayload = known({ iss: issuer, aud: audience, jti: randomUUID(), iat: now, exp: now + 300, ...claims });
      const { alg = 'ES384', ...rest } = known({ alg: signer === 'rsa-client' ? 'RS384' : 'ES384', typ: 'JWT', kid: signer === 'rsa-client' ? signer : 'client', ...header });
      return `Bearer ${await new SignJWT(payload).setProtectedHeader({ alg: String(alg), ...rest }).sign(keys[signer])}`;
    },
  };
}

/** Header of a CDS client whose token nobody signed. */
export function unsigned(audience: string): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (content: object): string => Buffer.from(JSON.stringify(content)).toString('base64url');
  return `Bearer ${part({ alg: 'none', typ: 'JWT', kid: 'client' })}.${part({ iss: issuer, aud: audience, jti: randomUUID(), iat: now, exp: now + 300 })}.`;
}
