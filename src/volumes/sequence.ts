import { functionalGroup } from './frames.js';
import { items, numeric, text, written, type Header } from './header.js';
import { withholding } from './quoted.js';
import type { Frame } from './types.js';

/** How the images of a volume were made, as far as the header says it the same for all of them; what names the patient is left out. */
export interface Sequence {
  readonly seriesDescription?: string;
  readonly protocolName?: string;
  /** SequenceName, of enhanced instances PulseSequenceName. */
  readonly sequenceName?: string;
  /** ScanningSequence such as `EP\SE`, of enhanced instances EchoPulseSequence. */
  readonly scanningSequence?: string;
  readonly acquisitionType?: string;
  readonly repetitionTimeMs?: number;
  readonly echoTimeMs?: number;
  readonly echoNumber?: number;
  /** s/mm². */
  readonly bValue?: number;
  /** TemporalPositionIdentifier or TemporalPositionIndex. */
  readonly temporalPosition?: number;
  readonly triggerTimeMs?: number;
  /** ContrastBolusAgent. */
  readonly contrastAgent?: string;
}

/** The value that all frames have under one of the keywords. */
function common(frames: readonly Frame[], ...keywords: readonly string[]): number | undefined {
  const values = new Set(frames.map(({ dimensions }) => keywords.map((keyword) => dimensions[keyword] ?? '').find((value) => value !== '') ?? ''));
  const [only] = values;
  return values.size === 1 && only !== '' && Number.isFinite(Number(only)) ? Number(only) : undefined;
}

/** RepetitionTime, of enhanced instances out of their functional groups. */
function repetitionTime(header: Header): number | undefined {
  const timing = functionalGroup(items(header, 'x52009230')[0], items(header, 'x52009229')[0], 'x00189112');
  return numeric(header, 'x00180080') ?? (timing && numeric(timing, 'x00180080'));
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** How a volume was acquired: by the header of one of its instances, and by what its frames have in common. */
export function sequenceOf(header: Header, frames: readonly Frame[]): Sequence {
  const characterSet = text(header, 'x00080005');
  const say = withholding(header);
  const found: Mutable<Sequence> = {};
  const put = <K extends keyof Sequence>(key: K, value: Sequence[K] | undefined): void => { if (value !== undefined) found[key] = value; };
  const said = (...tags: readonly string[]): string | undefined => {
    const words = tags.map((tag) => written(header, tag, characterSet)).find((value) => value !== '');
    return words !== undefined && say(words) === words ? words : undefined;
  };
  put('seriesDescription', said('x0008103e'));
  put('protocolName', said('x00181030'));
  put('sequenceName', said('x00180024', 'x00189005'));
  put('scanningSequence', said('x00180020', 'x00189008'));
  put('acquisitionType', said('x00180023'));
  put('repetitionTimeMs', repetitionTime(header));
  put('echoTimeMs', common(frames, 'EchoTime', 'EffectiveEchoTime'));
  put('echoNumber', common(frames, 'EchoNumbers'));
  put('bValue', common(frames, 'DiffusionBValue'));
  put('temporalPosition', common(frames, 'TemporalPositionIdentifier', 'TemporalPositionIndex'));
  put('triggerTimeMs', common(frames, 'TriggerTime'));
  put('contrastAgent', said('x00180010'));
  return found;
}
