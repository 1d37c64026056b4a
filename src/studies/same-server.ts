const trimmed = (url: string): string => url.replace(/\/+$/, '');

/**
 * An address on the server at `base`, from one relative to it or absolute, such as the next page of an answer or a
 * reference; undefined for any other place, to which no token is carried. `..` and the like are resolved before it is
 * compared, and so are names and passwords in it refused.
 */
export function addressOn(base: string, address: string): string | undefined {
  const root = URL.parse(`${trimmed(base)}/`)?.href;
  const found = root === undefined ? null : URL.parse(address, root);
  if (root === undefined || found === null || found.username !== '' || found.password !== '') return undefined;
  found.hash = '';
  // The base itself, as transactions are sent to it, has no slash at its end.
  if (found.href === root) return trimmed(root);
  return found.href.startsWith(root) || found.href.startsWith(`${trimmed(root)}?`) || found.href === trimmed(root) ? found.href : undefined;
}
