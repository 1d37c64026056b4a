import { powerOfTwo } from '../numbers/bits.js';
import { log2 } from '../numbers/logarithms.js';
import { integerPower, norm } from '../numbers/powers.js';
import { cos } from '../numbers/sin-cos.js';
import type { Triple } from '../preprocessing/box.js';

/**
 * Simoncelli's wavelet (IBSI LODD) at a frequency, where 1 is the highest along an axis: cos(π/2 log₂(2‖ν‖ / ν_j)) for
 * ν_j / 4 ≤ ‖ν‖ ≤ ν_j with ν_j = 2^(1 − level), else 0.
 */
export function simoncelliAt(frequency: Triple, level: number): number {
  const highest = powerOfTwo(1 - level);
  const length = norm(...frequency);
  return length >= highest / 4 && length <= highest ? cos(Math.PI / 2 * log2(2 * length / highest)) : 0;
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/**
 * The Riesz transform of order (l₁, l₂, l₃) (IBSI AYRS) as a factor of the spectrum: (−i)^l √(l! / l₁! l₂! l₃!) ν^l / ‖ν‖^l with
 * l the sum of the orders; 0 at the frequency 0, where it has no direction.
 */
export function rieszAt(frequency: Triple, order: readonly number[]): { readonly re: number; readonly im: number } {
  const total = order.reduce((sum, l) => sum + l, 0);
  const length = norm(...frequency);
  if (length === 0) return { re: 0, im: 0 };
  const scale = Math.sqrt(factorial(total) / order.reduce((product, l) => product * factorial(l), 1));
  const value = scale * order.reduce((product, l, axis) => product * integerPower(frequency[axis] / length, l), 1);
  const quarter = total % 4;
  if (quarter % 2 === 0) return { re: quarter === 0 ? value : -value, im: 0 };
  return { re: 0, im: quarter === 1 ? -value : value };
}
