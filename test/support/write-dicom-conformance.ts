import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../src/platform/project.js';
import { dicomConformanceFile, dicomDocument, titlesInSources, type TestResult } from './dicom-conformance.js';

// npm run conformance:dicom: runs the tests that name a pitfall and writes docs/dicom-conformance.md.
const report = z.object({ testResults: z.array(z.object({ name: z.string(), assertionResults: z.array(z.object({ title: z.string(), status: z.string() })) })) });

async function run(files: readonly string[]): Promise<readonly TestResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sarcolens-conformance-'));
  const out = join(folder, 'results.json');
  const words = ['--experimental-vm-modules', '--no-warnings', join(projectRoot, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${out}`, '--runTestsByPath', ...files];
  // A test that fails is a verdict, so the exit code does not matter.
  await new Promise<void>((ended) => { execFile(process.execPath, words, { cwd: projectRoot, maxBuffer: 2 ** 28 }, () => { ended(); }); });
  const { testResults } = report.parse(JSON.parse(await readFile(out, 'utf8')));
  await rm(folder, { recursive: true });
  return testResults.flatMap(({ name, assertionResults }) => assertionResults.map(({ title, status }) => ({ title, status, file: relative(projectRoot, name) })));
}

const files = [...new Set(titlesInSources().map(({ file }) => file))];
process.stderr.write(`${files.length} files of tests\n`);
await writeFile(dicomConformanceFile, await dicomDocument(await run(files), process.versions.node));
