/** A data set by DICOM keywords; sequences are arrays of data sets. */
export type Dataset = Readonly<Record<string, unknown>>;

/** A coded concept by its DICOM attributes (PS3.3 8.8): an item of a code sequence. */
export interface Code extends Dataset {
  readonly CodeValue: string;
  readonly CodingSchemeDesignator: string;
  readonly CodeMeaning: string;
}

/** A coded concept. */
export const code = (value: string, scheme: string, meaning: string): Code => ({ CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning });
