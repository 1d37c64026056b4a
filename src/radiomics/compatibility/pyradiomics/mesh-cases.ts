import { areaVector, cubeCases, type CubeCase } from '../../geometry/cube-cases.js';

type Triangle = CubeCase['triangles'][number];

/**
 * Where the table of PyRadiomics cuts a polygon of seven corners otherwise than ours: three edges of the cube per triangle,
 * each edge by its two corners; corner c stands at (c & 1, c >> 1 & 1, c >> 2).
 */
const otherCuts: Readonly<Record<number, string>> = {
  61: '57 46 01 57 01 15 46 26 01 37 13 01 26 37 01',
  62: '26 37 01 01 02 26 37 57 01 01 46 04 57 46 01',
  155: '46 02 15 45 46 15 02 23 15 57 15 67 23 67 15',
  157: '57 13 26 57 26 67 13 01 26 45 46 26 01 45 26',
  167: '67 45 13 67 13 37 13 45 04 26 23 13 13 04 26',
  173: '13 04 26 01 04 13 26 67 13 13 45 15 67 45 13',
  181: '23 01 46 26 23 46 01 15 46 67 46 37 15 37 46',
  185: '23 67 15 13 23 15 67 46 15 02 01 15 46 02 15',
  188: '04 15 67 67 46 04 13 67 15 26 67 02 13 02 67',
};

const middle = (edge: string): readonly [number, number, number] => {
  const [a, b] = [Number(edge[0]), Number(edge[1])];
  const half = (bit: number): number => (((a >> bit) & 1) + ((b >> bit) & 1)) / 2;
  return [half(0), half(1), half(2)];
};

const turned = (triangles: readonly Triangle[]): Triangle[] => triangles.map(([a, b, c]) => [a, c, b] as const);

/** Sum of the area vectors: it depends on the polygons' rims only, and tells outward from inward. */
const leaning = (triangles: readonly Triangle[]): number[] =>
  triangles.map(areaVector).reduce<number[]>((sum, vector) => sum.map((value, axis) => value + vector[axis]), [0, 0, 0]);

function trianglesOf(code: number): readonly Triangle[] {
  const ours = cubeCases[code].triangles;
  const cuts = otherCuts[code];
  if (cuts === undefined) return ours;
  const edges = cuts.split(' ').map(middle);
  const theirs = Array.from({ length: edges.length / 3 }, (_, t): Triangle => [edges[3 * t], edges[3 * t + 1], edges[3 * t + 2]]);
  const [wanted, found] = [leaning(ours), leaning(theirs)];
  return wanted.reduce((sum, value, axis) => sum + value * found[axis], 0) < 0 ? turned(theirs) : theirs;
}

/** The corner at (0, 1, 1): a cube that has it inside takes the surface of the opposite case. */
const flippingCorner = 6;

/**
 * The surface in a cube as PyRadiomics draws it (cshape.c): its table has one half of the 256 cases, and the others are
 * their complements. Where inside corners meet across a face, the surface may then be open; IBSI leaves that to the program.
 */
export const meshCases: readonly (readonly Triangle[])[] = Array.from({ length: 256 }, (_, code) =>
  (((code >> flippingCorner) & 1) === 0 ? trianglesOf(code) : turned(trianglesOf(code ^ 255))));
