import type { FeatureTable, Value } from '../../features/measured.js';
import { leastAxisLength, majorAxisLength, minorAxisLength, morphology } from '../../features/morphology.js';
import { shapeOf, type Shape } from '../../features/shape.js';
import type { Roi } from '../../roi.js';
import { planarDiameters } from './diameters.js';
import { pyradiomicsSurface } from './mesh.js';

/** What the shape features are taken from, with the mesh of PyRadiomics. */
export function pyradiomicsShape(roi: Roi): Shape {
  const surface = pyradiomicsSurface(roi.morphological, roi.grid.size, roi.grid.spacingMm);
  return { ...shapeOf(roi), surface: () => surface };
}

/** The covariance of the voxels' positions is the population's, divided by n and not by n − 1. */
const ofPopulation = (length: (s: Shape) => Value) => (s: Shape): Value => {
  const [value, { count }] = [length(s), s.positions()];
  return typeof value === 'number' ? value * Math.sqrt((count - 1) / count) : value;
};

const planar = ({ roi }: Shape): ReturnType<typeof planarDiameters> => planarDiameters(roi.morphological, roi.grid.size, roi.grid.spacingMm);

/** The features of shape.py. */
export const shape: FeatureTable<Shape> = {
  ...morphology,
  original_shape_MajorAxisLength: ofPopulation(majorAxisLength),
  original_shape_MinorAxisLength: ofPopulation(minorAxisLength),
  original_shape_LeastAxisLength: ofPopulation(leastAxisLength),
  original_shape_Maximum2DDiameterSlice: (s) => planar(s).slice(),
  original_shape_Maximum2DDiameterColumn: (s) => planar(s).column(),
  original_shape_Maximum2DDiameterRow: (s) => planar(s).row(),
};
