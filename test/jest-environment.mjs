import { TestEnvironment } from 'jest-environment-node';

/**
 * A Node environment whose typed arrays are the process's own: native add-ons (ONNX Runtime) and
 * structured clones compare constructors, and Jest's realm would have others.
 */
export default class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const type of [ArrayBuffer, SharedArrayBuffer, Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int16Array, Uint32Array,
      Int32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array]) {
      this.global[type.name] = type;
    }
  }
}
