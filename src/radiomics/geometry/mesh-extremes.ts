type Triple = readonly [number, number, number];

/**
 * Vertices of a mask's surface, reduced to those that can be corners of its convex hull: on every line of voxels along
 * x, y or z the first and the last. Coordinates in half voxels, so that all are integers; x, y, z of point after point.
 */
export function meshExtremes(mask: Uint8Array, size: Triple): Int32Array {
  const strides = [1, size[0], size[0] * size[1]];
  const points: number[] = [];
  for (const axis of [0, 1, 2]) {
    const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
    for (let j = 0; j < size[v]; j += 1) {
      for (let i = 0; i < size[u]; i += 1) {
        const base = i * strides[u] + j * strides[v];
        let first = 0;
        while (first < size[axis] && mask[base + first * strides[axis]] === 0) first += 1;
        if (first === size[axis]) continue;
        let last = size[axis] - 1;
        while (mask[base + last * strides[axis]] === 0) last -= 1;
        for (const end of [2 * first - 1, 2 * last + 1]) {
          const at = points.length;
          points.length += 3;
          points[at + axis] = end;
          points[at + u] = 2 * i;
          points[at + v] = 2 * j;
        }
      }
    }
  }
  return Int32Array.from(points);
}
