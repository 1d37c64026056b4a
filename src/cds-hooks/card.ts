/** A coded value. */
export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** A card (CDS Hooks 2.0, Card Attributes); nothing in it is null or empty. */
export interface Card {
  readonly uuid: string;
  /** At most 139 characters. */
  readonly summary: string;
  /** GitHub-flavoured Markdown that reads well unrendered. */
  readonly detail: string;
  readonly indicator: 'info' | 'warning';
  readonly source: { readonly label: string; readonly topic: Coding };
  readonly overrideReasons: readonly Coding[];
  readonly links: readonly { readonly label: string; readonly url: string; readonly type: 'absolute' }[];
  readonly extension: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const codeSystem = 'urn:sarcolens:card';

const overrideReasons: readonly Coding[] = [
  { system: codeSystem, code: 'not-relevant', display: 'Not relevant to this patient or order' },
  { system: codeSystem, code: 'known', display: 'Already known' },
  { system: codeSystem, code: 'disagree', display: 'I do not agree with the result' },
];

/** What a card is made of. */
export interface CardParts {
  readonly uuid: string;
  readonly patientId: string;
  readonly summary: string;
  readonly detail: readonly string[];
  readonly publicUrl: string;
  readonly result: { readonly id: string; readonly modelName: string; readonly modelVersion: string } | undefined;
}

/** The longest summary the standard allows. */
export const summaryLimit = 139;

/** Cuts a text to the limit at a word, with an ellipsis. */
export const shorten = (text: string, limit = summaryLimit): string => (text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/\s+\S*$/, '')}…`);

/** Takes from a text what Markdown or HTML would read as its own; an underscore within a word is left, as Markdown leaves it. */
export const plain = (text: string): string => text.replace(/[\\`*{}[\]<>|#!~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, ' ').replace(/\s+/g, ' ').trim();

/** Puts a card together. */
export function buildCard({ uuid, patientId, summary, detail, publicUrl, result }: CardParts): Card {
  return {
    uuid,
    summary: shorten(summary),
    detail: detail.join('\n\n'),
    indicator: 'info',
    source: { label: 'Sarcolens', topic: { system: codeSystem, code: 'soft-tissue-sarcoma-radiomics', display: 'Soft-tissue sarcoma radiomics' } },
    overrideReasons,
    links: [{ label: 'Course over time and provenance', url: `${publicUrl}/#/patients/${encodeURIComponent(patientId)}`, type: 'absolute' }],
    extension: result ? { 'org.sarcolens.result': { resultId: result.id, modelName: result.modelName, modelVersion: result.modelVersion } } : { 'org.sarcolens.state': { state: 'no-result' } },
  };
}
