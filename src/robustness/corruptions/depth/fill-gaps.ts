/** Colours [height, width, 3] with the nearness of their points; pixels that are not covered (0) are gaps. */
export interface PartialView {
  width: number;
  height: number;
  colours: Float32Array;
  nearness: Float32Array;
  covered: Uint8Array;
}

/**
 * Gives each pixel of a gap the colour at an end of it: along the row and along the column the end that is farther in depth
 * (at the border there is one alone), and of these two the one that is fewer pixels away.
 */
export function fillGaps(view: PartialView): void {
  while (view.covered.includes(0) && fillOnce(view));
}

/** Fills what has an end in its row or column; whether there was any. */
function fillOnce({ width, height, colours, nearness, covered }: PartialView): boolean {
  const source = new Int32Array(covered.length).fill(-1);
  const steps = new Int32Array(covered.length).fill(width + height);

  /** Finds the ends of gaps among `count` pixels that are `stride` apart. */
  function findEnds(first: number, stride: number, count: number): void {
    for (let begin = 0, end; begin < count; begin = end + 1) {
      end = begin;
      while (end < count && covered[first + end * stride] === 0) end++;
      if (end === begin) continue;
      const before = begin > 0 ? first + (begin - 1) * stride : -1;
      const after = end < count ? first + end * stride : -1;
      const farther = before >= 0 && (after < 0 || nearness[before] <= nearness[after]) ? before : after;
      if (farther < 0) continue;
      for (let i = begin; i < end; i++) {
        const pixel = first + i * stride;
        const toEnd = farther === before ? i - begin : end - i - 1;
        if (toEnd >= steps[pixel]) continue;
        steps[pixel] = toEnd;
        source[pixel] = farther;
      }
    }
  }

  for (let v = 0; v < height; v++) findEnds(v * width, 1, width);
  for (let u = 0; u < width; u++) findEnds(u, width, height);
  let filled = false;
  source.forEach((from, pixel) => {
    if (from < 0) return;
    colours.copyWithin(3 * pixel, 3 * from, 3 * from + 3);
    nearness[pixel] = nearness[from];
    covered[pixel] = 1;
    filled = true;
  });
  return filled;
}
