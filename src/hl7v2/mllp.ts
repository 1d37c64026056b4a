const startBlock = 0x0b;
const endBlock = Buffer.from([0x1c, 0x0d]);

/** What came out of a connection: a whole message, or bytes that are none. */
export type MllpEvent = { readonly kind: 'message'; readonly bytes: Buffer } | { readonly kind: 'too-large' };

/**
 * Finds messages in the bytes of one connection (HL7 MLLP: 0x0B message 0x1C 0x0D), in whatever pieces they arrive.
 * Bytes between frames are thrown away; a frame that begins within another one ends that one unheard. A frame over the
 * limit is reported once, and the connection is then best closed.
 */
export class MllpReader {
  /** The frame that has begun, in pieces; empty where none has. Pieces are put together once, at its end. */
  private pieces: Buffer[] = [];
  private length = 0;

  constructor(private readonly limitBytes: number) {}

  push(chunk: Buffer): readonly MllpEvent[] {
    const events: MllpEvent[] = [];
    let rest = chunk;
    while (rest.length > 0) {
      const end = this.endIn(rest);
      this.keep(rest.subarray(0, end ?? rest.length));
      if (this.length > this.limitBytes + 1 + endBlock.length) {
        events.push({ kind: 'too-large' });
        this.forget();
        if (end === undefined) return events;
      } else if (end !== undefined) {
        events.push(...this.take());
      }
      rest = rest.subarray(end ?? rest.length);
    }
    return events;
  }

  /** Where in `bytes` the frame is over, its two end bytes included; the first of them may be the last byte of the piece before. */
  private endIn(bytes: Buffer): number | undefined {
    if (this.pieces.at(-1)?.at(-1) === endBlock[0] && bytes[0] === endBlock[1]) return 1;
    const at = bytes.indexOf(endBlock);
    return at < 0 ? undefined : at + endBlock.length;
  }

  /** Keeps what belongs to a frame: from its start, the last one there is. */
  private keep(bytes: Buffer): void {
    const start = bytes.lastIndexOf(startBlock);
    if (start >= 0) this.forget();
    else if (this.pieces.length === 0) return;
    const own = start >= 0 ? bytes.subarray(start) : bytes;
    this.pieces.push(own);
    this.length += own.length;
    // A peer that sends byte by byte must not make an object of each.
    if (this.pieces.length > 1024) this.pieces = [Buffer.concat(this.pieces)];
  }

  private take(): readonly MllpEvent[] {
    const whole = Buffer.concat(this.pieces);
    this.forget();
    if (whole.length === 0) return [];
    const bytes = whole.subarray(1, -endBlock.length);
    return [bytes.length > this.limitBytes ? { kind: 'too-large' } : { kind: 'message', bytes }];
  }

  private forget(): void {
    this.pieces = [];
    this.length = 0;
  }
}

/** A message in its frame. */
export const frame = (text: string): Buffer => Buffer.concat([Buffer.from([startBlock]), Buffer.from(text, 'utf8'), endBlock]);
