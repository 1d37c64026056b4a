import { type Header, items, readHeader, text, written } from '../../src/volumes/header.js';
import { valueOf } from './dicom-objects.js';

/** The elements of a written object. */
export const headerOf = (bytes: Uint8Array): Header => valueOf(readHeader(bytes));

/** An element of a written object; `text` is '' where it is no text. */
export interface ReadElement {
  readonly tag: string;
  readonly vr: string;
  readonly length: number;
  readonly text: string;
}

/** Every element of an object, those of sequences included. */
export function* everyElement(header: Header): Generator<ReadElement> {
  for (const [tag, { vr = '', length, items: nested }] of Object.entries(header.elements)) {
    yield { tag, vr, length, text: vr === 'SQ' || length > 10_000 ? '' : text(header, tag) };
    for (const { dataSet } of nested ?? []) if (dataSet) yield* everyElement(dataSet);
  }
}

/** A content item of a structured report, as much as tests look at. */
export interface ReadItem {
  readonly relationship: string;
  readonly type: string;
  readonly concept: string;
  readonly meaning: string;
  /** Text, UID, or scheme and value of a code. */
  readonly value: string;
  readonly decimal: string;
  readonly double: number | undefined;
  readonly unit: string;
  readonly below: readonly ReadItem[];
}

const conceptIn = (header: Header, tag: string): string => items(header, tag).map((item) => `${text(item, 'x00080102')} ${text(item, 'x00080100')}`)[0] ?? '';

/** The content tree below an item. */
export const contentOf = (header: Header): readonly ReadItem[] => items(header, 'x0040a730').map((item): ReadItem => {
  const [measured] = items(item, 'x0040a300');
  return {
    relationship: text(item, 'x0040a010'), type: text(item, 'x0040a040'), concept: conceptIn(item, 'x0040a043'), meaning: items(item, 'x0040a043').map((one) => text(one, 'x00080104'))[0] ?? '',
    value: written(item, 'x0040a160', 'ISO_IR 192') || text(item, 'x0040a124') || conceptIn(item, 'x0040a168') || (items(item, 'x00081199').map((one) => text(one, 'x00081155'))[0] ?? ''),
    decimal: measured ? text(measured, 'x0040a30a') : '', double: measured?.double('x0040a161'), unit: measured ? conceptIn(measured, 'x004008ea') : '', below: contentOf(item),
  };
});

/** All items of a tree, each before what is below it. */
export const flattened = (tree: readonly ReadItem[]): readonly ReadItem[] => tree.flatMap((item) => [item, ...flattened(item.below)]);
