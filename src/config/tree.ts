/** A mapping of settings as it was read, before the schema has seen it. */
export type Tree = Record<string, unknown>;

export const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at a path; undefined where nothing does. */
export const at = (tree: Tree, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (isTree(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined), tree);

/** Puts a value at a path, making the mappings on the way; what the tree was made from is left as it was. */
export function put(tree: Tree, [first, ...rest]: readonly string[], value: unknown): void {
  if (first === undefined) return;
  if (rest.length === 0) { tree[first] = value; return; }
  const inner = tree[first];
  const next: Tree = isTree(inner) ? { ...inner } : {};
  tree[first] = next;
  put(next, rest, value);
}

/** The first tree with what the second says otherwise: mappings are joined, all else, lists included, is replaced. */
export function merged(below: Tree, above: Tree): Tree {
  const all: Tree = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = all[key];
    all[key] = isTree(under) && isTree(value) ? merged(under, value) : value;
  }
  return all;
}
