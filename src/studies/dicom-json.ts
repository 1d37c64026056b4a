import { z } from 'zod';

const attribute = z.looseObject({ vr: z.string().optional(), Value: z.array(z.unknown()).optional() });

/** A list of datasets in the DICOM JSON model (PS3.18 F.2), as QIDO-RS answers. */
export const dicomJson = z.array(z.record(z.string().regex(/^[0-9A-Fa-f]{8}$/), attribute));
export type DicomJson = z.infer<typeof dicomJson>;

/** First value of an attribute as text; empty where there is none. `tag` is eight hexadecimal digits. */
export function textOf(dataset: DicomJson[number], tag: string): string {
  const value = dataset[tag]?.Value?.[0];
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}
