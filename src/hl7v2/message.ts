/** An HL7 v2 message in ER7 (chapter 2), read as far as orders need it. */
export interface Message {
  /** The first segment of this name has this field; empty where it is absent. Component and field count from 1. */
  readonly value: (segment: string, field: number, component?: number) => string;
  readonly has: (segment: string) => boolean;
}

/** MSH-18 (table 0211) and the encoding it names; a message that does not say is UTF-8, of which ASCII is part. */
const characterSets: Readonly<Record<string, string>> = { '': 'utf-8', 'ASCII': 'utf-8', 'UNICODE UTF-8': 'utf-8', '8859/1': 'latin1', '8859/15': 'iso-8859-15' };

const escapes = (separators: string): Readonly<Record<string, string>> => ({ F: separators[0], S: separators[1], R: separators[2], E: separators[3], T: separators[4] ?? '&' });

/** Reads a message; undefined where the bytes are none or are in a character set that is not known. */
export function parseMessage(bytes: Buffer): Message | undefined {
  const ascii = bytes.toString('latin1');
  if (!/^MSH[^\w\r\n][^\w\r\n]{3,5}/.test(ascii)) return undefined;
  const field = ascii[3];
  const encoding = characterSets[(ascii.split('\r', 1)[0]?.split(field)[17] ?? '').split(ascii[5])[0] ?? ''];
  if (encoding === undefined) return undefined;
  const text = new TextDecoder(encoding).decode(bytes);
  const separators = text.slice(3, 8);
  const escaped = escapes(separators);
  const unescape = (part: string): string => part.replace(/\\([FSRET])\\/g, (_all, name: string) => escaped[name] ?? '');
  const segments = text.split(/\r\n?|\n/).filter((line) => line !== '').map((line) => line.split(field));
  const found = (name: string): readonly string[] | undefined => segments.find(([first]) => first === name);
  return {
    has: (name) => found(name) !== undefined,
    value(name, number, component = 1) {
      const whole = found(name)?.[name === 'MSH' ? number - 1 : number] ?? '';
      return unescape((whole.split(separators[2])[0] ?? '').split(separators[1])[component - 1] ?? '').trim();
    },
  };
}
