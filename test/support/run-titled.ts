import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../src/platform/project.js';
import type { TestResult, Title } from './titled-tests.js';

const report = z.object({ testResults: z.array(z.object({ name: z.string(), assertionResults: z.array(z.object({ title: z.string(), status: z.string() })) })) });

/** Runs the files that the titles stand in; a test that fails is a verdict. */
export async function runTitled(titles: readonly Title[]): Promise<readonly TestResult[]> {
  const files = [...new Set(titles.map(({ file }) => file))];
  process.stderr.write(`${files.length} files of tests\n`);
  const folder = await mkdtemp(join(tmpdir(), 'sarcolens-conformance-'));
  const out = join(folder, 'results.json');
  const words = ['--experimental-vm-modules', '--no-warnings', join(projectRoot, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${out}`, '--runTestsByPath', ...files];
  // The exit code does not matter.
  await new Promise<void>((ended) => { execFile(process.execPath, words, { cwd: projectRoot, maxBuffer: 2 ** 28 }, () => { ended(); }); });
  const { testResults } = report.parse(JSON.parse(await readFile(out, 'utf8')));
  await rm(folder, { recursive: true });
  return testResults.flatMap(({ name, assertionResults }) => assertionResults.map(({ title, status }) => ({ title, status, file: relative(projectRoot, name) })));
}
