import { paethPredictor } from './png-paeth.js';

/**
 * Undoes the filters "up" and "Paeth" four bytes at a time, for images of even surfaces, as labels and instances are: where
 * nothing is added to what the filter predicts and the row above is even, so is the row.
 */
export class EvenRows {
  private readonly words: Uint32Array;
  private readonly lineWords: Uint32Array;
  /** Repeat the last pixel of a word in the whole of it: what to shift by, and to multiply by. */
  private readonly lastPixel: number;
  private readonly everyPixel: number;

  /**
   * Of rows that are written, and the filtered row of each, which `line` holds in its turn. Undefined where rows are no whole
   * words, or pixels have more than 2 bytes.
   */
  static of(rows: Uint8Array, line: Uint8Array, pixelBytes: number): EvenRows | undefined {
    const areWords = line.length % 4 === 0 && rows.byteOffset % 4 === 0 && line.byteOffset % 4 === 0;
    return areWords && pixelBytes <= 2 ? new EvenRows(rows, line, pixelBytes) : undefined;
  }

  private constructor(
    private readonly rows: Uint8Array,
    private readonly line: Uint8Array,
    private readonly pixelBytes: number,
  ) {
    this.words = new Uint32Array(rows.buffer, rows.byteOffset, rows.length / 4);
    this.lineWords = new Uint32Array(line.buffer, line.byteOffset, line.length / 4);
    this.lastPixel = 32 - 8 * pixelBytes;
    this.everyPixel = pixelBytes === 1 ? 0x01010101 : 0x00010001;
  }

  /** Undoes "up" of the row that begins at `to`, which is not the first. */
  up(to: number): void {
    const { words, lineWords } = this;
    const count = lineWords.length;
    const first = to / 4;
    for (let w = 0; w < count; w++) {
      const added = lineWords[w];
      const above = words[first - count + w];
      // Each byte is added for itself: the highest bits apart, so that none carries into the next byte.
      words[first + w] =
        added === 0 ? above : ((added & 0x7f7f7f7f) + (above & 0x7f7f7f7f)) ^ ((added ^ above) & 0x80808080);
    }
  }

  /** Undoes "Paeth" likewise. */
  paeth(to: number): void {
    const { words, lineWords, lastPixel, everyPixel } = this;
    const count = lineWords.length;
    const first = to / 4;
    // The pixel before, and the one above it, in every place of a word.
    let left = 0;
    let corner = 0;
    for (let w = 0; w < count; w++) {
      const above = words[first - count + w];
      if (lineWords[w] === 0 && above === corner) {
        words[first + w] = left;
        continue;
      }
      this.paethWord(to, 4 * w);
      left = Math.imul(words[first + w] >>> lastPixel, everyPixel) >>> 0;
      corner = Math.imul(above >>> lastPixel, everyPixel) >>> 0;
    }
  }

  /** Undoes "Paeth" of the four bytes that begin at `begin` of a row. */
  private paethWord(to: number, begin: number): void {
    const { rows, line, pixelBytes } = this;
    for (let i = begin; i < begin + 4; i++) {
      const at = to + i;
      const above = rows[at - line.length];
      const left = i < pixelBytes ? 0 : rows[at - pixelBytes];
      const corner = i < pixelBytes ? 0 : rows[at - pixelBytes - line.length];
      rows[at] = line[i] + paethPredictor(left, above, corner);
    }
  }
}
