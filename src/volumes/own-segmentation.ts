import { readHeader, text } from './header.js';

/** Who writes the regions that were measured back to the PACS, and under which ContentLabel. */
export const ownSegmentation = { Manufacturer: 'Sarcolens', ContentLabel: 'MEASURED' } as const;

/** Whether a SEG is one that this software wrote of a region it measured: it is no region to be measured anew. */
export function isOwnSegmentation(bytes: Uint8Array): boolean {
  const header = readHeader(bytes);
  return header.ok && text(header.value, 'x00080070') === ownSegmentation.Manufacturer && text(header.value, 'x00700080') === ownSegmentation.ContentLabel;
}
