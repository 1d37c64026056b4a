import { writeFile } from 'node:fs/promises';
import { dicomConformanceFile, dicomDocument, titlesInSources } from './dicom-conformance.js';
import { runTitled } from './run-titled.js';

// npm run conformance:dicom: runs the tests that name a pitfall and writes docs/dicom-conformance.md.
await writeFile(dicomConformanceFile, await dicomDocument(await runTitled(titlesInSources(), process.argv[2]), process.versions.node));
