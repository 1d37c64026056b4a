import type { Vector } from './types.js';

/** Arithmetic on directions and positions in millimetres. */
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

export const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

export const plus = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

export const times = (a: Vector, s: number): Vector => [a[0] * s, a[1] * s, a[2] * s];

export const norm = (a: Vector): number => Math.hypot(...a);

export const unit = (a: Vector): Vector => times(a, 1 / norm(a));

/** Row and column direction of six direction cosines. */
export const axesOf = (orientation: readonly [...Vector, ...Vector]): { readonly row: Vector; readonly column: Vector } => ({
  row: [orientation[0], orientation[1], orientation[2]],
  column: [orientation[3], orientation[4], orientation[5]],
});
