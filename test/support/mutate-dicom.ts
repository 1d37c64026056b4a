import type { Chance } from './random.js';

/** An element of an explicit little-endian file: where its tag stands, where its value begins, and how long it is. */
export interface Place {
  readonly tag: string;
  readonly vr: string;
  readonly at: number;
  readonly value: number;
  readonly length: number;
}

const longVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const undefinedLength = 0xffffffff;

/** Every element of a file, those inside sequences too, in the order of the file. */
export function placesIn(file: Uint8Array): readonly Place[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const places: Place[] = [];
  for (let at = 132; at + 8 <= file.length;) {
    const tag = `${view.getUint16(at, true).toString(16).padStart(4, '0')}${view.getUint16(at + 2, true).toString(16).padStart(4, '0')}`;
    // Items and delimiters have no VR; what is in them follows.
    if (tag.startsWith('fffe')) { at += 8; continue; }
    const vr = String.fromCharCode(file[at + 4], file[at + 5]);
    const isLong = longVrs.has(vr);
    if (isLong && at + 12 > file.length) break;
    const length = isLong ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true);
    const value = at + (isLong ? 12 : 8);
    places.push({ tag, vr, at, value, length });
    at = vr === 'SQ' ? value : length === undefinedLength ? file.length : value + length;
  }
  return places;
}

/** The file with `bytes` in place of those from `from` to `to`, as far as there are any. */
function spliced(file: Uint8Array, from: number, to: number, bytes: Uint8Array): Uint8Array {
  const [head, tail] = [file.subarray(0, from), file.subarray(Math.max(from, to))];
  const out = new Uint8Array(head.length + bytes.length + tail.length);
  out.set(head);
  out.set(bytes, head.length);
  out.set(tail, head.length + bytes.length);
  return out;
}

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.length % 2 === 0 ? text : `${text} `, 'latin1'));

/** A short-form element with another value, its length right. */
function withValue(file: Uint8Array, { at, vr, value, length }: Place, text: string): Uint8Array {
  if (longVrs.has(vr) || value > file.length) return file;
  const bytes = latin1(text);
  const out = spliced(file, value, value + length, bytes);
  new DataView(out.buffer).setUint16(at + 6, bytes.length, true);
  return out;
}

const texts = new Set(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'LO', 'LT', 'PN', 'SH', 'ST', 'TM', 'UI']);
const numbersAsText = ['', ' ', '0', '-0', '-1', '1e308', '-1e308', '1e-308', '1e999', 'NaN', 'Infinity', '0x10', '99999999999', '1\\2', '1\\2\\3', '1\\2\\3\\4\\5\\6', '\\\\', '1.', '+', 'a', '1e', '４'];
const pathLike = ['../../../../tmp/escaped', '..', '/etc/passwd', '..\\..\\escaped', 'C:\\escaped', '%2e%2e%2f', '1.2/../../3', '\0', '~', '.', '1.2.3\n4', 'a'.repeat(70)];
const identifying = ['Qvxz^Markername', '19431117'] as const;
const tagsOfInterest = ['00020010', '00080008', '00080016', '00080018', '00080060', '00080070', '0008103e', '0020000d', '0020000e', '00200032', '00200037', '00200052', '00280002', '00280004', '00280008', '00280010', '00280100', '00281052',
  '00281053', '00280120', '00541001', '00541102', '00541006', '00620001', '00620010', '00100020', '00100040', '00101030', '30060026', '00620005', '30060042', '30060050', '7fe00010', 'fffee000', 'fffee00d', 'fffee0dd', '52009230', '00289145'];
const vrs = ['AE', 'AT', 'CS', 'DS', 'FD', 'IS', 'OB', 'OW', 'PN', 'SQ', 'SS', 'UI', 'UL', 'UN', 'US', 'UT', 'XX', '\0\0'];
type Mutation = (file: Uint8Array, chance: Chance) => Uint8Array;

const somewhere = (file: Uint8Array, chance: Chance): Place | undefined => { const places = placesIn(file); return places.length === 0 ? undefined : chance.pick(places); };
const textPlace = (file: Uint8Array, chance: Chance, only: ReadonlySet<string> = texts): Place | undefined => {
  const places = placesIn(file).filter(({ vr }) => only.has(vr));
  return places.length === 0 ? undefined : chance.pick(places);
};

function setUint(file: Uint8Array, at: number, width: 2 | 4, value: number): Uint8Array {
  const out = Uint8Array.from(file);
  if (at + width > out.length) return out;
  const view = new DataView(out.buffer);
  if (width === 2) view.setUint16(at, value & 0xffff, true);
  else view.setUint32(at, value >>> 0, true);
  return out;
}

/** A sequence in a sequence, `depth` deep, before the element at `at`. */
function nested(depth: number): Uint8Array {
  const open = Uint8Array.from([0x08, 0x00, 0x40, 0x11, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff]);
  const out = new Uint8Array(depth * open.length);
  for (let k = 0; k < depth; k += 1) out.set(open, k * open.length);
  return out;
}

/** Numbers, labels and codes of regions: words that problems must repeat. regions.test.ts holds that they are withheld where they name the patient. */
const chosenWords = new Set(['30060022', '30060084', '30060026', '00620005', '00080100', '00080102']);

