/** The decoders' WebAssembly builds come without types; this is what we use of them. */
declare module '@cornerstonejs/codec-openjpeg/wasmjs' {
  export interface FrameInfo {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
    readonly isSigned?: boolean;
  }
  export interface WasmDecoder {
    getEncodedBuffer(length: number): Uint8Array;
    getDecodedBuffer(): Uint8Array;
    decode(): void;
    getFrameInfo(): FrameInfo;
    delete(): void;
  }
  /** Tests only: they make what is read. */
  export interface WasmEncoder {
    getDecodedBuffer(frame: FrameInfo): Uint8Array;
    getEncodedBuffer(): Uint8Array;
    encode(): void;
    delete(): void;
  }
  export interface QualityEncoder extends WasmEncoder {
    setQuality(isLossless: boolean, quality: number): void;
    setDecompositions(levels: number): void;
  }
  export interface OpenJpeg { readonly J2KDecoder: new () => WasmDecoder; readonly J2KEncoder: new () => QualityEncoder }
  export default function create(options: { print(): void; printErr(): void }): Promise<OpenJpeg>;
}

declare module '@cornerstonejs/codec-charls/wasmjs' {
  import type { WasmDecoder, WasmEncoder } from '@cornerstonejs/codec-openjpeg/wasmjs';
  export interface NearEncoder extends WasmEncoder { setNearLossless(near: number): void }
  export interface Charls { readonly JpegLSDecoder: new () => WasmDecoder; readonly JpegLSEncoder: new () => NearEncoder }
  export default function create(options: { print(): void; printErr(): void }): Promise<Charls>;
}

declare module '@cornerstonejs/codec-openjph/wasmjs' {
  import type { QualityEncoder, WasmDecoder } from '@cornerstonejs/codec-openjpeg/wasmjs';
  export interface OpenJph { readonly HTJ2KDecoder: new () => WasmDecoder; readonly HTJ2KEncoder: new () => QualityEncoder }
  export default function create(options: { print(): void; printErr(): void }): Promise<OpenJph>;
}

declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    readonly frame: { readonly dimX: number; readonly dimY: number };
    decode(buffer: ArrayBuffer): Uint8Array | Uint16Array;
  }
}
