/** Where one value lies in a raster. */
export interface InstanceBounds {
  /** Pixels: columns x ≤ u < x + width, rows y ≤ v < y + height. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Index of its first pixel, v·width + u. */
  first: number;
  /** How many there are. */
  pixels: number;
}

/** Where each value but 0 lies in a raster [height, width], by value in ascending order. */
export function instanceBounds(values: Uint8Array | Uint16Array, width: number): Map<number, InstanceBounds> {
  const found = new Map<number, { left: number; right: number; top: number; bottom: number } & InstanceBounds>();
  for (let row = 0, begin = 0; begin < values.length; row++, begin += width)
    for (let at = begin, end = begin + width; at < end;) {
      const value = values[at];
      const start = at;
      do at++;
      while (at < end && values[at] === value);
      if (value === 0) continue;
      const [left, right] = [start - begin, at - begin];
      const bounds = found.get(value);
      if (!bounds) {
        const size = { x: 0, y: 0, width: 0, height: 0 };
        found.set(value, { ...size, left, right, top: row, bottom: row + 1, first: start, pixels: right - left });
        continue;
      }
      if (left < bounds.left) bounds.left = left;
      if (right > bounds.right) bounds.right = right;
      bounds.bottom = row + 1;
      bounds.pixels += right - left;
    }
  const ascending = [...found].sort(([a], [b]) => a - b);
  return new Map(
    ascending.map(([value, { left, right, top, bottom, first, pixels }]) => [
      value,
      { x: left, y: top, width: right - left, height: bottom - top, first, pixels },
    ]),
  );
}
