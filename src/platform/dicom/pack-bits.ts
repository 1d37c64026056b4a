/** Planes of 0 and 1 as bits in one run, least significant first, planes not byte-aligned, of even length (PS3.5 8.1.1). */
export function packBits(planes: readonly Uint8Array[]): ArrayBuffer {
  const bits = planes.reduce((sum, plane) => sum + plane.length, 0);
  const bytes = new Uint8Array(2 * Math.ceil(bits / 16));
  let at = 0;
  for (const plane of planes) {
    for (let i = 0; i < plane.length; i += 1) if (plane[i] === 1) bytes[(at + i) >> 3] |= 1 << ((at + i) & 7);
    at += plane.length;
  }
  return bytes.buffer;
}
