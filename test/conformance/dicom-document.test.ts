import { engine } from '../../src/platform/project.js';
import { committedDicomDocument, objectTable, pitfallStart, titlesInSources, transferSyntaxTable } from '../support/dicom-conformance.js';
import { pitfalls } from '../support/pitfalls.js';

const document = committedDicomDocument();
const titles = titlesInSources();
const rowOf = (start: string): string | undefined => document.split('\n').find((line) => line.startsWith(start));

describe('docs/dicom-conformance.md (npm run conformance:dicom)', () => {
  test.each(pitfalls.map((pitfall) => [pitfall.id, pitfall] as const))('%s has tests, those of the sources, and they hold', (id, pitfall) => {
    expect(titles.filter((title) => title.ids.includes(id)).length).toBeGreaterThan(0);
    const row = rowOf(`|${pitfall.id} `) ?? '';
    const start = pitfallStart(pitfall, titles);
    expect(row.slice(0, start.length)).toBe(start);
    expect(row.slice(start.length)).toMatch(/^holds \([1-9]\d*\)\|$/);
  });

  test('every id that a test names is in the table, and the table has no other', () => {
    expect([...new Set(titles.flatMap(({ ids }) => ids))].filter((id) => !pitfalls.some((pitfall) => pitfall.id === id))).toEqual([]);
    expect([...document.matchAll(/^\|([GVSRP]\d+) /gm)].map(([, id]) => id)).toEqual(pitfalls.map(({ id }) => id));
  });

  test('transfer syntaxes and objects are those of the code', async () => {
    expect(document).toContain(`${transferSyntaxTable()}\n`);
    expect(document).toContain(`${await objectTable()}\n`);
  });

  test('names this version', () => { expect(document).toContain(`|${engine.name}|${engine.version}|`); });
});
