import { readOverlappingSegmentationNode } from '@itk-wasm/dicom';
import { z } from 'zod';

/** One segment as dcmqi reads it. */
export interface DcmqiSegment {
  readonly label: string;
  readonly voxels: number;
  /** Mean of the voxels' centres in the patient system. */
  readonly centreMm: readonly number[];
}

/** The library prints every step; a test says what it has to say by failing. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { log, error } = console;
  Object.assign(console, { log: () => undefined, error: () => undefined });
  try {
    return await work();
  } finally {
    Object.assign(console, { log, error });
  }
}

type Image = Awaited<ReturnType<typeof readOverlappingSegmentationNode>>['segImage'];

/** Voxels of one component, and where they lie: origin + direction × (spacing × index), x fastest, components within a voxel. */
function counted({ data, size: [nx, ny], spacing, origin, direction, imageType: { components } }: Image, component: number): Omit<DcmqiSegment, 'label'> {
  if (!(data instanceof Int16Array)) throw new Error('dcmqi: the image is not of 16 bits as its labels are');
  const sums = [0, 0, 0];
  let voxels = 0;
  for (let i = component, at = 0; i < data.length; i += components, at += 1) {
    if (data[i] === 0) continue;
    voxels += 1;
    [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))].forEach((index, axis) => { sums[axis] += index * spacing[axis]; });
  }
  return { voxels, centreMm: origin.map((mm, row) => mm + sums.reduce((sum, along, axis) => sum + Number(direction[3 * row + axis]) * along, 0) / voxels) };
}

const described = z.object({ segmentAttributes: z.array(z.tuple([z.object({ SegmentLabel: z.string() })])) });

/** What dcmqi, built for WASM, reads of a Segmentation: each segment apart. */
export async function readByDcmqi(path: string): Promise<readonly DcmqiSegment[]> {
  const { segImage, metaInfo } = await quietly(() => readOverlappingSegmentationNode(path));
  return described.parse(metaInfo).segmentAttributes.map(([{ SegmentLabel }], component) => ({ label: SegmentLabel, ...counted(segImage, component) }));
}
