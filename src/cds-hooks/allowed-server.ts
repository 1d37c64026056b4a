import type { Settings } from '../config/index.js';

const trimmed = (url: string): string => url.replace(/\/+$/, '');
const isLoopback = (host: string): boolean => /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(host);

/**
 * True where the FHIR server a request names is one that may be spoken to: the site's EHR or one of its list, and by
 * https unless it is on this machine, for a token that travels in the clear is no longer the client's alone.
 */
export function isAllowedServer(url: string, { ehr, security }: Pick<Settings, 'ehr' | 'security'>): boolean {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !isLoopback(hostname)) return false;
  return [ehr?.fhirUrl, ...security.fhirServers].some((allowed) => allowed !== undefined && trimmed(allowed) === trimmed(url));
}
