import type { PngImage } from '../../src/formats/png.js';
import type { Severity } from '../../src/robustness/corruptions/index.js';

/**
 * By how many levels values in 0..1 miss bytes that were cut off, not rounded: 0 anywhere within a level. The strip shows the
 * five severities side by side.
 */
export function levelsMissed(values: Float32Array, image: PngImage, strip: PngImage, severity: Severity): number {
  let worst = 0;
  for (let i = 0; i < values.length; i++) {
    const row = Math.floor(i / (image.width * 3));
    const expected = strip.values[(row * strip.width + (severity - 1) * image.width) * 3 + (i % (image.width * 3))];
    worst = Math.max(worst, expected - 255 * values[i], 255 * values[i] - expected - 1);
  }
  return worst;
}
