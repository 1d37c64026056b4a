import type { Settings } from '../config/index.js';

/** What a cookie's name and attributes follow from: the address that browsers know this service by. */
type Place = Pick<Settings['http'], 'publicUrl' | 'host' | 'port'>;

/** The address that browsers know this service by; never taken from a request. */
export const publicAddress = ({ publicUrl, host, port }: Place): string => publicUrl ?? `http://${host}:${port}`;

/**
 * The name of a cookie of ours. Browsers hold to its prefix (RFC 6265bis 4.1.3): with https no other host, and at the
 * root no other path, can set one of this name.
 */
function nameAt(place: Place, purpose: string): string {
  const { protocol, pathname } = new URL(`${publicAddress(place)}/`);
  const prefix = protocol !== 'https:' ? '' : pathname === '/' ? '__Host-' : '__Secure-';
  return `${prefix}sarcolens-${purpose}`;
}

/** The value a request's Cookie header holds for our purpose; undefined where there is none, or more than one. */
export function cookieIn(header: string | undefined, place: Place, purpose: string): string | undefined {
  const name = `${nameAt(place, purpose)}=`;
  const found = (header ?? '').split(';').map((one) => one.trim()).filter((one) => one.startsWith(name));
  return found.length === 1 ? found[0]?.slice(name.length) : undefined;
}

/** How long a browser keeps a cookie, and whether it sends it along when another site leads here. */
export interface CookieLife {
  readonly seconds: number;
  readonly sameSite: 'Strict' | 'Lax';
}

/** A Set-Cookie header of ours: out of reach of scripts, and of other sites' requests. */
export function setCookie(place: Place, purpose: string, value: string, { seconds, sameSite }: CookieLife): string {
  const { protocol, pathname } = new URL(`${publicAddress(place)}/`);
  return `${nameAt(place, purpose)}=${value}; Path=${pathname}; Max-Age=${seconds}; HttpOnly; SameSite=${sameSite}${protocol === 'https:' ? '; Secure' : ''}`;
}
