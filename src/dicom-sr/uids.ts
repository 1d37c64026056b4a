import { canonicalJson, sha256Hex } from '../platform/canonical-json.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import { uidFromText } from '../platform/dicom/uid.js';

/** What a UID is derived from: the stored result, what the thing is within it, and what it holds. */
export interface UidOrigin {
  readonly resultId: string;
  readonly role: string;
  readonly content?: string;
}

/**
 * A UID under 2.25 by SHA-256 of result, role and content: storing the same result twice stores the same instance, and a
 * change of content makes another one. At most 44 characters.
 */
export const derivedUid = ({ resultId, role, content = '' }: UidOrigin): string => uidFromText(['sarcolens result', resultId, role, content].join('/'));

const hashedBinary = (value: unknown): unknown => (value instanceof ArrayBuffer ? sha256Hex(new Uint8Array(value)) : value);

/** SHA-256 of a data set: of its values by keyword, of pixels by their own hash. */
export const contentHash = (dataset: Dataset): string => sha256Hex(canonicalJson(Object.fromEntries(Object.entries(dataset).map(([keyword, value]) => [keyword, hashedBinary(value)]))));

/**
 * The UID a lesion is tracked by where its region was drawn without one, as in every RTSTRUCT: the same for the same
 * patient and lesion at every time point.
 */
export const trackingUidOf = (patientId: string, lesionKey: string): string => uidFromText(['sarcolens lesion', patientId, lesionKey].join('/'));
