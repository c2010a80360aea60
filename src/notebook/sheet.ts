import { ink } from '../plot/palette.js';
import { Typeface, type FontWeight } from '../plot/typeface.js';
import { compositePng, type CompositeOptions, type Frame, type FramedPicture } from './composite-png.js';
import type { Raster } from './rasters.js';
import { textOutline } from './text-outline.js';

export interface TextStyle {
  size?: number;
  colour?: string;
  weight?: FontWeight;
}

/**
 * A page of pictures, texts and shapes, drawn as one PNG: pictures lie below texts and shapes. Small pictures are enlarged without
 * blur, large ones reduced by area.
 */
export class Sheet {
  private readonly pictures: FramedPicture[] = [];
  private readonly drawn: string[] = [];

  private constructor(private readonly typeface: Typeface) {}

  static async begin(): Promise<Sheet> {
    return new Sheet(await Typeface.load());
  }

  picture(raster: Raster, frame: Frame): void {
    this.pictures.push({ ...frame, raster });
  }

  /** SVG above the pictures. */
  shape(svg: string): void {
    this.drawn.push(svg);
  }

  /** One line whose baseline begins at (x, y). */
  text(text: string, x: number, y: number, { size = 13, colour = ink.text, weight = 400 }: TextStyle = {}): void {
    this.drawn.push(textOutline(this.typeface, { text, x, y, size, colour, weight }));
  }

  width(text: string, { size = 13, weight = 400 }: TextStyle = {}): number {
    return this.typeface.width(text, size, weight);
  }

  /** Words broken into lines that are at most `width` wide. */
  broken(text: string, width: number, style: TextStyle = {}): string[] {
    const lines: string[] = [];
    for (const word of text.split(' ')) {
      const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
      if (lines.length > 0 && this.width(longer, style) <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  /** The page as PNG. */
  async png(size: { width: number; height: number }, options: CompositeOptions): Promise<Uint8Array> {
    return compositePng(this.pictures, this.drawn.join(''), size, options);
  }
}
