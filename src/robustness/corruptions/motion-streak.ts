import { correlate, repeated, type Tap } from './correlate.js';

/**
 * Taps of a movement: weights of half a Gaussian along a line of 2·radius + 1 pixels at `angle` degrees, rounded to whole
 * pixels, as ImageMagick's motion blur has them.
 *
 * @param reach where the movement leaves an image of this size it ends, and its weights do not sum to 1 (imagecorruptions);
 *   none when omitted
 */
export function streakTaps(
  radius: number,
  sigma: number,
  angle: number,
  reach?: { width: number; height: number },
): Tap[] {
  const length = 2 * radius + 1;
  const weights = Array.from({ length }, (_, i) => Math.exp((-i * i) / (2 * sigma * sigma)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const [sine, cosine] = [Math.sin((angle * Math.PI) / 180), Math.cos((angle * Math.PI) / 180)];
  const taps = weights.map((weight, i) => {
    return { dx: Math.ceil(i * cosine - 0.5), dy: Math.ceil(i * sine - 0.5), weight: weight / sum };
  });
  const left = reach ? taps.findIndex(({ dx, dy }) => Math.abs(dx) >= reach.width || Math.abs(dy) >= reach.height) : -1;
  return left < 0 ? taps : taps.slice(0, left);
}

/** Motion blur of values [height, width, channels] along {@link streakTaps}, the border repeated. */
export function motionStreak(
  values: Float32Array,
  size: { width: number; height: number; channels: number },
  taps: readonly Tap[],
): Float32Array {
  return correlate(values, size, taps, repeated);
}
