/** Huffman code of every category 0 to 16: five bits, the category itself. */
const codeLength = 5;
const categories = 17;

const segment = (marker: number, ...content: readonly number[]): readonly number[] => [0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255, ...content];

/** Bits, most significant first; a zero byte is stuffed after every byte of ones. */
class BitWriter {
  readonly bytes: number[] = [];
  private held = 0;
  private count = 0;

  put(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit -= 1) {
      this.held = (this.held << 1) | ((value >> bit) & 1);
      this.count += 1;
      if (this.count === 8) this.flush();
    }
  }

  private flush(): void {
    this.bytes.push(this.held);
    if (this.held === 0xff) this.bytes.push(0);
    [this.held, this.count] = [0, 0];
  }

  /** Filled up with ones. */
  end(): readonly number[] {
    while (this.count > 0) this.put(1, 1);
    return this.bytes;
  }
}

/** A 16-bit picture as JPEG lossless, first-order prediction (ISO/IEC 10918-1 H, selection value 1): nobody else here writes one. */
export function jpegLossless(values: Uint16Array, columns: number, rows: number): Uint8Array {
  const writer = new BitWriter();
  values.forEach((value, i) => {
    const predicted = i === 0 ? 32_768 : values[i % columns === 0 ? i - columns : i - 1];
    const difference = ((value - predicted) << 16) >> 16;
    const category = difference === -32_768 ? 16 : 32 - Math.clz32(Math.abs(difference));
    writer.put(category, codeLength);
    if (category > 0 && category < 16) writer.put(difference < 0 ? difference - 1 : difference, category);
  });
  return Uint8Array.from([
    0xff, 0xd8, ...segment(0xc3, 16, rows >> 8, rows & 255, columns >> 8, columns & 255, 1, 1, 0x11, 0),
    ...segment(0xc4, 0, ...Array.from({ length: 16 }, (_, k) => (k + 1 === codeLength ? categories : 0)), ...Array.from({ length: categories }, (_, k) => k)),
    ...segment(0xda, 1, 1, 0, 1, 0, 0), ...writer.end(), 0xff, 0xd9,
  ]);
}
