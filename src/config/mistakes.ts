import type { z } from 'zod';
import { at, type Tree } from './tree.js';

const isSecret = (path: string): boolean => /password|token|key|secret|databaseUrl/i.test(path);

/**
 * Each thing that the schema finds wrong in a tree as `place: what was expected (what was found)`, the place below
 * `where`; a secret is never repeated.
 */
export const mistakesOf = (error: z.ZodError, tree: Tree, where: readonly string[] = []): readonly string[] => error.issues.map((issue) => {
  const place = [...where, ...issue.path].join('.') || 'the file';
  const found = at(tree, issue.path);
  return `${place}: ${issue.message}${isSecret(place) || typeof found === 'object' || found === undefined ? '' : ` (found ${JSON.stringify(found)})`}`;
});
