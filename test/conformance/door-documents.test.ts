import { committed, doorDocuments, doorTitles, rowStart } from '../support/door-conformance.js';

const titles = doorTitles();

describe.each(doorDocuments)('$file (npm run conformance:doors)', (document) => {
  const text = committed(document);

  test.each(document.requirements.map((requirement) => [requirement.id, requirement] as const))('%s has tests that hold, those of the sources, or says why not', (id, requirement) => {
    const start = rowStart(requirement, titles);
    const row = text.split('\n').find((line) => line.startsWith(`|${id}|`)) ?? '';
    expect(row.slice(0, start.length)).toBe(start);
    if (requirement.whyNot === undefined) expect(row.slice(start.length)).toMatch(/^holds \([1-9]\d*\)\|$/);
    else expect([requirement.level === 'SHALL', row.slice(start.length)]).toEqual([false, 'not done|']);
  });
});

test('every id that a test names is a requirement', () => {
  const known = new Set(doorDocuments.flatMap(({ requirements }) => requirements.map(({ id }) => id)));
  expect([...new Set(titles.flatMap(({ ids }) => ids))].filter((id) => !known.has(id))).toEqual([]);
});
