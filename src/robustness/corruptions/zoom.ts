/** Along one axis, where an enlarged position falls: between `first` and the next, `share` of the way. */
export interface ZoomAxis {
  /** Positions of the enlarged axis, the whole of it. */
  length: number;
  first: Int32Array;
  share: Float32Array;
}

/**
 * The middle ⌈n/zoom⌉ of n positions enlarged by `zoom`, first and last kept in place, as scipy's `zoom` of order 1.
 */
export function zoomAxis(n: number, zoom: number): ZoomAxis {
  const taken = Math.ceil(n / zoom);
  const start = Math.floor((n - taken) / 2);
  const length = roundHalfEven(taken * zoom);
  const step = length > 1 ? (taken - 1) / (length - 1) : 0;
  const first = new Int32Array(length);
  const share = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const position = Math.min(i * step, taken - 1);
    const before = Math.min(Math.floor(position), Math.max(0, taken - 2));
    first[i] = start + before;
    share[i] = position - before;
  }
  return { length, first, share };
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Adds the enlarged middle of an image to `sum`, both [height, width, 3]. It may be larger by a few pixels than the image:
 * `place` is where the image begins in it.
 */
export function addZoomed(
  sum: Float32Array,
  image: Float32Array,
  { width, height }: { width: number; height: number },
  zoom: number,
  place: (larger: number, length: number) => number,
): void {
  const [x, y] = [zoomAxis(width, zoom), zoomAxis(height, zoom)];
  const [left, top] = [place(x.length, width), place(y.length, height)];
  const [begin, end] = [x.first[0] * 3, Math.min(width, x.first[x.length - 1] + 2) * 3];
  const line = new Float32Array((width + 1) * 3);
  for (let v = 0; v < height; v++) {
    const above = y.first[v + top] * width * 3;
    const below = Math.min(height - 1, y.first[v + top] + 1) * width * 3;
    const share = y.share[v + top];
    for (let i = begin; i < end; i++) line[i] = image[above + i] + share * (image[below + i] - image[above + i]);
    for (let u = 0, to = v * width * 3; u < width; u++, to += 3) {
      const from = x.first[u + left] * 3;
      const right = x.share[u + left];
      sum[to] += line[from] + right * (line[from + 3] - line[from]);
      sum[to + 1] += line[from + 1] + right * (line[from + 4] - line[from + 1]);
      sum[to + 2] += line[from + 2] + right * (line[from + 5] - line[from + 2]);
    }
  }
}
