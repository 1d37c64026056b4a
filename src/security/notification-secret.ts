import { createHmac, timingSafeEqual } from 'node:crypto';

/** Header by which an EHR that notifies shows what it was given, beside the address. */
export const notificationHeader = 'x-sarcolens-notification';

const derived = (secret: string, purpose: string): string => createHmac('sha256', secret).update(purpose).digest('base64url');

/** What the EHR is given when it is subscribed to: the end of an address, and a header's value. Both follow from one secret of the settings, so that nothing of it is stored. */
export const notificationSecrets = (secret: string): { readonly path: string; readonly header: string } =>
  ({ path: derived(secret, 'sarcolens notification path'), header: derived(secret, 'sarcolens notification header') });

const isSame = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(derived(a, '')), Buffer.from(derived(b, '')));

/** True where a caller shows both. */
export function showsSecrets(secret: string, shown: { readonly path: string; readonly header: string }): boolean {
  const { path, header } = notificationSecrets(secret);
  const [isPath, isHeader] = [isSame(path, shown.path), isSame(header, shown.header)];
  return isPath && isHeader;
}
