/** A coded value. */
export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** What a clinician can take over with one click: a draft order, whole, as it then reads. */
export interface Suggestion {
  readonly label: string;
  readonly uuid: string;
  readonly actions: readonly { readonly type: 'update'; readonly description: string; readonly resource: object }[];
}

/** Where to read more. A SMART link carries a handle that means nothing elsewhere. */
export type Link =
  | { readonly label: string; readonly url: string; readonly type: 'absolute' }
  | { readonly label: string; readonly url: string; readonly type: 'smart'; readonly appContext: string };

/** `warning` is for a failed check only; a model's score is `info`, whatever it is. */
export type Indicator = 'info' | 'warning';

/** A card (CDS Hooks 2.0, Card Attributes); nothing in it is null or empty. */
export interface Card {
  readonly uuid: string;
  /** At most 139 UTF-16 units. */
  readonly summary: string;
  /** GitHub-flavoured Markdown that reads well unrendered. */
  readonly detail: string;
  readonly indicator: Indicator;
  readonly source: { readonly label: string; readonly url: string; readonly icon: string; readonly topic: Coding };
  readonly suggestions?: readonly Suggestion[];
  readonly selectionBehavior?: 'any';
  readonly overrideReasons: readonly Coding[];
  readonly links: readonly Link[];
  readonly extension: Readonly<Record<string, object>>;
}

const codeSystem = 'urn:sarcolens:card';

/** Why a card is put aside. `snooze` asks for silence; the others are for the auditor. */
export const overrideReasonsFor = (snoozeDays: number): readonly Coding[] => [
  { system: codeSystem, code: 'known', display: 'Already known' },
  { system: codeSystem, code: 'not-applicable', display: 'Not applicable to this patient or order' },
  { system: codeSystem, code: 'disagree', display: 'I do not agree with what it says' },
  { system: codeSystem, code: 'technical', display: 'Technical fault, such as a wrong study or patient' },
  { system: codeSystem, code: 'snooze', display: `Not now: no card of this patient for ${snoozeDays} ${snoozeDays === 1 ? 'day' : 'days'}` },
];

/** Our code of an override reason; null where it is another system's, or none. */
export function ownReason(reason: { readonly system?: string | undefined; readonly code: string } | undefined): string | null {
  if (reason === undefined || (reason.system !== undefined && reason.system !== codeSystem)) return null;
  return overrideReasonsFor(1).find(({ code }) => code === reason.code)?.code ?? null;
}

/** What a card is made of. */
export interface CardParts {
  readonly uuid: string;
  readonly summary: string;
  readonly detail: readonly string[];
  readonly indicator: Indicator;
  readonly result: { readonly id: string; readonly modelName: string; readonly modelVersion: string } | undefined;
  readonly orders: readonly string[];
  readonly suggestions: readonly Suggestion[];
  readonly snoozeDays: number;
  readonly publicUrl: string;
  readonly launch: { readonly url: string; readonly handle: string } | undefined;
}

/** The longest summary the standard allows, in UTF-16 units: whoever counts code points counts no more. */
export const summaryLimit = 139;

/** Cuts a text to the limit at a word, with an ellipsis; never within a character. */
export const shorten = (text: string, limit = summaryLimit): string =>
  (text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/\s+\S*$/, '').replace(/[\uD800-\uDBFF]$/, '')}…`);

/** Takes from a text what Markdown or HTML would read as its own, links and the beginnings of lists included; an underscore within a word is left, as Markdown leaves it. */
export const plain = (text: string): string => text.replace(/[\\`*{}[\]<>|#!~&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, ' ').replace(/\b(https?|ftp):\/\//gi, '$1 ').replace(/\bwww\./gi, 'www ').replace(/\s+/g, ' ').replace(/^[-+=\s]+/, '').trim();

/** Puts a card together. Its links carry the card's own id and no patient's. */
export function buildCard({ uuid, summary, detail, indicator, result, orders, suggestions, snoozeDays, publicUrl, launch }: CardParts): Card {
  const label = 'Course over time and provenance';
  return {
    uuid,
    summary: shorten(summary.trim()),
    detail: detail.map((paragraph) => paragraph.trim()).filter((paragraph) => paragraph !== '').join('\n\n'),
    indicator,
    source: { label: 'Sarcolens', url: publicUrl, icon: `${publicUrl}/icon.png`, topic: { system: codeSystem, code: 'soft-tissue-sarcoma-radiomics', display: 'Soft-tissue sarcoma radiomics' } },
    ...(suggestions.length > 0 ? { suggestions, selectionBehavior: 'any' as const } : {}),
    overrideReasons: overrideReasonsFor(snoozeDays),
    links: [
      ...(launch ? [{ label, url: launch.url, type: 'smart' as const, appContext: launch.handle }] : []),
      { label: launch ? `${label}, in the browser` : label, url: `${publicUrl}/#/cards/${uuid}`, type: 'absolute' },
    ],
    extension: {
      ...(result ? { 'org.sarcolens.result': { resultId: result.id, modelName: result.modelName, modelVersion: result.modelVersion } } : { 'org.sarcolens.state': { state: 'no-result' } }),
      ...(orders.length > 0 ? { 'org.sarcolens.orders': { about: orders } } : {}),
    },
  };
}
