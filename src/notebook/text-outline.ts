import { ink } from '../plot/palette.js';
import type { FontWeight, Typeface } from '../plot/typeface.js';

export interface TextLine {
  text: string;
  /** Start of the baseline, in pixels. */
  x: number;
  y: number;
  size?: number;
  colour?: string;
  weight?: FontWeight;
}

/** A line of text as SVG paths, so that it looks the same on machines without fonts. */
export function textOutline(
  typeface: Typeface,
  { text, x, y, size = 13, colour = ink.text, weight = 400 }: TextLine,
): string {
  const scale = size / typeface.unitsPerEm;
  let pen = 0;
  const paths = [...text].map((character) => {
    const { outline, advance } = typeface.glyph(character, weight);
    const path = `<path transform="translate(${pen})" d="${outline}"/>`;
    pen += advance;
    return outline === '' ? '' : path;
  });
  return `<g transform="translate(${x},${y}) scale(${scale},${-scale})" fill="${colour}">${paths.join('')}</g>`;
}
