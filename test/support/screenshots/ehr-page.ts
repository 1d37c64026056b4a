import { marked } from 'marked';
import { z } from 'zod';

/** Cards as an EHR gets them; only what is drawn of them. */
export const drawnCards = z.object({
  cards: z.array(z.object({
    summary: z.string(), detail: z.string().default(''), indicator: z.string(), source: z.object({ label: z.string() }), suggestions: z.array(z.object({ label: z.string() })).default([]),
    links: z.array(z.object({ label: z.string() })).default([]), overrideReasons: z.array(z.object({ display: z.string() })).default([]),
  })).min(1),
});

type DrawnCard = z.infer<typeof drawnCards>['cards'][number];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `
  body { font: 15px/1.45 system-ui, sans-serif; margin: 0; background: #eef1f4; color: #1c2733; }
  header { background: #24425c; color: #fff; padding: 10px 20px; } header b { font-size: 17px; margin-right: 16px; }
  main { display: grid; grid-template-columns: 330px 1fr; gap: 16px; padding: 16px 20px; align-items: start; }
  section { background: #fff; border: 1px solid #cdd5dd; border-radius: 4px; padding: 12px 16px; }
  h2 { font-size: 15px; margin: 0 0 8px; } dl { margin: 0; } dt { color: #5b6875; font-size: 13px; margin-top: 8px; } dd { margin: 0; }
  article { border-left: 5px solid #2f79b5; padding-left: 14px; } article.warning { border-color: #c98200; }
  article h3 { font-size: 16px; margin: 0 0 6px; } article p { margin: 6px 0; } footer { color: #5b6875; font-size: 13px; margin-top: 10px; }
  button { font: inherit; padding: 5px 12px; margin: 4px 8px 4px 0; border: 1px solid #2f79b5; border-radius: 3px; background: #2f79b5; color: #fff; }
  button.quiet { background: #fff; color: #24425c; border-color: #9aa8b5; }`;

const ofCard = ({ summary, detail, indicator, source, suggestions, links, overrideReasons }: DrawnCard): string => `<article class="${escaped(indicator)}">
  <h3>${escaped(summary)}</h3>${marked.parse(detail, { gfm: true, async: false })}
  <div>${suggestions.map(({ label }) => `<button>${escaped(label)}</button>`).join('')}${links.map(({ label }) => `<button class="quiet">${escaped(label)} ↗</button>`).join('')}</div>
  <div>${overrideReasons.map(({ display }) => `<button class="quiet">${escaped(display)}</button>`).join('')}</div>
  <footer>${escaped(source.label)}</footer></article>`;

/** An order being written in an EHR, with the cards beside it: detail as GitHub flavoured markdown, suggestions, links and reasons as buttons. */
export const ehrPage = (patient: { readonly name: string; readonly about: string }, order: Readonly<Record<string, string>>, cards: readonly DrawnCard[]): string => `<!doctype html><meta charset="utf-8"><title>Order</title><style>${style}</style>
<header><b>${escaped(patient.name)}</b>${escaped(patient.about)}</header>
<main><section><h2>New order (draft)</h2><dl>${Object.entries(order).map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl></section>
<section>${cards.map(ofCard).join('')}</section></main>`;
