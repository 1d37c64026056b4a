/** A segment of a message by its fields. Field, repetition and component count from 1; what is absent is empty. */
export interface Segment {
  readonly name: string;
  readonly value: (field: number, component?: number, repetition?: number) => string;
  /** How often the field stands there. */
  readonly repetitions: (field: number) => number;
}

/** An HL7 v2 message in ER7 (chapter 2.7), read as far as orders and patients need it. */
export interface Message {
  readonly segments: readonly Segment[];
  /** Of the first segment of this name; empty where it is absent. */
  readonly value: (segment: string, field: number, component?: number) => string;
  readonly has: (segment: string) => boolean;
}

/** MSH-18 (table 0211) and the encoding it names; a message that does not say is UTF-8, of which ASCII is part. */
const characterSets: Readonly<Record<string, string>> = {
  '': 'utf-8', 'ASCII': 'utf-8', 'UNICODE UTF-8': 'utf-8', 'UNICODE': 'utf-8', 'UTF-8': 'utf-8', 'GB 18030-2000': 'gb18030', 'KS X 1001': 'euc-kr', 'BIG-5': 'big5',
  '8859/1': 'latin1', '8859/2': 'iso-8859-2', '8859/3': 'iso-8859-3', '8859/4': 'iso-8859-4', '8859/5': 'iso-8859-5', '8859/6': 'iso-8859-6', '8859/7': 'iso-8859-7',
  '8859/8': 'iso-8859-8', '8859/9': 'windows-1254', '8859/15': 'iso-8859-15', 'ISO IR14': 'iso-2022-jp', 'ISO IR87': 'iso-2022-jp', 'ISO IR159': 'iso-2022-jp',
};

/** Field, component, repetition, escape, subcomponent (MSH-1 and MSH-2). */
type Separators = readonly [field: string, component: string, repetition: string, escape: string, subcomponent: string];

/** Undoes the escapes of one value (chapter 2.7): separators by their letter, bytes by `\Xhh..\`; formatting such as `\.br\` becomes a space. */
function unescaper([field, component, repetition, escape, subcomponent]: Separators, encoding: string): (part: string) => string {
  const letters: Readonly<Record<string, string>> = { F: field, S: component, R: repetition, E: escape, T: subcomponent };
  const at = `\\${escape}`;
  const any = new RegExp(`${at}([^${at}]*)${at}`, 'g');
  return (part) => (part.includes(escape) ? part.replace(any, (_whole, name: string) => {
    if (name in letters) return letters[name];
    if (/^X([0-9A-F]{2})+$/i.test(name)) return new TextDecoder(encoding).decode(Buffer.from(name.slice(1), 'hex'));
    return name.startsWith('.') ? ' ' : '';
  }) : part);
}

function segmentOf(line: string, [field, component, repetition]: Separators, unescape: (part: string) => string): Segment {
  const fields = line.split(field);
  const name = fields[0] ?? '';
  const whole = (number: number): string => fields[name === 'MSH' ? number - 1 : number] ?? '';
  return {
    name,
    value: (number, part = 1, nth = 1) => unescape((whole(number).split(repetition)[nth - 1] ?? '').split(component)[part - 1] ?? '').trim(),
    repetitions: (number) => (whole(number) === '' ? 0 : whole(number).split(repetition).length),
  };
}

/** Reads a message; undefined where the bytes are none or are in a character set that is not known. */
export function parseMessage(bytes: Buffer): Message | undefined {
  const ascii = bytes.toString('latin1');
  if (!/^MSH[^\w\r\n][^\w\r\n]{3,5}/.test(ascii)) return undefined;
  const [field, component, repetition, escape, subcomponent = '&'] = ascii.slice(3, 8);
  const encoding = characterSets[(ascii.split(/[\r\n]/, 1)[0]?.split(field)[17] ?? '').split(repetition)[0] ?? ''];
  if (encoding === undefined) return undefined;
  const separators: Separators = [field, component, repetition, escape, subcomponent === field ? '&' : subcomponent];
  const unescape = unescaper(separators, encoding);
  const segments = new TextDecoder(encoding).decode(bytes).split(/\r\n?|\n/).filter((line) => line !== '').map((line) => segmentOf(line, separators, unescape));
  const found = (name: string): Segment | undefined => segments.find((segment) => segment.name === name);
  return { segments, has: (name) => found(name) !== undefined, value: (name, number, part) => found(name)?.value(number, part) ?? '' };
}

/** Message type and trigger event (MSH-9). */
export const typeOf = (message: Message): string => `${message.value('MSH', 9, 1)}^${message.value('MSH', 9, 2)}`;

/** A timestamp (TS, DTM) such as `20260302093000+0100`; UTC where it names no zone. Undefined where it is none. */
export function timeOf(text: string): Date | undefined {
  const parts = /^(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\.\d{1,4})?([+-]\d{4})?$/.exec(text);
  if (!parts) return undefined;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone] = parts;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${zone === undefined ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`}`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/**
 * The patient's identifier in a CX field (PID-3, MRG-1): the repetition of type MR (medical record number), else the
 * first. Empty where there is none.
 */
export function patientNumber(segment: Segment | undefined, field: number): string {
  const count = segment?.repetitions(field) ?? 0;
  const record = Array.from({ length: count }, (_, k) => k + 1).find((nth) => segment?.value(field, 5, nth) === 'MR');
  return segment?.value(field, 1, record ?? 1) ?? '';
}
