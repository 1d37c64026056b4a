import fc from 'fast-check';
import { buildCard, overrideReasonsFor, ownReason, plain, shorten, summaryLimit } from './card.js';

const parts = { uuid: 'u', summary: 's', detail: ['d'], indicator: 'info' as const, result: undefined, orders: [], suggestions: [], snoozeDays: 7, publicUrl: 'https://s', launch: undefined };

describe('a card', () => {
  test('CDS-E3: a summary has fewer than 140 characters and is cut at a word', () => {
    const cut = shorten('word '.repeat(60));
    expect(cut.length).toBeLessThanOrEqual(summaryLimit);
    expect(cut.endsWith('word…')).toBe(true);
  });

  test('CDS-E3: is short in UTF-16 units and in code points, and never cut within a character', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme-composite', maxLength: 400 }), (text) => {
      const cut = shorten(text);
      expect(cut.length).toBeLessThanOrEqual(summaryLimit);
      expect(Array.from(cut).length).toBeLessThanOrEqual(summaryLimit);
      expect(cut.isWellFormed()).toBe(true);
    }));
    expect(shorten('\u{1F9E0}'.repeat(200)).isWellFormed()).toBe(true);
  });

  test('CDS-E7: text from outside cannot become Markdown, HTML or a link', () => {
    expect(plain('![x](http://e) <b>*bold*</b> _em_ __strong__ STUDY_INCOMPLETE www.example.org')).toBe('x (http e) b bold /b em strong STUDY_INCOMPLETE www example.org');
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...Array.from('ab _*`[]()<>|#!~&\\\n\t:/hwt.p')) }), (text) => {
      expect(plain(text)).not.toMatch(/[\\`*{}[\]<>|#!~&\n\t]|:\/\/|www\.|(^|\W)_|_(\W|$)/);
    }));
  });

  test('CDS-A2, CDS-A3: holds nothing null or empty', () => {
    const card = buildCard(parts);
    expect(JSON.stringify(card)).not.toMatch(/null|""|\[\]|\{\}/);
    expect(Object.keys(card)).not.toContain('suggestions');
  });

  test('CDS-E9: suggestions bring selectionBehavior with them', () => {
    const card = buildCard({ ...parts, suggestions: [{ label: 'l', uuid: 'v', actions: [{ type: 'update', description: 'd', resource: { resourceType: 'ServiceRequest', id: '1' } }] }] });
    expect(card.selectionBehavior).toBe('any');
  });

  test('CDS-E18: an absolute link has no appContext, and no link says who the patient is', () => {
    const { links } = buildCard({ ...parts, launch: { url: 'https://s/launch', handle: 'h' } });
    expect(links).toEqual([
      { label: 'Course over time and provenance', url: 'https://s/launch', type: 'smart', appContext: 'h' },
      { label: 'Course over time and provenance, in the browser', url: 'https://s/#/cards/u', type: 'absolute' },
    ]);
  });

  test('CDS-E16: reasons have code, system and display; ours are known again, those of others are not', () => {
    for (const reason of overrideReasonsFor(1)) expect(ownReason(reason)).toBe(reason.code);
    expect(ownReason({ code: 'known' })).toBe('known');
    expect([ownReason({ system: 'urn:other', code: 'known' }), ownReason({ code: 'another' }), ownReason(undefined)]).toEqual([null, null, null]);
    expect([1, 7].map((days) => overrideReasonsFor(days).at(-1)?.display)).toEqual(['Not now: no card of this patient for 1 day', 'Not now: no card of this patient for 7 days']);
  });
});
