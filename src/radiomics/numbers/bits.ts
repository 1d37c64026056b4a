const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
float[0] = 1;
const high = words[1] === 0 ? 0 : 1;

/** The upper half of a number's 64 bits: sign, exponent and 20 bits of its fraction. */
export function highWord(x: number): number {
  float[0] = x;
  return words[high];
}

/** A number with another upper half. */
export function withHighWord(x: number, word: number): number {
  float[0] = x;
  words[high] = word;
  return float[0];
}

/** A number with the lower half of its bits cut off. */
export function withoutLowWord(x: number): number {
  float[0] = x;
  words[1 - high] = 0;
  return float[0];
}

/** 2^k, exact, for whole k: 0 and infinity beyond what numbers reach. */
export function powerOfTwo(k: number): number {
  if (k < -1022) return k < -1074 ? 0 : powerOfTwo(k + 52) * 2 ** -52;
  return k > 1023 ? Infinity : withHighWord(0, (1023 + k) * 2 ** 20);
}
