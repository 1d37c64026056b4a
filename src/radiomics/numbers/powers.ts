export const square = (x: number): number => x * x;

export const cube = (x: number): number => x * x * x;

/** x^n for whole n from 0 on, by squaring. */
export function integerPower(x: number, n: number): number {
  let [result, factor] = [1, x];
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= factor;
    factor *= factor;
  }
  return result;
}

/** Length of a vector of two or three components, whose squares must be finite. */
export const norm = (x: number, y: number, z = 0): number => Math.sqrt(x * x + y * y + z * z);