/** What can be done to a file, by name. */
export const mutations: Readonly<Record<string, Mutation>> = {
  bits(file, chance) {
    const out = Uint8Array.from(file);
    for (let k = chance.below(8); k >= 0 && out.length > 0; k -= 1) out[chance.below(out.length)] ^= 1 << chance.below(8);
    return out;
  },
  bitsOfPixels(file, chance) {
    const out = Uint8Array.from(file);
    for (let k = chance.below(4); k >= 0 && out.length > 0; k -= 1) out[Math.max(0, out.length - 1 - chance.below(180))] ^= 1 << chance.below(8);
    return out;
  },
  bitsOfHeader(file, chance) {
    const out = Uint8Array.from(file);
    const place = somewhere(file, chance);
    if (place !== undefined && file.length > 0) out[place.at + chance.below(place.value - place.at + Math.min(place.length, 16))] ^= 1 << chance.below(8);
    return out;
  },
  length(file, chance) {
    const place = somewhere(file, chance);
    if (place === undefined) return file;
    const value = chance.pick([0, 1, 2, place.length - 1, place.length + 1, place.length + 2, 0xfffe, 0xffff, 0x7fffffff, undefinedLength, chance.below(2 ** 32)]);
    return longVrs.has(place.vr) ? setUint(file, place.at + 8, 4, value) : setUint(file, place.at + 6, 2, value);
  },
  vr(file, chance) {
    const place = somewhere(file, chance);
    return place === undefined ? file : spliced(file, place.at + 4, place.at + 6, Uint8Array.from(Buffer.from(chance.pick(vrs), 'latin1')));
  },
  tag(file, chance) {
    const place = somewhere(file, chance);
    if (place === undefined) return file;
    const tag = chance.pick(tagsOfInterest);
    return setUint(setUint(file, place.at, 2, Number.parseInt(tag.slice(0, 4), 16)), place.at + 2, 2, Number.parseInt(tag.slice(4), 16));
  },
  truncated: (file, chance) => file.slice(0, chance.below(file.length)),
  removed(file, chance) {
    const from = chance.below(file.length);
    return spliced(file, from, Math.min(file.length, from + chance.below(64)), new Uint8Array(0));
  },
  withoutElement(file, chance) {
    const place = somewhere(file, chance);
    return place === undefined || place.length > file.length ? file : spliced(file, place.at, Math.min(file.length, place.value + place.length), new Uint8Array(0));
  },
  copied(file, chance) {
    const from = chance.below(file.length);
    const to = chance.below(file.length);
    return spliced(file, to, to, file.slice(from, from + chance.below(200)));
  },
  nested(file, chance) {
    const place = somewhere(file, chance);
    return place === undefined ? file : spliced(file, place.at, place.at, nested(chance.pick([1, 3, 100, 2000])));
  },
  binary(file, chance) {
    const places = placesIn(file).filter(({ vr }) => ['US', 'SS', 'UL', 'FD', 'FL'].includes(vr));
    return places.length === 0 ? file : setUint(file, chance.pick(places).value, 2, chance.pick([0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 255, 4096, 0x7fff, 0x8000, 0xfffe, 0xffff]));
  },
  number(file, chance) {
    const place = textPlace(file, chance, new Set(['DS', 'IS']));
    return place === undefined ? file : withValue(file, place, chance.pick(numbersAsText));
  },
  path(file, chance) {
    const place = textPlace(file, chance, new Set(['UI']));
    return place === undefined ? file : withValue(file, place, chance.pick(pathLike));
  },
  identity(file, chance) {
    const place = textPlace(file, chance);
    return place === undefined || chosenWords.has(place.tag) ? file : withValue(file, place, chance.pick(identifying));
  },
  empty(file, chance) {
    const place = textPlace(file, chance);
    return place === undefined ? file : withValue(file, place, '');
  },
};

/** What every object of the fuzz carries, and no text may repeat. */
export const identity = { PatientName: identifying[0], PatientBirthDate: identifying[1] } as const;
export const isIdentified = (text: string): boolean => /qvxz|markername|19431117/i.test(text);

/** One to three mutations, one after another, and their names. */
export function mutated(file: Uint8Array, chance: Chance): { readonly file: Uint8Array; readonly how: readonly string[] } {
  const how = Array.from({ length: 1 + chance.below(3) }, () => chance.pick(Object.keys(mutations)));
  return { file: how.reduce((bytes, name) => mutations[name](bytes, chance), file), how };
}

/** A compressed frame with up to six bytes of it changed or a few left out, every third time within its header. */
export function mutatedFrame(frame: Uint8Array, chance: Chance): Uint8Array {
  let out: Uint8Array = Uint8Array.from(frame);
  for (let k = chance.below(6); k >= 0 && out.length > 0; k -= 1) {
    const at = chance.below(chance.below(3) === 0 ? Math.min(120, out.length) : out.length);
    const how = chance.below(4);
    if (how === 0) out[at] ^= 1 << chance.below(8);
    else if (how === 1) out[at] = chance.below(256);
    else if (how === 2) out[at] = 255;
    else out = spliced(out, at, at + chance.below(40), new Uint8Array(0));
  }
  return out;
}
