import { readFileSync } from 'node:fs';
import { extractFeatures, type Grid, type Mask, type Volume } from '../../src/radiomics/index.js';
import { settingsOf } from './workloads.js';

/*
 * Time and memory of a ball of about so many voxels at 1 mm, from an image of 1 × 1 × 2 mm:
 *   scaling.js VOXELS REPEATS
 * `bytesPerVoxel` is the peak of resident memory of the first run above what the process held with image and mask in
 * memory, over the voxels of the ball's box; of a small ball it is what the runtime itself takes.
 */

const memoryKb = (what: 'VmRSS' | 'VmHWM'): number => Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN);

/** Repeatable noise between 0 and 1 for a voxel. */
function noise(at: number): number {
  const mixed = Math.imul(at ^ (at >>> 15), 0x2c1b3c6d);
  return ((Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) >>> 8) & 0xffff) / 0xffff;
}

/** A ball with a margin, its texture smooth waves under noise as in a T1 image. */
function ball(voxels: number): { readonly volume: Volume; readonly mask: Mask } {
  const radius = Math.cbrt(3 * voxels / (4 * Math.PI));
  const n = 2 * Math.ceil(radius) + 9;
  const nz = Math.ceil(n / 2);
  const grid: Grid = { size: [n, n, nz], spacingMm: [1, 1, 2], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1] };
  const image = new Float32Array(n * n * nz);
  const inside = new Uint8Array(image.length);
  const [centre, centreZ] = [(n - 1) / 2, (nz - 1) / 2];
  for (let z = 0, at = 0; z < nz; z += 1) {
    for (let y = 0; y < n; y += 1) {
      for (let x = 0; x < n; x += 1, at += 1) {
        image[at] = Math.round(500 + 150 * Math.sin(x / 7) * Math.cos(y / 9) + 100 * Math.sin(z / 5) + 120 * noise(at));
        inside[at] = (x - centre) ** 2 + (y - centre) ** 2 + (2 * (z - centreZ)) ** 2 <= radius ** 2 ? 1 : 0;
      }
    }
  }
  return { volume: { grid, voxels: image }, mask: { grid, voxels: inside } };
}

const [voxels, repeats] = process.argv.slice(2).map(Number);
const { volume, mask } = ball(voxels);
const [settings] = settingsOf('features', ['binCount', 32]);
const before = memoryKb('VmRSS');
const [inProcessMs, cpuMs]: number[][] = [[], []];
let [boxVoxels, measured, peakKb] = [0, 0, 0];
for (let k = 0; k < repeats; k += 1) {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const result = extractFeatures(volume, mask, settings);
  inProcessMs.push(performance.now() - began);
  const { user, system } = process.cpuUsage(cpu);
  cpuMs.push((user + system) / 1000);
  if (k === 0) peakKb = memoryKb('VmHWM');
  if (result.kind !== 'measured') throw new Error(result.detail);
  measured = result.mask.voxelsInterpolated;
  boxVoxels = ['x', 'y', 'z'].reduce((product, side) => product * result.diagnostics[`int_mask_bb_dim_${side}_interp_roi`], 1);
}
process.stdout.write(`${JSON.stringify({ voxels: measured, boxVoxels, inProcessMs, cpuMs, bytesPerVoxel: (peakKb - before) * 1024 / boxVoxels })}\n`);
