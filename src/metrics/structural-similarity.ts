import { InputError } from '../support/errors.js';
import { checkSameColours, type ColourValues } from './colour-values.js';

/**
 * Windows over which SSIM compares: `gaussian`, σ 1.5 cut off at 11×11 with population covariances, as Wang et al. have it
 * (scikit-image's `gaussian_weights=True, sigma=1.5, use_sample_covariance=False`); `uniform`, 7×7 with sample covariances
 * (scikit-image's default).
 */
export type SsimWindow = 'gaussian' | 'uniform';

/** Weights along one axis, and what covariances are multiplied by. */
interface Window {
  weights: Float64Array;
  correction: number;
}

const windows: Record<SsimWindow, Window> = {
  gaussian: { weights: gaussianWeights(1.5, 5), correction: 1 },
  uniform: { weights: new Float64Array(7).fill(1 / 7), correction: 49 / 48 },
};

/** Kept in double precision: image filters are in single, which SSIM's differences of squares would show. */
function gaussianWeights(sigma: number, radius: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * Mean structural similarity (SSIM) of two images, −1 to 1: the mean over channels and over windows that lie in the image
 * of `(2 μx μy + C₁)(2 σxy + C₂) / ((μx² + μy² + C₁)(σx² + σy² + C₂))`, C₁ = (.01 white)², C₂ = (.03 white)².
 *
 * Throws InputError, naming `name`, if sizes differ, the image is smaller than the window or a value is not a number.
 *
 * Reference: Wang et al., IEEE Transactions on Image Processing 13, 2004; scikit-image's `structural_similarity`.
 */
export function structuralSimilarity(
  image: ColourValues,
  reference: ColourValues,
  { window = 'gaussian', white = 255, name = 'The image' }: { window?: SsimWindow; white?: number; name?: string } = {},
): number {
  checkSameColours(image, reference, name);
  const size = windows[window].weights.length;
  const { width, height } = image;
  if (width < size || height < size)
    throw new InputError(`${name} is ${width}×${height}; the ${window} window of SSIM takes at least ${size}×${size}.`);
  let sum = 0;
  for (let channel = 0; channel < 3; channel++) sum += similarityOfChannel(image, reference, channel, window, white);
  return sum / (3 * (width - size + 1) * (height - size + 1));
}

/** Σ SSIM over the windows of one channel; rows are filtered as they come, and as many kept as the window is high. */
function similarityOfChannel(
  image: ColourValues,
  reference: ColourValues,
  channel: number,
  window: SsimWindow,
  white: number,
): number {
  const { weights, correction } = windows[window];
  const size = weights.length;
  const columns = image.width - size + 1;
  const c1 = (0.01 * white) ** 2;
  const c2 = (0.03 * white) ** 2;
  const kept = Array.from({ length: size }, () => momentRows(columns));
  const total = momentRows(columns);
  let sum = 0;
  for (let row = 0; row < image.height; row++) {
    filterRow(kept[row % size], image, reference, row, channel, weights);
    if (row < size - 1) continue;
    for (const values of total) values.fill(0);
    for (let k = 0; k < size; k++)
      kept[(row + 1 + k) % size].forEach((values, moment) => {
        for (let i = 0; i < columns; i++) total[moment][i] += weights[k] * values[i];
      });
    const [x, y, xx, yy, xy] = total;
    for (let i = 0; i < columns; i++) {
      const varianceX = correction * (xx[i] - x[i] * x[i]);
      const varianceY = correction * (yy[i] - y[i] * y[i]);
      const covariance = correction * (xy[i] - x[i] * y[i]);
      sum +=
        ((2 * x[i] * y[i] + c1) * (2 * covariance + c2)) /
        ((x[i] ** 2 + y[i] ** 2 + c1) * (varianceX + varianceY + c2));
    }
  }
  return sum;
}

/** Rows of weighted means of x, y, x², y² and xy. */
function momentRows(columns: number): Float64Array[] {
  return Array.from({ length: 5 }, () => new Float64Array(columns));
}

function filterRow(
  [x, y, xx, yy, xy]: Float64Array[],
  image: ColourValues,
  reference: ColourValues,
  row: number,
  channel: number,
  weights: Float64Array,
): void {
  const start = row * image.width * 3 + channel;
  for (let i = 0; i < x.length; i++) {
    let [meanX, meanY, meanXx, meanYy, meanXy] = [0, 0, 0, 0, 0];
    for (let k = 0; k < weights.length; k++) {
      const at = start + (i + k) * 3;
      const a = image.rgb[at];
      const b = reference.rgb[at];
      meanX += weights[k] * a;
      meanY += weights[k] * b;
      meanXx += weights[k] * a * a;
      meanYy += weights[k] * b * b;
      meanXy += weights[k] * a * b;
    }
    x[i] = meanX;
    y[i] = meanY;
    xx[i] = meanXx;
    yy[i] = meanYy;
    xy[i] = meanXy;
  }
}
