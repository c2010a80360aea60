import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Font, Glyph } from 'opentype.js';

/** The two weights in use; any weight of 600 and more is drawn with the heavier one. */
export type FontWeight = 400 | 600;

/** One character of the typeface in font units (y upward): its outline and how far the pen moves. */
export interface TypefaceGlyph {
  /** Stable name, fit for an XML id: weight and code point. */
  id: string;
  /** SVG path data. */
  outline: string;
  advance: number;
}

/** Parts of Open Sans in the order in which a character is looked up. */
const subsets = ['latin', 'math', 'greek', 'latin-ext', 'cyrillic', 'symbols'] as const;

/**
 * Open Sans from its npm package: widths and outlines of text without any font installed on the machine, so that
 * figures look the same everywhere. One glyph per code point, no kerning; a character that the typeface lacks is
 * drawn as its hollow box.
 */
export class Typeface {
  /** Font units per em. */
  readonly unitsPerEm: number;
  /** Height above and depth below the baseline in em. */
  readonly ascent: number;
  readonly descent: number;
  private readonly fonts = new Map<string, Font>();
  private readonly glyphs = new Map<string, TypefaceGlyph>();

  private constructor(private readonly parse: (buffer: ArrayBuffer) => Font) {
    const latin = this.font('latin', 400);
    this.unitsPerEm = latin.unitsPerEm;
    this.ascent = latin.ascender / latin.unitsPerEm;
    this.descent = -latin.descender / latin.unitsPerEm;
  }

  /** Reads the typeface; its less common parts are read when a character needs them. */
  static async load(): Promise<Typeface> {
    const { default: opentype } = await import('opentype.js');
    return new Typeface((buffer) => opentype.parse(buffer));
  }

  /** The glyph of one code point. */
  glyph(character: string, weight: FontWeight): TypefaceGlyph {
    const id = `g${weight}-${character.codePointAt(0)!.toString(16)}`;
    let glyph = this.glyphs.get(id);
    if (!glyph) {
      const drawn = this.find(character, weight);
      glyph = drawn ? { id, outline: outlineOf(drawn), advance: drawn.advanceWidth ?? 0 } : { id, ...hollowBox };
      this.glyphs.set(id, glyph);
    }
    return glyph;
  }

  /** Width of a line of text in the unit of `size` (the em). */
  width(text: string, size: number, weight: FontWeight = 400): number {
    let units = 0;
    for (const character of text) units += this.glyph(character, weight).advance;
    return (units * size) / this.unitsPerEm;
  }

  private find(character: string, weight: FontWeight): Glyph | undefined {
    for (const subset of subsets) {
      const font = this.font(subset, weight);
      if (font.charToGlyphIndex(character) > 0) return font.charToGlyph(character);
    }
    return undefined;
  }

  private font(subset: string, weight: FontWeight): Font {
    const name = `open-sans-${subset}-${weight}-normal.woff`;
    let font = this.fonts.get(name);
    if (!font) {
      const bytes = fs.readFileSync(createRequire(import.meta.url).resolve(`@fontsource/open-sans/files/${name}`));
      font = this.parse(new Uint8Array(bytes).buffer);
      this.fonts.set(name, font);
    }
    return font;
  }
}

/** Drawn for a character that no part of the typeface has, as tall as a capital. */
const hollowBox = { outline: 'M150 0H950V1462H150ZM260 110V1352H840V110Z', advance: 1100 };

/** Path data of a glyph, written here because `toPathData` of opentype.js 2.0.0 drops the blank in `599 0`. */
function outlineOf(glyph: Glyph): string {
  let path = '';
  for (const command of glyph.path.commands) {
    if (command.type === 'Z') path += 'Z';
    else if (command.type === 'Q') path += `Q${command.x1} ${command.y1} ${command.x} ${command.y}`;
    else if (command.type === 'C')
      path += `C${command.x1} ${command.y1} ${command.x2} ${command.y2} ${command.x} ${command.y}`;
    else path += `${command.type}${command.x} ${command.y}`;
  }
  return path;
}
