import { repeated } from '../correlate.js';
import { gaussianFilter } from '../gaussian.js';
import { onFractions } from '../image-corruption.js';
import { imageNetC } from './source.js';

/** Gaussian blur, cut off at 4σ, the border repeated. */
export const gaussianBlur = onFractions(
  {
    name: 'gaussian_blur',
    kind: 'blur',
    parameters: ['σ in pixels'],
    values: [[1], [2], [3], [4], [6]],
    reference: imageNetC,
  },
  (unit, { width, height }, [sigma]) => gaussianFilter(unit, { width, height, channels: 3 }, [sigma, sigma], repeated),
);
