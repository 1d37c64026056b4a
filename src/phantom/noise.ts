/** Looked up once: in the realm of a test a look-up of a global costs more than the hash. */
const { imul } = Math;

/** A well-mixed 32-bit hash of four integers (the finaliser of MurmurHash3 over a running product). */
function hash(seed: number, x: number, y: number, z: number): number {
  let h = imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ imul(x + 0x7f4a7c15, 0xc2b2ae35);
  h = imul(h ^ (h >>> 15), 0x27d4eb2f) ^ imul(y + 0x165667b1, 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35) ^ imul(z + 0x2545f491, 0x27d4eb2f);
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const uniform = (seed: number, x: number, y: number, z: number): number => (hash(seed, x, y, z) + 0.5) / 2 ** 32;

/** Standard normal deviate that belongs to a voxel: the same for the same seed and place, in whatever order it is asked for (Box and Muller). */
export function gaussianAt(seed: number, [x, y, z]: readonly [number, number, number]): number {
  return Math.sqrt(-2 * Math.log(uniform(seed, x, y, z))) * Math.cos(2 * Math.PI * uniform(seed + 1, x, y, z));
}

const ease = (t: number): number => t * t * (3 - 2 * t);
const mix = (a: number, b: number, t: number): number => a + (b - a) * t;

/**
 * A smooth random field between −1 and 1 with the given correlation length: random values on a lattice, eased between
 * its nodes (value noise). A function of the place in millimetres, so that every image of a patient shows the same texture.
 */
export function smoothNoise(seed: number, [x, y, z]: readonly [number, number, number], lengthMm: number): number {
  const [u, v, w] = [x / lengthMm, y / lengthMm, z / lengthMm];
  const [i, j, k] = [Math.floor(u), Math.floor(v), Math.floor(w)];
  const [a, b, c] = [ease(u - i), ease(v - j), ease(w - k)];
  const row = (dj: number, dk: number): number => mix(uniform(seed, i, j + dj, k + dk), uniform(seed, i + 1, j + dj, k + dk), a);
  const plane = (dk: number): number => mix(row(0, dk), row(1, dk), b);
  return 2 * mix(plane(0), plane(1), c) - 1;
}
