import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../src/platform/project.js';
import type { TestResult, Title } from './titled-tests.js';

const report = z.object({ testResults: z.array(z.object({ name: z.string(), assertionResults: z.array(z.object({ title: z.string(), status: z.string() })) })) });

async function resultsIn(path: string): Promise<readonly TestResult[]> {
  const { testResults } = report.parse(JSON.parse(await readFile(path, 'utf8')));
  return testResults.flatMap(({ name, assertionResults }) => assertionResults.map(({ title, status }) => ({ title, status, file: relative(projectRoot, name) })));
}

/** Runs the files that the titles stand in; a test that fails is a verdict. Of a run that was made already, `jest --json` at `made`, the results are taken. */
export async function runTitled(titles: readonly Title[], made?: string): Promise<readonly TestResult[]> {
  if (made !== undefined) return resultsIn(made);
  const files = [...new Set(titles.map(({ file }) => file))];
  process.stderr.write(`${files.length} files of tests\n`);
  const folder = await mkdtemp(join(tmpdir(), 'sarcolens-conformance-'));
  const out = join(folder, 'results.json');
  const words = ['--experimental-vm-modules', '--no-warnings', join(projectRoot, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${out}`, '--runTestsByPath', ...files];
  // The exit code does not matter.
  await new Promise<void>((ended) => { execFile(process.execPath, words, { cwd: projectRoot, maxBuffer: 2 ** 28 }, () => { ended(); }); });
  const results = await resultsIn(out);
  await rm(folder, { recursive: true });
  return results;
}
