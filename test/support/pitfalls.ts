/** A pitfall of reading or writing DICOM, and what is done about it. */
export interface Pitfall {
  readonly id: string;
  readonly name: string;
  readonly required: string;
}

const pitfall = (id: string, name: string, required: string): Pitfall => ({ id, name, required });

export const pitfalls: readonly Pitfall[] = [
  pitfall('G1', 'order of slices', 'By position along the normal; InstanceNumber, SliceLocation and file names have no say.'),
  pitfall('G2', 'distance of slices', 'From positions, never from SliceThickness; a difference is said.'),
  pitfall('G3', 'uneven distances', 'Even within 1 %; within 5 % accepted with the true range; beyond refused.'),
  pitfall('G4', 'missing slice', 'A gap of whole multiples is `MISSING_SLICES`; nothing is interpolated.'),
  pitfall('G5', 'gantry tilt', '1 − \\|cos\\| of stack and normal over 0.001 is `GANTRY_TILT`; a tilted stack is not resampled.'),
  pitfall('G6', 'several volumes in a series', 'Split by what their attributes tell apart, else refused.'),
  pitfall('G7', 'mixed orientation, matrix, spacing, frame of reference', 'The whole series is refused.'),
  pitfall('G8', 'oblique stacks', 'The whole affine everywhere; orientation orthonormal within 0.001.'),
  pitfall('G9', 'order of PixelSpacing', 'Between rows first, then between columns.'),
  pitfall('G10', 'enhanced multi-frame', 'Each frame\'s own groups, else the shared ones; by position; split by StackID and dimensions; own slopes.'),
  pitfall('G11', 'too few slices, no position, localizers', 'Refused; a slice without position is never dropped.'),
  pitfall('V1', 'rescale of each slice', 'Each slice by its own slope and intercept.'),
  pitfall('V2', 'sign, stored bits, padding', 'Extended from BitsStored; padding in the sign of PixelRepresentation, left out of masks and said.'),
  pitfall('V3', 'MR scaling', 'Real world values before the rescale; Philips\' values and stored ones on request; diffusion in one unit.'),
  pitfall('V4', 'SUV', 'Units, corrections, decay, dose and body as the header says, else `SUV_NOT_COMPUTABLE`; never raw counts. DecayCorrection NONE is refused.'),
  pitfall('V5', 'lossy and derived images', 'Loss is refused wherever it is found, inside lossless syntaxes too; burned-in, secondary captures and projections are refused; what was derived without loss is measured.'),
  pitfall('V6', 'length of pixel data', 'To the byte; fragments without an offset table that tells them apart are refused.'),
  pitfall('V7', 'transfer syntaxes', 'An allow-list; big endian is swapped; what cannot be decoded is a typed refusal. JPEG baseline and extended are `UNSUPPORTED_TRANSFER_SYNTAX`: no decoder, and lossy anyway.'),
  pitfall('S1', 'mask in another frame of reference', 'Refused; an absent one is said. There is no override.'),
  pitfall('S2', 'mask on another grid', 'Flipped and permuted axes to the voxel; origin within 1 %; other spacing and oblique refused, never resampled.'),
  pitfall('S3', 'sparse and shuffled frames', 'By position and segment number; an absent frame is empty.'),
  pitfall('S4', 'packed bits', 'Least significant first, frames not aligned to bytes.'),
  pitfall('S5', 'overlapping segments', 'A mask for each segment, whatever SegmentsOverlap says.'),
  pitfall('S6', 'fractional Segmentations', 'Value by MaximumFractionalValue, at least one half unless another threshold is said; kind and threshold recorded.'),
  pitfall('S7', 'LABELMAP', 'A pixel is of the segment whose number it holds; background is no region.'),
  pitfall('S8', 'compressed Segmentations', 'Decoded by their syntax or refused; never unpacked blindly.'),
  pitfall('S9', 'choice of the region', 'By tracking UID, code, label or number; none or several is an error that lists them; small pieces are said.'),
  pitfall('S10', 'cited instances', 'Instances of the image\'s series that a Segmentation cites must be there. One that cites another series only is placed by position where its grid fits to the voxel, and that is said: masks drawn on diffusion images serve their ADC map.'),
  pitfall('R1', 'stale references of contours', 'Placed by position, and said; one that names another slice of the image is refused.'),
  pitfall('R2', 'planes of contours', 'Within half a slice and half a millimetre; else refused.'),
  pitfall('R3', 'holes', 'Keyholes and CLOSEDPLANAR_XOR by XOR; nested plain contours by a policy, XOR unless union is said, with a warning and recorded.'),
  pitfall('R4', 'kinds of contours', 'Points and open lines enclose nothing; a region without a closed contour is refused; nothing between slices.'),
  pitfall('R5', 'which voxels are inside', 'Even-odd, voxel centre, half-open; equal to IBSI\'s masks.'),
  pitfall('P1', 'answers of a PACS', 'Pages, 204 and empty lists, counts, another Accept, limits, streams; whatever it sends, a typed answer, and nothing outside the study\'s folder.'),
  pitfall('P2', 'identity', 'One patient in image, mask and order; one study in image and Segmentation, while a structure set may be stored in another, which is said; time points by acquisition.'),
  pitfall('P3', 'what is written', 'Segmentation, report, key image and map break nothing in the eyes of other programs, which read back the voxels and values that were written, to the bit; even lengths, values within their limits, doubles beside decimal strings, UTF-8.'),
];
