import type { Vector } from './types.js';

/** How slices lie in the patient. */
export interface SlicePlane {
  /** `oblique` where the slices' normal is more than half a degree off the nearest axis. */
  readonly plane: 'axial' | 'coronal' | 'sagittal' | 'oblique';
  readonly nearest: 'axial' | 'coronal' | 'sagittal';
  /** Angle between the slices' normal and the axis of the nearest plane, 0 to 54.7°. */
  readonly degreesOff: number;
}

const leastDegrees = 0.5;

/** The plane that slices with this normal, of any length and sign, are nearest to. */
export function slicePlane(normal: Vector): SlicePlane {
  const [x, y, z] = normal.map(Math.abs);
  const nearest = z >= x && z >= y ? 'axial' : y >= x ? 'coronal' : 'sagittal';
  const along = { axial: z, coronal: y, sagittal: x }[nearest];
  // By the tangent: the cosine of a small angle has lost it.
  const degreesOff = (Math.atan2(Math.sqrt(Math.max(0, x * x + y * y + z * z - along * along)), along) * 180) / Math.PI;
  return { plane: degreesOff > leastDegrees ? 'oblique' : nearest, nearest, degreesOff };
}
