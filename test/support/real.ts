import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { projectRoot } from '../../src/platform/project.js';

/** Where the reference data lies; nothing of it is part of the project. */
export const reference: string = process.env.SARCOLENS_REFERENCE ?? resolve(projectRoot, '../shared');

const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', ...[18, 17, 16, 15].map((version) => `/usr/lib/postgresql/${version}/bin`)];

/** Path of a program of this machine; undefined where it is not installed. */
export const programPath = (name: string): string | undefined => places.map((place) => join(place, name)).find((path) => existsSync(path));

/** Something real that tests run against. */
export interface Real {
  readonly name: string;
  readonly isThere: boolean;
}

/** A program of the machine. */
export const program = (name: string): Real => ({ name, isThere: programPath(name) !== undefined });

/** A part of the reference data. */
export const referenceData = (path: string): Real => ({ name: `reference data ${path}`, isThere: existsSync(join(reference, path)) });

/**
 * A group of tests that needs something real. Where it is absent the group is skipped and says so; with
 * SARCOLENS_REQUIRE_REAL=1 that is a failure instead.
 */
export function describeReal(title: string, needs: readonly Real[], tests: () => void): void {
  const absent = needs.filter((need) => !need.isThere).map((need) => need.name);
  if (absent.length === 0) { describe(title, tests); return; }
  if (process.env.SARCOLENS_REQUIRE_REAL === '1') {
    test(`${title}: ${absent.join(', ')} must be there`, () => { throw new Error(`SARCOLENS_REQUIRE_REAL is set and ${absent.join(', ')} is absent`); });
    return;
  }
  describe(title, () => { test.skip(`left out: ${absent.join(', ')} is absent`, () => undefined); });
}
