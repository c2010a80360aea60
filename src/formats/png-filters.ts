import { EvenRows } from './png-even-rows.js';
import { paethPredictor } from './png-paeth.js';

/**
 * Undoes the filters of PNG's rows: each row is a byte that names its filter and `rowBytes` bytes. Gives the rows
 * without that byte, or undefined if one names no filter. They lie in the memory of what was given, from its beginning.
 *
 * Reference: PNG (Third Edition), W3C 2025, section 9.
 *
 * @param pixelBytes bytes from a byte to the corresponding one of the pixel before
 * @param isEven whether most pixels are those beside them, which goes faster if it is so
 */
export function unfilterPng(
  filtered: Uint8Array,
  height: number,
  rowBytes: number,
  pixelBytes: number,
  isEven = false,
): Uint8Array | undefined {
  const rows = new Uint8Array(filtered.buffer, filtered.byteOffset, height * rowBytes);
  // A row is taken out before what it gives is written, a little further ahead.
  const line = new Uint8Array(rowBytes);
  const even = isEven ? EvenRows.of(rows, line, pixelBytes) : undefined;
  for (let y = 0; y < height; y++) {
    const from = y * (rowBytes + 1) + 1;
    const to = y * rowBytes;
    const undo = filters[filtered[from - 1]];
    if (!undo) return undefined;
    line.set(filtered.subarray(from, from + rowBytes));
    if (even && y > 0 && undo === up) even.up(to);
    else if (even && y > 0 && undo === paeth) even.paeth(to);
    else undo(line, rows, to, pixelBytes);
  }
  return rows;
}

/** Undoes the filter of a row, into `rows` at `to`; the row above is there. */
type Unfilter = (line: Uint8Array, rows: Uint8Array, to: number, pixelBytes: number) => void;

const none: Unfilter = (line, rows, to) => {
  rows.set(line, to);
};

const sub: Unfilter = (line, rows, to, pixelBytes) => {
  for (let i = 0; i < line.length; i++) rows[to + i] = line[i] + (i < pixelBytes ? 0 : rows[to + i - pixelBytes]);
};

const up: Unfilter = (line, rows, to) => {
  const { length } = line;
  if (to === 0) rows.set(line, to);
  else for (let i = 0; i < length; i++) rows[to + i] = line[i] + rows[to + i - length];
};

const average: Unfilter = (line, rows, to, pixelBytes) => {
  const { length } = line;
  for (let i = 0; i < length; i++) {
    const left = i < pixelBytes ? 0 : rows[to + i - pixelBytes];
    const above = to === 0 ? 0 : rows[to + i - length];
    rows[to + i] = line[i] + ((left + above) >> 1);
  }
};

const paeth: Unfilter = (line, rows, to, pixelBytes) => {
  if (to === 0) return sub(line, rows, to, pixelBytes);
  const { length } = line;
  // One byte of the pixels after the other, so that its neighbours stay in local variables.
  for (let first = 0; first < pixelBytes; first++) {
    let left = 0;
    let corner = 0;
    for (let i = first; i < length; i += pixelBytes) {
      const above = rows[to + i - length];
      left = (line[i] + paethPredictor(left, above, corner)) & 255;
      rows[to + i] = left;
      corner = above;
    }
  }
};

const filters: (Unfilter | undefined)[] = [none, sub, up, average, paeth];
