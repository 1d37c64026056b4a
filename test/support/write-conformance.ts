import { writeFile } from 'node:fs/promises';
import { conformanceFile, configurationSection, documentOf, filterSection, mapsSection, type Section } from './conformance.js';
import { configurations, phantomOf, valuesOf } from './ibsi1.js';
import { largestDifference, readFilterTests, readMapTests } from './ibsi2.js';

// npm run conformance: measures everything that IBSI standardised and writes docs/conformance.md.
const sections: Section[] = [];
const add = (section: Section): void => { sections.push(section); process.stderr.write(`${section.title}\n`); };

for (const [config, settings] of Object.entries(configurations)) add(configurationSection(config, await valuesOf(phantomOf(config), settings)));

const maps = readMapTests();
const differences = new Map<string, number>();
for (const map of maps) differences.set(map.id, await largestDifference(map));
add(mapsSection(maps, differences));

for (const test of readFilterTests()) add(filterSection(test, await valuesOf(phantomOf('ct'), test.settings)));

await writeFile(conformanceFile, documentOf(sections));
