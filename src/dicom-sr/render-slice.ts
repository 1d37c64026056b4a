import { blackPicture, type Colour, type Picture, setPixel } from './picture.js';
import { greyOf, type Window } from './key-slice.js';

/** One slice with the region on it. */
export interface SliceToRender {
  readonly columns: number;
  readonly rows: number;
  /** Between rows (Δy), then between columns (Δx). */
  readonly pixelSpacingMm: readonly [number, number];
  readonly values: Float32Array;
  readonly mask: Uint8Array;
  readonly window: Window;
}

const contourColour: Colour = [255, 220, 0];
const wantedPixels = 512;

/** Pixels of the picture for a pixel of the slice along x and y: whole ones along the finer axis, square in millimetres, some 512 along the longer side. */
export function scaleOf({ columns, rows, pixelSpacingMm: [dy, dx] }: Pick<SliceToRender, 'columns' | 'rows' | 'pixelSpacingMm'>): readonly [number, number] {
  const finest = Math.min(dx, dy);
  const whole = Math.max(1, Math.ceil((wantedPixels * finest) / Math.max(columns * dx, rows * dy)));
  return [(whole * dx) / finest, (whole * dy) / finest];
}

/**
 * The slice in grey, every voxel as a block of pixels, with the outline of the region drawn along the inner side of its
 * voxels' edges. `bandHeight` black rows follow below, for text.
 */
export function renderSlice(slice: SliceToRender, bandHeight: number): Picture {
  const { columns, rows, values, mask, window } = slice;
  const [sx, sy] = scaleOf(slice);
  const [width, height] = [Math.round(columns * sx), Math.round(rows * sy)];
  const picture = blackPicture(width, height + bandHeight);
  const voxelAt = (x: number, y: number): number => Math.min(columns - 1, Math.floor(x / sx)) + columns * Math.min(rows - 1, Math.floor(y / sy));
  const isInside = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < width && y < height && mask[voxelAt(x, y)] === 1;
  const line = Math.min(sx, sy) >= 4 ? 2 : 1;
  const isEdge = (x: number, y: number): boolean => !isInside(x - line, y) || !isInside(x + line, y) || !isInside(x, y - line) || !isInside(x, y + line);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const grey = greyOf(values[voxelAt(x, y)], window);
      setPixel(picture, x, y, isInside(x, y) && isEdge(x, y) ? contourColour : [grey, grey, grey]);
    }
  }
  return picture;
}
