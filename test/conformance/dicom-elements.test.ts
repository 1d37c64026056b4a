import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/processes.js';
import { describeReal, program } from '../support/real.js';
import { caseNames as names, everyObject, writtenCases } from '../support/written-cases.js';
import { contentOf, everyElement, flattened, headerOf, type ReadElement } from '../support/written-objects.js';

const folder = await mkdtemp(join(tmpdir(), 'sarcolens-dicom-elements-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const cases = await writtenCases(folder);

describe('every element (PS3.5 6.2, 7.1.1)', () => {
  /** Longest value in characters, and its form. */
  const forms: Readonly<Record<string, RegExp>> = {
    UI: /^([0-2](\.(0|[1-9]\d*))+)?$/, DS: /^[-+.0-9eE]{0,16}$/, IS: /^[-+]?\d{0,12}$/, CS: /^[A-Z0-9 _]{0,16}$/, SH: /^[^\\]{0,16}$/, LO: /^[^\\]{0,64}$/, DA: /^(\d{8})?$/, TM: /^(\d{2,6}(\.\d{1,6})?)?$/, ST: /^[^]{0,1024}$/,
  };
  const wrong = ({ tag, vr, length, text }: ReadElement): readonly string[] => {
    const values = vr === 'ST' ? [text] : text.split('\\');
    const isLong = vr === 'UI' && values.some((value) => value.length > 64);
    return length % 2 !== 0 || isLong || (forms[vr] !== undefined && !values.every((value) => forms[vr].test(value))) ? [`${tag} ${vr} ${length} ${text}`] : [];
  };

  test.each(everyObject)('P3: the %s of %s has even lengths, values within their limits, UTF-8', (kind, name) => {
    const header = headerOf(cases[name].objects[kind].bytes);
    const elements = [...everyElement(header)];
    expect(elements.length).toBeGreaterThan(50);
    expect(elements.flatMap(wrong)).toEqual([]);
    expect(elements.filter(({ tag }) => tag === 'x00080005').map(({ text }) => text)).toEqual(['ISO_IR 192']);
  });

  test.each(names)('P3: every number of the report of %s is a decimal string of at most 16 characters and the double it is', (name) => {
    const numbers = flattened(contentOf(headerOf(cases[name].objects.report.bytes))).filter(({ type }) => type === 'NUM');
    expect(numbers.length).toBeGreaterThan(100);
    for (const { decimal, double = Number.NaN } of numbers) {
      expect(decimal).toMatch(/^[-+.0-9e]{1,16}$/);
      expect(Math.abs(Number(decimal) - double)).toBeLessThanOrEqual(5e-10 * Math.abs(double));
    }
  });
});

describeReal('dcmdump of DCMTK', [program('dcmdump')], () => {
  test.each(everyObject)('P3: the %s of %s is read to its end without a warning', async (kind, name) => {
    const { code, stderr } = await run('dcmdump', ['-q', '+L', '-M', cases[name].path(kind)]);
    expect([code, stderr]).toEqual([0, '']);
  });
});
