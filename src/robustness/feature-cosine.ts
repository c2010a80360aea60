import type { FeatureMap } from '../features/feature-map.js';
import { InputError } from '../support/errors.js';

/**
 * Mean cosine over the cells of each image between its features and those of the same image changed, [count].
 *
 * To be shown beside measures that mean something, never in their place: it follows the effective rank of features and their mean, and
 * is 1 for features that see nothing.
 * Throws InputError when the maps differ in shape.
 */
export function featureCosine(clean: FeatureMap, changed: FeatureMap): Float64Array {
  const { count, height, width, channels } = clean;
  if (clean.values.length !== changed.values.length || channels !== changed.channels)
    throw new InputError(
      `Features of ${count}×${height}×${width}×${channels} were compared with ${changed.count}×${changed.height}×${changed.width}×${changed.channels}: extract both from the same stage and frames.`,
    );
  const cells = height * width;
  const cosine = new Float64Array(count);
  for (let row = 0; row < count * cells; row++) {
    let [dot, a, b] = [0, 0, 0];
    for (let at = row * channels; at < (row + 1) * channels; at++) {
      dot += clean.values[at] * changed.values[at];
      a += clean.values[at] ** 2;
      b += changed.values[at] ** 2;
    }
    cosine[Math.floor(row / cells)] += (a > 0 && b > 0 ? dot / Math.sqrt(a * b) : 0) / cells;
  }
  return cosine;
}
