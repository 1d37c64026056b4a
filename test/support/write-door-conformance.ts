import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../src/platform/project.js';
import { doorDocument, doorDocuments, doorTitles } from './door-conformance.js';
import { runTitled } from './run-titled.js';

// npm run conformance:doors: runs the tests that name a requirement of a door and writes docs/conformance.
const results = await runTitled(doorTitles(), process.argv[2]);
for (const document of doorDocuments) {
  const path = join(projectRoot, document.file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, doorDocument(document, results));
}
