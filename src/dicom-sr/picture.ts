import { glyphHeight, glyphWidth, isSet } from './bitmap-font.js';

export type Colour = readonly [number, number, number];

/** An RGB picture, pixel (x, y) at 3 × (x + width × y). Drawing changes it. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** A black picture. */
export const blackPicture = (width: number, height: number): Picture => ({ width, height, rgb: new Uint8Array(3 * width * height) });

/** Sets a pixel; one beyond the edge is not drawn. */
export function setPixel({ width, height, rgb }: Picture, x: number, y: number, colour: Colour): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  rgb.set(colour, 3 * (x + width * y));
}

/** Height of a line of text with the gap below it. */
export const lineHeight = (scale: number): number => (glyphHeight + 3) * scale;

/** How many characters a line of so many pixels takes. */
export const charactersIn = (width: number, scale: number): number => Math.max(1, Math.floor(width / ((glyphWidth + 1) * scale)));

/** Draws a line of text, its upper left corner at (left, top). */
export function drawText(picture: Picture, text: string, { left, top, scale, colour }: { readonly left: number; readonly top: number; readonly scale: number; readonly colour: Colour }): void {
  for (const [place, character] of Array.from(text).entries()) {
    for (let y = 0; y < glyphHeight * scale; y += 1) {
      for (let x = 0; x < glyphWidth * scale; x += 1) {
        if (isSet(character, Math.floor(x / scale), Math.floor(y / scale))) setPixel(picture, left + place * (glyphWidth + 1) * scale + x, top + y, colour);
      }
    }
  }
}

/** Lines of at most so many characters, broken between words where that is possible. */
export function wrapped(text: string, longest: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => one.match(new RegExp(`.{1,${longest}}`, 'gu')) ?? [])) {
    if (line !== '' && line.length + 1 + word.length > longest) { lines.push(line); line = word; } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
