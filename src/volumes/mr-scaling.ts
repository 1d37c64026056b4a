import { float32, float64, items, numeric, privateTag, text, type Header } from './header.js';
import type { Frame } from './types.js';

/** What stored values mean besides the modality's rescale (PS3.3 C.7.6.16.2.11, and Philips' own). */
export type Scaling = NonNullable<Frame['scaling']>;

/** Units of diffusion as scanners write them, and what makes µm²/s of them. */
const diffusion: readonly (readonly [RegExp, number])[] = [[/^(u|µ|μ)m2\/s$/, 1], [/^x?(10|1e|e)-6mm2\/s$/, 1], [/^x?(10|1e|e)-3mm2\/s$/, 1e3], [/^mm2\/s$/, 1e6]];

/** The unit's usual name, and what values are multiplied with to be in it; diffusion is always in µm²/s. */
export function usualUnit(written: string): { readonly unit: string; readonly factor: number } {
  const plain = written.toLowerCase().replaceAll(/[\s^.·*×]/g, '').replaceAll('²', '2');
  const known = diffusion.find(([pattern]) => pattern.test(plain));
  return known === undefined ? { unit: written, factor: 1 } : { unit: 'um2/s', factor: known[1] };
}

/** RealWorldValueMappingSequence: its first linear mapping; undefined when there is none. */
export function realWorldOf(header: Header | undefined): Scaling['realWorld'] | undefined {
  for (const item of header === undefined ? [] : items(header, 'x00409096')) {
    const [slope, intercept] = ['x00409225', 'x00409224'].map((tag) => float64(item, tag));
    if (slope === undefined || intercept === undefined || !Number.isFinite(slope) || !Number.isFinite(intercept) || slope === 0) continue;
    const [code] = items(item, 'x004008ea');
    const { unit, factor } = usualUnit(code === undefined ? '' : text(code, 'x00080100'));
    return { slope: slope * factor, intercept: intercept * factor, unit };
  }
  return undefined;
}

/** Philips' (2005,100E), the divisor from displayed to floating-point values; undefined when it is absent. */
function philipsScaleSlope(header: Header): number | undefined {
  const tag = privateTag(header, '2005', 'Philips MR Imaging DD 001', '0e');
  const value = tag === undefined ? undefined : (header.elements[tag]?.length === 4 ? float32(header, tag) : numeric(header, tag));
  return value !== undefined && Number.isFinite(value) && value > 0 ? value : undefined;
}

/** Everything that scales the values of a classic instance; `mapped` is where a RealWorldValueMappingSequence may stand. */
export function scalingOf(header: Header, mapped: Header | undefined = header): Scaling {
  const [realWorld, philips, rescaleType] = [realWorldOf(mapped), philipsScaleSlope(header), text(header, 'x00281054')];
  return { ...(realWorld === undefined ? {} : { realWorld }), ...(philips === undefined ? {} : { philipsScaleSlope: philips }), ...(rescaleType === '' ? {} : { rescaleType }) };
}

const bValueTags = [['2001', 'Philips Imaging DD 001', '03'], ['0019', 'SIEMENS MR HEADER', '0c'], ['0043', 'GEMS_PARM_01', '39']] as const;

/** The b-value of a classic instance: standard, Philips, Siemens or GE; '' when nothing says it. */
export function bValueOf(header: Header): string {
  if (header.elements.x00189087) return String(float64(header, 'x00189087') ?? '');
  for (const [group, creator, low] of bValueTags) {
    const tag = privateTag(header, group, creator, low);
    if (tag === undefined) continue;
    const value = group === '2001' && header.elements[tag]?.length === 4 ? float32(header, tag) : numeric(header, tag);
    // GE adds 10⁹ to say that the direction is averaged.
    if (value !== undefined && Number.isFinite(value)) return String(value % 1e9);
  }
  return '';
}
