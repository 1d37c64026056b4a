interface FilterCommon {
  readonly dimensions: '2D' | '3D';
  readonly boundary: 'mirror' | 'nearest' | 'zero' | 'periodic';
  readonly rotationInvariance: { readonly pooling: 'max' | 'average' } | null;
}

type Order = readonly number[];
interface Simoncelli { readonly level: number }
interface LaplacianOfGaussian { readonly sigmaMm: number; readonly cutoffSigma: number }
interface Gabor {
  readonly sigmaMm: number;
  readonly wavelengthMm: number;
  readonly gamma: number;
  readonly thetaDegrees: number | null;
  readonly thetaStepDegrees: number | null;
  readonly response: 'modulus' | 'real' | 'imaginary';
  readonly orthogonalPlanes: boolean;
}

/** The convolutional filters of IBSI-2. Letters of `kernel` and `subband` and numbers of `order` follow x, y, z of the file. */
export type FilterSettings = FilterCommon & (
  | { readonly name: 'mean'; readonly supportVoxels: number }
  | ({ readonly name: 'laplacian-of-gaussian' } & LaplacianOfGaussian)
  | { readonly name: 'laws'; readonly kernel: string; readonly energyDistance: number | null }
  | ({ readonly name: 'gabor' } & Gabor)
  | { readonly name: 'separable-wavelet'; readonly family: string; readonly subband: string; readonly level: number }
  | ({ readonly name: 'simoncelli' } & Simoncelli)
  | ({ readonly name: 'riesz-laplacian-of-gaussian'; readonly order: Order } & LaplacianOfGaussian)
  | ({ readonly name: 'riesz-simoncelli'; readonly order: Order } & Simoncelli)
);
