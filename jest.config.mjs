import { readFileSync } from 'node:fs';

const { exclude: _exclude, $schema: _schema, ...swc } = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

/** Jest runs the sources as ES modules through SWC; worker threads and child processes use the build in dist. */
export default {
  testEnvironment: '<rootDir>/test/jest-environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  roots: ['<rootDir>/src', '<rootDir>/demo', '<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testTimeout: 60_000,
  // Without it a machine of two cores runs one file after another.
  maxWorkers: '100%',
};
