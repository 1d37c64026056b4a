const startBlock = 0x0b;
const endBlock = 0x1c;
const carriageReturn = 0x0d;

/** What came out of a connection: a whole message, or bytes that are none. */
export type MllpEvent = { readonly kind: 'message'; readonly bytes: Buffer } | { readonly kind: 'too-large' };

/**
 * Finds messages in the bytes of one connection (HL7 MLLP: 0x0B message 0x1C 0x0D), in whatever pieces they arrive.
 * Bytes between frames are thrown away; a frame that begins within another one ends that one unheard. A frame over the
 * limit is reported once, and the connection is then best closed.
 */
export class MllpReader {
  private pending: Buffer = Buffer.alloc(0);

  constructor(private readonly limitBytes: number) {}

  push(chunk: Buffer): readonly MllpEvent[] {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    const events: MllpEvent[] = [];
    for (;;) {
      const start = this.pending.indexOf(startBlock);
      if (start < 0) { this.pending = Buffer.alloc(0); return events; }
      const end = this.pending.indexOf(Buffer.from([endBlock, carriageReturn]), start);
      if (end < 0) {
        this.pending = this.pending.subarray(this.pending.lastIndexOf(startBlock));
        if (this.pending.length > this.limitBytes) { this.pending = Buffer.alloc(0); events.push({ kind: 'too-large' }); }
        return events;
      }
      const from = this.pending.lastIndexOf(startBlock, end) + 1;
      events.push(end - from > this.limitBytes ? { kind: 'too-large' } : { kind: 'message', bytes: this.pending.subarray(from, end) });
      this.pending = this.pending.subarray(end + 2);
    }
  }
}

/** A message in its frame. */
export const frame = (text: string): Buffer => Buffer.concat([Buffer.from([startBlock]), Buffer.from(text, 'utf8'), Buffer.from([endBlock, carriageReturn])]);
