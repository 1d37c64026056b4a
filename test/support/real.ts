import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { compiled, projectRoot } from '../../src/platform/project.js';

/** Where the reference data lies; nothing of it is part of the project. */
export const reference: string = process.env.SARCOLENS_REFERENCE ?? resolve(projectRoot, '../shared');

const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', ...[18, 17, 16, 15].map((version) => `/usr/lib/postgresql/${version}/bin`)];

/** Path of a program of this machine; undefined where it is not installed. */
export const programPath = (name: string): string | undefined => places.map((place) => join(place, name)).find((path) => existsSync(path));

/** Something real that tests run against. */
export interface Real {
  readonly name: string;
  readonly isThere: boolean;
  /** May be absent everywhere: it cannot be had from Debian or npm, and the product does not need it. */
  readonly isOptional?: true;
}

/** A program of the machine. */
export const program = (name: string): Real => ({ name, isThere: programPath(name) !== undefined });

/** A program that is used where a machine has it, and whose absence is said. */
export const programIfHad = (name: string): Real => ({ ...program(name), isOptional: true });

/** A file of the build, by its source; the test command makes it first. */
export const built = (source: string): Real => ({ name: `the build of ${source}`, isThere: existsSync(compiled(source)) });

/** A part of the reference data. */
export const referenceData = (path: string): Real => ({ name: `reference data ${path}`, isThere: existsSync(join(reference, path)) });

/**
 * A group of tests that needs something real. Where it is absent the group is skipped and says so; with
 * SARCOLENS_REQUIRE_REAL=1 that is a failure instead, but for what is optional.
 */
export function describeReal(title: string, needs: readonly Real[], tests: () => void): void {
  const missing = needs.filter((need) => !need.isThere);
  const absent = missing.map((need) => need.name);
  if (absent.length === 0) { describe(title, tests); return; }
  const required = missing.filter((need) => need.isOptional === undefined).map((need) => need.name);
  if (process.env.SARCOLENS_REQUIRE_REAL === '1' && required.length > 0) {
    test(`${title}: ${required.join(', ')} must be there`, () => { throw new Error(`SARCOLENS_REQUIRE_REAL is set and ${required.join(', ')} is absent`); });
    return;
  }
  describe(title, () => { test.skip(`left out: ${absent.join(', ')} is absent`, () => undefined); });
}
