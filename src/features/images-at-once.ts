/** Pixels that go through an encoder at once: enough that single operations cost little, few enough for any memory. */
const pixelsAtOnce = 2 ** 18;

/** How many of some images of equal size to infer at once: as many as have 2¹⁸ pixels together, at least one. */
export function imagesAtOnce(images: readonly { width: number; height: number }[]): number {
  if (images.length === 0) return 1;
  const { width, height } = images[0];
  return Math.max(1, Math.floor(pixelsAtOnce / (width * height)));
}
