import { correlateRuns, mirroredAtPixel, type Tap } from '../correlate.js';
import { onFractions } from '../image-corruption.js';
import { imageNetC } from './source.js';

/** Weights that miss nothing or a full one by no more are taken as such: together they are less than 10⁻⁴ of the disc. */
const leastWeight = 5e-4;

/**
 * A quarter of the image of a point out of focus, to the right and below: a disc, its rim softened by a small Gaussian that
 * mirrors it at the raster's edge.
 */
function quarterOfDisc(radius: number, softness: number): Tap[] {
  const reach = Math.max(8, radius);
  const side = 2 * reach + 1;
  const inside = Float64Array.from({ length: side * side }, (_, i) =>
    Math.hypot((i % side) - reach, Math.floor(i / side) - reach) <= radius ? 1 : 0,
  );
  const area = inside.reduce((sum, value) => sum + value, 0);
  const soft = softening(radius <= 8 ? 1 : 2, softness);
  const at = (x: number, y: number): number => inside[mirroredAtPixel(y, side) * side + mirroredAtPixel(x, side)];
  const taps: Tap[] = [];
  for (let y = reach; y < side; y++)
    for (let x = reach; x < side; x++) {
      let weight = 0;
      soft.forEach((wy, j) => soft.forEach((wx, i) => (weight += wy * wx * at(x + i - (soft.length >> 1), y + j - (soft.length >> 1))))); // prettier-ignore
      if (weight > 1 - leastWeight) weight = 1;
      if (weight > leastWeight) taps.push({ dx: x - reach, dy: y - reach, weight: weight / area });
    }
  return taps;
}

function softening(radius: number, sigma: number): number[] {
  const weights = Array.from({ length: 2 * radius + 1 }, (_, k) => Math.exp(-0.5 * ((k - radius) / sigma) ** 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** A lens out of focus: every point becomes a disc. */
export const defocusBlur = onFractions(
  {
    name: 'defocus_blur',
    kind: 'blur',
    parameters: ['radius in pixels', 'σ of the rim in pixels'],
    values: [
      [3, 0.1],
      [4, 0.5],
      [6, 0.5],
      [8, 0.5],
      [10, 0.5],
    ],
    reference: imageNetC,
  },
  (unit, { width, height }, [radius, softness]) =>
    correlateRuns(unit, { width, height, channels: 3 }, quarterOfDisc(radius, softness), mirroredAtPixel),
);
