/** For each axis of the image: which of the kernel's axes lies along it, and whether it runs backwards. */
type Rotation = readonly { readonly from: number; readonly direction: 1 | -1 }[];

const permutations: readonly (readonly number[])[] = [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 2, 1], [2, 1, 0], [1, 0, 2]];
const directions = [1, -1] as const;

const isEven = (order: readonly number[]): boolean => order.every((from, axis) => from === (order[0] + axis) % 3);

/** The 24 rotations of a cube by right angles: permutations with reflections whose determinant is 1. */
const inSpace: readonly Rotation[] = permutations.flatMap((order) => directions.flatMap((x) => directions.flatMap((y) => {
  const z = (isEven(order) ? 1 : -1) * x * y === 1 ? 1 : -1;
  return [[{ from: order[0], direction: x }, { from: order[1], direction: y }, { from: order[2], direction: z }] as const];
})));

/** The four of them that turn a plane. */
const inPlane: readonly Rotation[] = [
  [{ from: 0, direction: 1 }, { from: 1, direction: 1 }], [{ from: 1, direction: -1 }, { from: 0, direction: 1 }],
  [{ from: 0, direction: -1 }, { from: 1, direction: -1 }], [{ from: 1, direction: 1 }, { from: 0, direction: -1 }],
];

/** A separable kernel, given by its taps along each axis, turned by every right angle (IBSI 2 reference manual, 3.4). */
export function rotated(kernel: readonly Float64Array[]): readonly (readonly Float64Array[])[] {
  return (kernel.length === 3 ? inSpace : inPlane).map((rotation) => rotation.map(({ from, direction }) => (direction === 1 ? kernel[from] : kernel[from].toReversed())));
}
