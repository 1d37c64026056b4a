import { canonicalJson, sha256Hex } from '../platform/canonical-json.js';
import { engine } from '../platform/project.js';
import type { Intensity, LoadedVolume } from '../volumes/index.js';
import { type Encoding, encodingOf } from '../volumes/transfer-syntax.js';
import { type CacheSettings, keptEntries } from './kept-entries.js';

/** Volumes on disk, those only that took long to decode. */
export interface VolumeCache {
  /** Null when it is not kept, or not whole any more. */
  readonly take: (key: string) => Promise<LoadedVolume | null>;
  readonly keep: (key: string, volume: LoadedVolume) => Promise<void>;
}

/** What a volume follows from: the bytes of its instances in whatever order, what its intensities stand for, and the engine that read them. */
export const volumeKey = (instanceHashes: readonly string[], intensity: Intensity): string =>
  sha256Hex(canonicalJson({ kind: 'volume', engine: engine.version, intensity, instances: instanceHashes.toSorted() }));

/**
 * What decodes in more than twice the time that its voxels are read back in. 134 slices of 512² on one thread: JPEG 2000
 * 8.9 s, JPEG lossless 4.7 s, JPEG-LS 2.0 s; HTJ2K 1.0 s, RLE 0.8 s, uncompressed 0.35 s; read back and checked in 0.4 s.
 */
const slow: ReadonlySet<Encoding> = new Set(['jpeg-2000', 'jpeg-lossless', 'jpeg-ls']);
/** 16 slices of 512²: what is smaller is decoded in a moment. */
const worthKeeping = 16 * 512 * 512;

function isWorthKeeping({ volume: { voxels }, source: { transferSyntaxUid } }: LoadedVolume): boolean {
  const encoding = encodingOf(transferSyntaxUid);
  return voxels.length >= worthKeeping && encoding.ok && slow.has(encoding.value);
}

/** What is not numbers of the volume. */
interface About extends Pick<LoadedVolume, 'intensityUnit' | 'warnings' | 'source'> {
  readonly size: LoadedVolume['volume']['grid']['size'];
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array | Uint8Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);

/** Spacing, affine and slice origins as they are, to the sign of a zero. */
const placesOf = ({ volume: { grid }, sliceOriginsMm }: LoadedVolume): Float64Array => Float64Array.from([...grid.spacingMm, ...grid.affine, ...sliceOriginsMm.flat()]);

function volumeOf(said: About, places: Float64Array, voxels: Float32Array, padding: Uint8Array | null): LoadedVolume {
  const { size, ...rest } = said;
  const [spacing, affine, origins] = [places.subarray(0, 3), places.subarray(3, 19), places.subarray(19)];
  return {
    ...rest, padding, volume: { grid: { size, spacingMm: [spacing[0], spacing[1], spacing[2]], affine: [...affine] }, voxels },
    sliceOriginsMm: Array.from({ length: origins.length / 3 }, (_, k) => [origins[3 * k], origins[3 * k + 1], origins[3 * k + 2]] as const),
  };
}

/** A cache in a folder that it may share with fetched series (series-cache.ts). */
export function createVolumeCache(settings: CacheSettings): VolumeCache {
  const entries = keptEntries(settings);
  return {
    take: (key) => entries.take(key, async ([first, second, third, fourth]) => {
      // Only `keep` writes it, and its hash holds.
      const said = JSON.parse(Buffer.from(await first.toMemory()).toString('utf8')) as About;
      const [places, voxels, padding] = [await second.toMemory(), await third.toMemory(), fourth === undefined ? null : await fourth.toMemory()];
      return volumeOf(said, new Float64Array(places), new Float32Array(voxels), padding === null ? null : new Uint8Array(padding));
    }),
    async keep(key, loaded) {
      if (!isWorthKeeping(loaded)) return;
      const { volume: { grid: { size }, voxels }, intensityUnit, warnings, source, padding } = loaded;
      const said: About = { size, intensityUnit, warnings, source };
      const pieces = [Buffer.from(JSON.stringify(said)), bytesOf(placesOf(loaded)), bytesOf(voxels), ...(padding === null ? [] : [padding])];
      await entries.keep(key, pieces, pieces.reduce((sum, { length }) => sum + length, 0));
    },
  };
}
