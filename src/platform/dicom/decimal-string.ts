const longest = 16;

/** Exponential notation without `+` and, where that is shorter, without the point: 1234567890e-109 has one character more to give. */
function exponential(value: number, digits: number): readonly string[] {
  const text = value.toExponential(digits - 1).replace('e+', 'e');
  const [mantissa = '', exponent = '0'] = text.split('e');
  return [text, `${mantissa.replace('.', '')}e${Number(exponent) - (digits - 1)}`];
}

/** Plain notation; none where it would need an exponent, or zeros that no digit stands behind. */
function plain(value: number, digits: number): readonly string[] {
  const text = value.toPrecision(digits);
  return text.includes('e') ? [] : [text];
}

/**
 * A number as a DICOM decimal string (PS3.5 6.2, DS): at most 16 characters, the shortest text that gives the number back
 * where that fits, else as many digits as do: ten or more, but for the last doubles before infinity, which must not round
 * up to it. Throws for what is not finite: DS has no word for it.
 */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`decimalString: ${value} cannot be written as a DICOM decimal string.`);
  const shortest = String(value).replace('e+', 'e');
  if (shortest.length <= longest) return shortest;
  for (let digits = 16; digits > 0; digits -= 1) {
    const fits = [...plain(value, digits), ...exponential(value, digits)].find((text) => text.length <= longest && Number.isFinite(Number(text)));
    if (fits !== undefined) return fits;
  }
  throw new Error(`decimalString: ${value} does not fit ${longest} characters.`);
}
