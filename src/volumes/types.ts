import type { Mask, Volume } from '../radiomics/volume.js';
import type { SeriesReference } from './drawn-on.js';

/** x, y, z in millimetres in the DICOM patient system (LPS), or a direction in it. */
export type Vector = readonly [number, number, number];

/** One plane of pixels with all that places it and scales it. A classic instance has one, an enhanced one has many. */
export interface Frame {
  /** Position in the pixel data, from 0. */
  readonly index: number;
  /** Centre of the first voxel, ImagePositionPatient (PS3.3 C.7.6.2.1.1). */
  readonly positionMm: Vector | null;
  /** ImageOrientationPatient: direction of a row, then of a column. */
  readonly orientation: readonly [...Vector, ...Vector] | null;
  /** PixelSpacing as DICOM writes it: between rows (Δy), then between columns (Δx) (PS3.3 10.7.1.3). */
  readonly pixelSpacingMm: readonly [number, number] | null;
  readonly sliceThicknessMm: number | null;
  /** SpacingBetweenSlices of an enhanced instance. Positions say how far slices are apart; this only, how far they were meant to be. */
  readonly spacingBetweenSlicesMm?: number;
  /** Modality rescale of this frame alone: output = stored × slope + intercept (PS3.3 C.11.1). */
  readonly slope: number;
  readonly intercept: number;
  /** Scalings besides the rescale, where the header has some. */
  readonly scaling?: {
    /** RealWorldValueMapping of stored values, diffusion in µm²/s. */
    readonly realWorld?: { readonly slope: number; readonly intercept: number; readonly unit: string };
    /** Philips (2005,100E). */
    readonly philipsScaleSlope?: number;
    /** (0028,1054), the unit of rescaled values. */
    readonly rescaleType?: string;
  };
  /** What may set apart several volumes in one series: attribute keyword and value. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** How the stored values lie in the pixel data (PS3.3 C.7.6.3). */
export interface PixelLayout {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: 'signed' | 'unsigned';
  readonly numberOfFrames: number;
}

/** Where PixelData stands in the file; `length` is null when it is encapsulated. */
export interface PixelPlace {
  readonly offset: number;
  readonly length: number | null;
}

/** What SUV needs from a PET header (PS3.3 C.8.9.1, C.8.9.2), as written; absent is undefined. */
export interface PetHeader {
  readonly units?: string;
  /** (0054,1006): BW, LBM, BSA, IBW … what GML means; absent is body weight. */
  readonly suvType?: string;
  readonly correctedImage: readonly string[];
  readonly decayCorrection?: string;
  readonly patientWeightKg?: number;
  /** PatientSize, metres. */
  readonly patientHeightM?: number;
  /** PatientSex as written: M, F, O. */
  readonly patientSex?: string;
  readonly injectedDoseBq?: number;
  readonly halfLifeSeconds?: number;
  readonly injectionTime?: string;
  readonly injectionDateTime?: string;
  readonly seriesDate?: string;
  readonly seriesTime?: string;
  readonly acquisitionDate?: string;
  readonly acquisitionTime?: string;
  /** GE (0009,100D), the scan's start. */
  readonly geScanDateTime?: string;
  /** Philips (7053,1000), SUV per rescaled count. */
  readonly philipsSuvFactor?: number;
  /** Philips (7053,1009), Bq/ml per rescaled count. */
  readonly philipsActivityFactor?: number;
}

/** How an image was acquired, as written; what the header does not say is absent. */
export interface Protocol {
  /** ContrastBolusAgent, or `yes` where only other attributes of a contrast agent are there. */
  readonly contrastAgent?: string;
  readonly fieldStrengthT?: number;
  readonly scanningSequence?: string;
  readonly repetitionTimeMs?: number;
  readonly echoTimeMs?: number;
}

/**
 * One DICOM image instance, parsed. Plain data: it can be posted to a worker thread. `bytes` is the whole file (inflated
 * when it was deflated); the pixels are not copied out of it before they are asked for.
 */
export interface Instance {
  readonly bytes: Uint8Array;
  readonly sha256?: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string;
  readonly patientId: string;
  readonly modality: string;
  readonly transferSyntaxUid: string;
  readonly seriesDescription: string;
  readonly studyDate: string;
  /** DICOM DT as written, or date and time put together: the earliest thing known about when. */
  readonly acquisitionDateTime: string;
  readonly manufacturer: string;
  readonly imageType: readonly string[];
  readonly photometricInterpretation: string;
  readonly lossyImageCompression: string;
  /** (0028,0301): whether names or marks are drawn into the pixels. */
  readonly burnedInAnnotation: string;
  /** (0008,9207) of enhanced instances: MAX_IP, VOLUME_RENDER … how the frames were made of a volume. */
  readonly volumeBasedCalculation: string;
  readonly hasModalityLut: 'yes' | 'no';
  readonly layout: PixelLayout;
  readonly pixelData: PixelPlace | null;
  /** Stored values that stand for "no image here", both ends included (PS3.3 C.7.5.1.1.2). */
  readonly padding: { readonly low: number; readonly high: number } | null;
  readonly pet: PetHeader | null;
  readonly protocol: Protocol;
  readonly frames: readonly Frame[];
}

/**
 * `rescaled`: the modality's rescale only. `suv-bw`, `suv-lbm`, `suv-bsa`: SUV by body weight, lean body mass or body
 * surface, or SUV_NOT_COMPUTABLE. `suv-bw-or-rescaled`: SUV for PET when the header allows it, else rescaled with a warning
 * that says why; other modalities rescaled. For MR a real world value mapping comes before the rescale. `stored`: the stored
 * values; `philips-fp`: Philips' floating-point values, (stored × slope + intercept) / (slope × scale slope).
 */
export const intensities = ['rescaled', 'suv-bw', 'suv-lbm', 'suv-bsa', 'suv-bw-or-rescaled', 'stored', 'philips-fp'] as const;
export type Intensity = (typeof intensities)[number];

export interface VolumeOptions {
  /** Default `suv-bw-or-rescaled`. */
  readonly intensity?: Intensity;
  /** Which volume of a series that holds several, from 1; without it several are refused. */
  readonly volume?: number;
  /** Threads that decode compressed slices, at most; as many as there are cores when not said. The voxels do not depend on it. */
  readonly threads?: number;
}

/** Where a volume came from, for provenance. A NIfTI file has only a path and a hash; its UIDs are empty. */
export interface VolumeSource {
  readonly format: 'DICOM' | 'NIFTI';
  readonly modality: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string;
  readonly patientId: string;
  readonly studyDate: string;
  readonly acquisitionDateTime: string;
  readonly seriesDescription: string;
  readonly manufacturer: string;
  readonly transferSyntaxUid: string;
  /** In the order of the slices; an enhanced instance stands once. */
  readonly instances: readonly { readonly sopInstanceUid: string; readonly sha256?: string }[];
  /** SOP Instance UIDs of the other volumes of a series that holds several; absent where it holds one. */
  readonly otherInstances?: readonly string[];
}

/** A volume ready to be measured. `volume.voxels` lies in a SharedArrayBuffer. */
export interface LoadedVolume {
  readonly volume: Volume;
  /** Centre of each slice's first voxel, as the slice itself says; what `volume.grid` evens out. Masks are placed by it. */
  readonly sliceOriginsMm: readonly Vector[];
  /** `HU`, `um2/s` (diffusion), `SUVbw`, `SUVlbm`, `SUVbsa`, `Bq/ml`, `g/ml`, `counts` or `a.u.` (arbitrary units). */
  readonly intensityUnit: string;
  /** Voxels that stand for "no image here", 1 where so; null when there is none. Masks leave them out. */
  readonly padding: Uint8Array | null;
  readonly source: VolumeSource;
  readonly warnings: readonly string[];
}

/** One region that a mask object holds, as a person may ask for it. */
export interface Region {
  readonly number: number;
  readonly label: string;
  readonly trackingUid?: string;
  /** What was drawn: SegmentedPropertyTypeCodeSequence of SEG, RTROIIdentificationCodeSequence of RTSTRUCT. */
  readonly code?: { readonly scheme: string; readonly value: string; readonly meaning: string };
}

/** How contours of one region that lie inside each other are read where the object does not say (CLOSED_PLANAR): as holes, or as all inside. */
export const nestedContours = ['xor', 'union'] as const;
export type NestedContours = (typeof nestedContours)[number];

export interface MaskOptions {
  /**
   * Label, tracking UID, number or code (`SCT:86049000`, or the value alone), as people ask for it; a number is the number of
   * the region and nothing else. May be left out when there is only one region.
   */
  readonly roi?: string | number | undefined;
  /** The least fraction of a FRACTIONAL Segmentation that is inside, over 0 and at most 1; default one half. */
  readonly fractionThreshold?: number | undefined;
  /** Default `xor`. CLOSEDPLANAR_XOR contours are always holes. */
  readonly nestedContours?: NestedContours | undefined;
}

export interface MaskSource {
  readonly modality: 'SEG' | 'RTSTRUCT' | 'NIFTI';
  readonly sopInstanceUid?: string;
  readonly seriesInstanceUid?: string;
  readonly studyInstanceUid?: string;
  readonly patientId?: string;
  readonly sha256?: string;
  /** What was taken as inside of a FRACTIONAL Segmentation: fractions of this kind from the threshold on. */
  readonly fraction?: { readonly type: string; readonly threshold: number };
  /** How nested contours of an RTSTRUCT were read, where there were any. */
  readonly nestedContours?: NestedContours;
}

/** A mask on the grid of its image. */
export interface LoadedMask {
  readonly mask: Mask;
  /** How many voxels are inside. */
  readonly voxels: number;
  readonly roi: Region;
  readonly source: MaskSource;
  readonly warnings: readonly string[];
}

/** One series of a study: images that may make a volume. */
export interface SeriesOfStudy {
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly instances: readonly Instance[];
  /** The path, or whatever each instance was handed in under. */
  readonly names: readonly string[];
}

/** One SEG or RTSTRUCT of a study. */
export interface MaskOfStudy {
  readonly modality: 'SEG' | 'RTSTRUCT';
  readonly studyInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** Series the object says it was drawn on, and the same with their instances. */
  readonly referencedSeriesUids: readonly string[];
  readonly references: readonly SeriesReference[];
  readonly frameOfReferenceUids: readonly string[];
  /** The path or whatever the file was handed in under. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly sha256?: string;
}
