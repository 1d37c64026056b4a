import type { WasmDecoder } from '@cornerstonejs/codec-openjpeg/wasmjs';
import { done, refused, type Outcome } from '../platform/problem.js';
import { checkCodestream } from './codestream.js';

/** A decoder loaded: one compressed frame → bytes, little endian. */
export type FrameDecoder = (bytes: Uint8Array, size: FrameSize) => Outcome<Uint8Array>;

/** What the header promises of each frame. */
export interface FrameSize {
  readonly rows: number;
  readonly columns: number;
}

/** The decoders print progress to stdout, which belongs to the answer. Each makes the object its own, so each needs a new one. */
const silence = () => ({ print: (): void => undefined, printErr: (): void => undefined });

/**
 * Starts a WebAssembly module. Its glue code installs a handler for the process's uncaught exceptions, at once and for
 * ever; that is the application's business, so the handler goes again.
 */
function quietly<T>(create: (options: ReturnType<typeof silence>) => Promise<T>): Promise<T> {
  const before = new Set(process.listeners('uncaughtException'));
  const module = create(silence());
  for (const listener of process.listeners('uncaughtException')) if (!before.has(listener)) process.off('uncaughtException', listener);
  return module;
}

const corrupt = (what: string): Outcome<never> => refused('PIXEL_DATA_CORRUPT', `a frame cannot be decoded as ${what}`);

/** JPEG, JPEG-LS and JPEG 2000 streams all end with FFD9; trailing padding is allowed. */
function isComplete(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return end >= 2 && bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
}

/** What can be said of a frame before it is decoded. */
const checkFrame = (bytes: Uint8Array, what: string, size: FrameSize): Outcome<null> =>
  (isComplete(bytes) ? checkCodestream(bytes, what, size) : refused('PIXEL_DATA_TRUNCATED', `a ${what} frame ends before its end marker`));

function frameDecoder(Decoder: new () => WasmDecoder, what: string): FrameDecoder {
  return (bytes, size) => {
    const fit = checkFrame(bytes, what, size);
    if (!fit.ok) return fit;
    try {
      const decoder = new Decoder();
      decoder.getEncodedBuffer(bytes.length).set(bytes);
      decoder.decode();
      const { width, height, componentCount } = decoder.getFrameInfo();
      const pixels = decoder.getDecodedBuffer().slice();
      decoder.delete();
      return width === size.columns && height === size.rows && componentCount === 1 ? done(pixels) : corrupt(what);
    } catch {
      return corrupt(what);
    }
  };
}

async function loadJpegLossless(): Promise<FrameDecoder> {
  const { Decoder } = await import('jpeg-lossless-decoder-js');
  return (bytes, size) => {
    const fit = checkFrame(bytes, 'JPEG lossless', size);
    if (!fit.ok) return fit;
    try {
      const decoder = new Decoder();
      const pixels = decoder.decode(new Uint8Array(bytes).buffer);
      const { dimX, dimY } = decoder.frame;
      if (dimX !== size.columns || dimY !== size.rows) return corrupt('JPEG lossless');
      return done(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
    } catch {
      return corrupt('JPEG lossless');
    }
  };
}

const loaders: Readonly<Record<CompressedEncoding, () => Promise<FrameDecoder>>> = {
  'jpeg-lossless': loadJpegLossless,
  'jpeg-ls': async () => frameDecoder((await quietly((await import('@cornerstonejs/codec-charls/wasmjs')).default)).JpegLSDecoder, 'JPEG-LS'),
  'jpeg-2000': async () => frameDecoder((await quietly((await import('@cornerstonejs/codec-openjpeg/wasmjs')).default)).J2KDecoder, 'JPEG 2000'),
  htj2k: async () => frameDecoder((await quietly((await import('@cornerstonejs/codec-openjph/wasmjs')).default)).HTJ2KDecoder, 'HTJ2K'),
};

export type CompressedEncoding = 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

/**
 * Loads the decoder of an encoding. Each volume gets a fresh WebAssembly instance: after a corrupt stream an instance
 * may be left broken, and its memory never shrinks.
 */
export const loadDecoder = (encoding: CompressedEncoding): Promise<FrameDecoder> => loaders[encoding]();
