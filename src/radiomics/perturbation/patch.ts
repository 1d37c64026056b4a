import { boxSize, copyBox, perAxis, voxelCount, type Box, type Triple } from '../preprocessing/box.js';

/** Part of an image with its mask, index order x + nx (y + ny z): what a perturbation works on. */
export interface Patch {
  readonly size: Triple;
  readonly spacingMm: Triple;
  readonly image: Float64Array;
  readonly mask: Uint8Array;
}

/** Where a patch is taken from. */
export interface PatchSource {
  readonly size: Triple;
  readonly spacingMm: Triple;
  readonly image: Float32Array | Float64Array;
  readonly mask: Uint8Array;
}

/** The patch of a box. */
export function patchOf({ size, spacingMm, image, mask }: PatchSource, box: Box): Patch {
  const count = voxelCount(boxSize(box));
  const patch = { size: boxSize(box), spacingMm, image: new Float64Array(count), mask: new Uint8Array(count) };
  copyBox(image, size, box, patch.image);
  copyBox(mask, size, box, patch.mask);
  return patch;
}

/** Writes the voxels of a box, x fastest, back into where they came from. */
export function pasteBox(target: Float32Array | Uint8Array, size: Triple, { box, voxels }: { readonly box: Box; readonly voxels: Float64Array | Uint8Array }): void {
  const [nx, ny] = size;
  const width = box.high[0] - box.low[0] + 1;
  let at = 0;
  for (let z = box.low[2]; z <= box.high[2]; z += 1) {
    for (let y = box.low[1]; y <= box.high[1]; y += 1, at += width) target.set(voxels.subarray(at, at + width), box.low[0] + nx * (y + ny * z));
  }
}

/** Voxels that reach at least so many millimetres, along x, y, z. */
export const voxelsWithin = (mm: number, spacingMm: Triple): [number, number, number] => perAxis((axis) => Math.ceil(mm / spacingMm[axis]));
