import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Header that proves where a notification comes from, and that it is as it was sent. */
export const signatureHeader = 'x-sarcolens-signature';

/** The signing secret of one subscription; it follows from the key of the settings, so that none is stored. */
export const signingSecret = (signingKey: string, subscriptionId: string): string => createHmac('sha256', signingKey).update(`subscription ${subscriptionId}`).digest('base64url');

/**
 * `t=<seconds>,v1=<HMAC-SHA-256 of "<seconds>.<body>" in hexadecimal>`. Who receives it computes the same with the secret,
 * and refuses what is older than it may be: a notification that is recorded and sent again does not pass.
 */
export function signatureOf(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

const sealingKey = (signingKey: string): Buffer => Buffer.from(hkdfSync('sha256', signingKey, '', 'sarcolens subscription headers', 32));

/** Hides what a subscriber gave for its own doors (AES-256-GCM). */
export function seal(signingKey: string, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(signingKey), iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

/** Throws where the key is another, or the text was changed. */
export function unseal(signingKey: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(signingKey), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}
