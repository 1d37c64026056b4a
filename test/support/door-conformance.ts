import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engine, projectRoot } from '../../src/platform/project.js';
import { cdsHooks } from './requirements/cds-hooks.js';
import { fhirHl7Smart } from './requirements/fhir-hl7-smart.js';
import type { Requirement } from './requirements/requirement.js';
import { table, testsCell, type TestResult, type Title, titlesOf, verdictOf } from './titled-tests.js';

/** A document of conformance: its requirements, and what stands above them. */
interface DoorDocument {
  readonly file: string;
  readonly title: string;
  readonly about: string;
  readonly requirements: readonly Requirement[];
}

const folder = 'docs/conformance';

/** docs/conformance: each requirement, the tests that hold it, and whether they do. `npm run conformance:doors` writes them. */
export const doorDocuments: readonly DoorDocument[] = [
  { file: `${folder}/cds-hooks.md`, title: 'Conformance to CDS Hooks', about: 'CDS Hooks 2.0.1 as a service, the changes of 3.0 behind a setting, and the practices on trust and on alert fatigue.', requirements: cdsHooks },
  { file: `${folder}/fhir-hl7-smart.md`, title: 'Conformance to FHIR, SMART and HL7 v2', about: 'R4 resources read and written, topic-based subscriptions (R4 backport), SMART backend services and EHR launch, HL7 v2 over MLLP. Profiles (IMR, mCODE, BALP, AI transparency) are held by assertions of our own; the validator holds base R4.', requirements: fhirHl7Smart },
];

/** Every title in the sources that names a requirement of a door. */
export const doorTitles = (): readonly Title[] => titlesOf('(?:CDS|FHIR|SUB|SMART|HL7)-[A-Z]\\d+');

/** A requirement's row without its verdict. */
export const rowStart = ({ id, level, required, whyNot }: Requirement, titles: readonly Title[]): string =>
  `|${id}|${level}|${required}|${whyNot ?? testsCell(titles.filter(({ ids }) => ids.includes(id)), folder)}|`;

/** The whole document. */
export function doorDocument({ title, about, requirements }: DoorDocument, results: readonly TestResult[]): string {
  const titles = doorTitles();
  const rows = requirements.map((requirement) => {
    const verdict = requirement.whyNot === undefined ? verdictOf(titles.filter(({ ids }) => ids.includes(requirement.id)), results) : 'not done';
    return `${rowStart(requirement, titles)}${verdict}|`;
  });
  return `${[
    `# ${title}`, about,
    'Written by `npm run conformance:doors`, which runs the tests and takes their verdict; the number beside it is how many were run. A row without tests says why.',
    table('|software|version|', [`|${engine.name}|${engine.version}|`]), table('|id|level|what is required|tests|verdict|', rows),
  ].join('\n\n')}\n`;
}

/** The committed document; empty where there is none. */
export function committed({ file }: DoorDocument): string {
  const path = join(projectRoot, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
