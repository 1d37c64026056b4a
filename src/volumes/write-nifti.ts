import { gzipSync } from 'node:zlib';
import type { Volume } from '../radiomics/index.js';

const headerBytes = 352;

/** The header of a single-file NIfTI-1 image of float32 voxels in millimetres; the grid's LPS becomes NIfTI's RAS in the sform. */
function headerOf({ size, spacingMm, affine }: Volume['grid']): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeInt32LE(348, 0);
  [3, ...size, 1, 1, 1, 1].forEach((n, i) => header.writeInt16LE(n, 40 + 2 * i));
  header.writeInt16LE(16, 70); // datatype float32
  header.writeInt16LE(32, 72); // bits of a voxel
  [1, ...spacingMm, 0, 0, 0, 0].forEach((mm, i) => header.writeFloatLE(mm, 76 + 4 * i));
  header.writeFloatLE(headerBytes, 108); // where voxels begin
  header.writeFloatLE(1, 112); // scl_slope
  header.writeUInt8(2, 123); // millimetres
  header.writeInt16LE(1, 254); // sform: scanner coordinates
  affine.slice(0, 12).forEach((value, i) => header.writeFloatLE(i < 8 ? -value : value, 280 + 4 * i));
  header.write('n+1\0', 344, 'latin1');
  return header;
}

/** A volume as the bytes of a NIfTI-1 file, voxels as float32; compressed for a name that ends in `.gz`. */
export function niftiBytes({ grid, voxels }: Volume, name: string): Uint8Array {
  const values = new DataView(new ArrayBuffer(4 * voxels.length));
  for (let i = 0; i < voxels.length; i += 1) values.setFloat32(4 * i, voxels[i], true);
  const bytes = Buffer.concat([headerOf(grid), new Uint8Array(values.buffer)]);
  return name.endsWith('.gz') ? gzipSync(bytes) : bytes;
}
