import { uidFromText } from '../../platform/dicom/uid.js';

/** A UID made from words, the same for the same words. */
export const uidOf = (...words: readonly (string | number)[]): string => uidFromText(['sarcolens phantom', ...words].join('/'));
