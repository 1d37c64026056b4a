/**
 * Everything that can stand in the way of a number, by the stable code that people and scripts see on the command line,
 * in cards and over HTTP. A code is never renamed; its sentence is written where the problem is found and says what,
 * where, and what was expected.
 */
export const problemCodes = {
  NOT_DICOM: 'The file is not DICOM.',
  MALFORMED_DICOM: 'The file begins like DICOM but cannot be read to its end.',
  UNSUPPORTED_TRANSFER_SYNTAX: 'The pixels are encoded in a transfer syntax that is not on the allow-list.',
  UNSUPPORTED_IMAGE: 'The image is of a kind that cannot be measured.',
  LOSSY_COMPRESSION: 'The pixels were compressed with loss.',
  PIXEL_DATA_TRUNCATED: 'There are fewer pixels than the header promises.',
  PIXEL_DATA_CORRUPT: 'The pixels cannot be decoded to what the header promises.',
  NOT_A_VOLUME: 'There are fewer than three slices, or several in one place.',
  MISSING_SLICES: 'A gap between slices is a whole multiple of their distance.',
  UNEVEN_SPACING: 'The slices are not evenly spaced.',
  GANTRY_TILT: 'The slices are stacked at an angle to their normal.',
  MIXED_ORIENTATION: 'Slices of one series differ in orientation, matrix or pixel spacing.',
  FRAME_OF_REFERENCE_MISMATCH: 'Image and mask are in different frames of reference.',
  ROI_NOT_FOUND: 'The mask object does not hold the region asked for.',
  ROI_AMBIGUOUS: 'More than one region fits, or several exist and none was named.',
  ROI_EMPTY: 'The region holds no voxel of the image.',
  MASK_GRID_MISMATCH: 'The mask does not lie on the grid of the image.',
  MASK_SOURCE_MISSING: 'The mask was drawn on instances that are not here.',
  PATIENT_MISMATCH: 'Image, mask and order do not belong to the same patient.',
  STUDY_MISMATCH: 'Image and mask do not belong to the same study.',
  SUV_NOT_COMPUTABLE: 'The PET header lacks what SUV needs, or carries it in the wrong unit.',
  REGION_TOO_LARGE: 'The region has more voxels at the spacing asked for than can be measured.',
  FILTER_TOO_FINE: 'The filter is narrower than a voxel.',
  NOT_NIFTI: 'The file is not NIfTI-1.',
  FILE_NOT_FOUND: 'There is no such file or folder.',
  INVALID_CONFIG: 'The settings do not follow the schema.',
  STUDY_NOT_FOUND: 'The PACS does not have the study.',
  STUDY_AMBIGUOUS: 'More than one study carries the accession number.',
  STUDY_INCOMPLETE: 'The study lacks a series or a mask that the model needs.',
  STUDY_ARRIVING: 'The study is there and not whole yet, or changes while it is fetched.',
  PACS_UNKNOWN: 'The EHR names a DICOMweb server that is not in the settings.',
  PACS_UNAVAILABLE: 'The PACS did not answer.',
  PACS_REFUSED: 'The PACS refused the request.',
  STUDY_TOO_LARGE: 'The study is larger than the settings allow.',
  PACS_INCOMPLETE: 'The PACS sent fewer instances than it announced.',
  EHR_UNAVAILABLE: 'The EHR did not answer.',
  EHR_REFUSED: 'The EHR refused the request.',
  PATIENT_NOT_FOUND: 'The EHR does not know the patient.',
  ORDER_INVALID: 'The order cannot be taken in.',
  HL7_UNAVAILABLE: 'The receiver of HL7 v2 results did not answer.',
  PATIENT_INVALID: 'The message about patients cannot be taken in.',
  ORDER_CONFLICT: 'An order of another patient is known under the same placer identifier.',
  MODEL_NOT_FOUND: 'There is no such model or version.',
  MODEL_CHECKSUM: 'A file of the model package is not the one its manifest names.',
  MODEL_INVALID: 'The model package does not follow its schema.',
  INPUT_MISSING: 'The model needs an input that is not known.',
  INPUT_CONFLICT: 'Sources say different things about an input.',
  INPUT_OUT_OF_RANGE: 'An input lies outside the range of the training data.',
  INPUT_UNIT: 'An input is in a unit the model does not take.',
  SETTINGS_INVALID: 'The settings of the service do not follow the schema.',
  DATABASE_UNAVAILABLE: 'The database did not answer.',
  RESULT_NOT_FOUND: 'There is no such result.',
  ANALYSIS_FAILED: 'The analysis stopped for a reason that is no fault of the study.',
} as const;

export type ProblemCode = keyof typeof problemCodes;

/** One thing that stands in the way, ready to be shown: `text` is one sentence and never carries a patient's name or date of birth. */
export interface Problem {
  readonly code: ProblemCode;
  readonly text: string;
}

/** A value, or the problem that kept it from being made. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Shorthand for the good case. */
export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });

/** Shorthand for the other one. */
export const refused = (code: ProblemCode, text: string): { readonly ok: false; readonly problem: Problem } => ({ ok: false, problem: { code, text } });

/** The same problem in a sentence that can stand alone: where it is found, its text may be a phrase. */
export const inASentence = ({ code, text }: Problem): Problem => ({ code, text: `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}` });
