import { z } from 'zod';

const attribute = z.looseObject({ vr: z.string().optional(), Value: z.array(z.unknown()).optional() });

/** A list of datasets in the DICOM JSON model (PS3.18 F.2), as QIDO-RS answers. */
export const dicomJson = z.array(z.record(z.string().regex(/^[0-9A-Fa-f]{8}$/), attribute));
export type DicomJson = z.infer<typeof dicomJson>;

const uidPattern = /^(?=.{3,64}$)\d+(\.\d+)+$/;

/** Whether a text may be a UID (PS3.5 9.1); leading zeros, which some devices write, are let pass. */
export const isUid = (text: string): boolean => uidPattern.test(text);

/** StudyInstanceUID, SeriesInstanceUID and SOPInstanceUID, should their VR not be said. */
const uidTags = new Set(['0020000D', '0020000E', '00080018']);

/**
 * First value of an attribute as text; empty where there is none. `tag` is eight hexadecimal digits. A UID that is none is
 * empty too: it becomes the name of a folder, and `..` would be another one's.
 */
export function textOf(dataset: DicomJson[number], tag: string): string {
  const attribute = dataset[tag];
  const value = attribute?.Value?.[0];
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
  return (attribute?.vr === 'UI' || uidTags.has(tag)) && !isUid(text) ? '' : text;
}
