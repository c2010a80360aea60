import { repeated } from '../correlate.js';
import type { Draws } from '../draws.js';
import { fractionsOf } from '../fractions.js';
import { gaussianFilter } from '../gaussian.js';
import { onFractions, type Frame } from '../image-corruption.js';
import { imageNetC } from './source.js';

/**
 * Takes each pixel, from the last to the first, from a neighbour that is at most `reach` before or `reach` − 1 after it
 * along either axis. The benchmark means to swap the two; in numpy its assignment copies, and its images are made so.
 */
function shuffle(bytes: Uint8Array, { width, height }: Frame, reach: number, draws: Draws): void {
  const uniforms = new Float32Array(2 * Math.max(0, width - 2 * reach));
  for (let y = height - reach; y > reach; y--) {
    draws.uniforms(uniforms);
    for (let x = width - reach, k = 0; x > reach; x--, k += 2) {
      const dx = Math.floor(uniforms[k] * 2 * reach) - reach;
      const dy = Math.floor(uniforms[k + 1] * 2 * reach) - reach;
      const [to, from] = [(y * width + x) * 3, ((y + dy) * width + x + dx) * 3];
      bytes[to] = bytes[from];
      bytes[to + 1] = bytes[from + 1];
      bytes[to + 2] = bytes[from + 2];
    }
  }
}

/** Levels that single precision may lose before bytes are cut off, as the benchmark cuts them. */
const roundingError = 1e-3;

/** Frosted glass: pixels change places with neighbours between two slight Gaussian blurs. */
export const glassBlur = onFractions(
  {
    name: 'glass_blur',
    kind: 'blur',
    parameters: ['σ in pixels', 'reach in pixels', 'rounds'],
    values: [
      [0.7, 1, 2],
      [0.9, 2, 1],
      [1, 2, 3],
      [1.1, 3, 2],
      [1.5, 4, 2],
    ],
    reference: imageNetC,
  },
  (unit, frame, [sigma, reach, rounds], draws) => {
    const size = { width: frame.width, height: frame.height, channels: 3 };
    const blurred = gaussianFilter(unit, size, [sigma, sigma], repeated);
    const bytes = new Uint8Array(blurred.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = blurred[i] * 255 + roundingError;
    for (let round = 0; round < rounds; round++) shuffle(bytes, frame, reach, draws);
    return gaussianFilter(fractionsOf(bytes), size, [sigma, sigma], repeated);
  },
);
