/** A rectangle of one value: value, left, top, width, height. */
export type Rectangle = number[];

/** A raster [height, width] of rectangles painted in their order over zeros. */
export function paint(
  rectangles: readonly Rectangle[],
  { width, height }: { width: number; height: number },
): { width: number; height: number; values: Uint16Array } {
  const values = new Uint16Array(width * height);
  for (const [value, left, top, across, down] of rectangles)
    for (let row = top; row < top + down; row++) values.fill(value, row * width + left, row * width + left + across);
  return { width, height, values };
}
