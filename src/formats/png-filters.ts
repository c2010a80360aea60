import { EvenRows } from './png-even-rows.js';

/**
 * Undoes the filters of PNG's rows: each row is a byte that names its filter and `rowBytes` bytes. Gives the rows
 * without that byte, or undefined if one names no filter.
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
  const rows = new Uint8Array(height * rowBytes);
  const even = isEven ? EvenRows.of(rows, rowBytes, pixelBytes) : undefined;
  for (let y = 0; y < height; y++) {
    const from = y * (rowBytes + 1) + 1;
    const to = y * rowBytes;
    const undo = filters[filtered[from - 1]];
    if (!undo) return undefined;
    if (even && y > 0 && undo === up) even.up(filtered, from, to);
    else if (even && y > 0 && undo === paeth) even.paeth(filtered, from, to);
    else undo(filtered, from, rows, to, rowBytes, pixelBytes);
  }
  return rows;
}

/** Undoes the filter of the row of `length` bytes that begins at `from`, into `rows` at `to`; the row above is there. */
type Unfilter = (
  filtered: Uint8Array,
  from: number,
  rows: Uint8Array,
  to: number,
  length: number,
  pixelBytes: number,
) => void;

const none: Unfilter = (filtered, from, rows, to, length) => {
  rows.set(filtered.subarray(from, from + length), to);
};

const sub: Unfilter = (filtered, from, rows, to, length, pixelBytes) => {
  for (let i = 0; i < length; i++) rows[to + i] = filtered[from + i] + (i < pixelBytes ? 0 : rows[to + i - pixelBytes]);
};

const up: Unfilter = (filtered, from, rows, to, length, pixelBytes) => {
  if (to === 0) none(filtered, from, rows, to, length, pixelBytes);
  else for (let i = 0; i < length; i++) rows[to + i] = filtered[from + i] + rows[to + i - length];
};

const average: Unfilter = (filtered, from, rows, to, length, pixelBytes) => {
  for (let i = 0; i < length; i++) {
    const left = i < pixelBytes ? 0 : rows[to + i - pixelBytes];
    const above = to === 0 ? 0 : rows[to + i - length];
    rows[to + i] = filtered[from + i] + ((left + above) >> 1);
  }
};

const paeth: Unfilter = (filtered, from, rows, to, length, pixelBytes) => {
  if (to === 0) return sub(filtered, from, rows, to, length, pixelBytes);
  // One byte of the pixels after the other, so that its neighbours stay in local variables.
  for (let first = 0; first < pixelBytes; first++) {
    let left = 0;
    let corner = 0;
    for (let i = first; i < length; i += pixelBytes) {
      const above = rows[to + i - length];
      let predicted = left;
      // Where these are equal, as on all even surfaces, the left one is the nearest.
      if (above !== corner) {
        const toLeft = Math.abs(above - corner);
        const toAbove = Math.abs(left - corner);
        const toCorner = Math.abs(above + left - 2 * corner);
        if (toLeft > toAbove || toLeft > toCorner) predicted = toAbove <= toCorner ? above : corner;
      }
      left = (filtered[from + i] + predicted) & 255;
      rows[to + i] = left;
      corner = above;
    }
  }
};

const filters: (Unfilter | undefined)[] = [none, sub, up, average, paeth];
