import { resizeArea, resizeNearest } from '../src/image/resample.js';
import { defaultSignal } from '../src/support/default-signal.js';
import { InputError, throwIfAborted } from '../src/support/errors.js';
import { luma } from '../src/image/colour-space.js';
import type { Sample, SceneDataset } from './sample.js';
import { textTable } from './text-table.js';

/** Rows to which every frame is brought before it is measured, so that datasets of any resolution compare. */
const imageRows = 48;

/** How a dataset's frames look, in figures in which simple worlds differ from real ones. */
export interface DatasetStatistics {
  frames: number;
  /** R² of log-depth from a cubic polynomial in image position: what a network gets without looking. */
  positionDepth: number;
  /** R² of log-depth from a quadratic polynomial in the pixel's sRGB: what colour alone says of depth. */
  colourDepth: number;
  /** Variance of Cb and Cr over the variance of luma (BT.601, sRGB). */
  chromaOverLuma: number;
  /** Share of the first principal component of sRGB values. */
  firstComponent: number;
  /** Slope of log power over log frequency of luma, radially averaged, 2 … 16 cycles per image height. */
  spectrumSlope: number;
  /** Share of pixels without depth. */
  holes: number;
  /** Standard deviation of log-depth over all pixels, and its part inside frames. */
  logDepthDeviation: number;
  logDepthWithinFrames: number;
}

/** What each figure is called in a table, in the order of the table. */
export const statisticNames: Record<keyof DatasetStatistics, string> = {
  frames: 'frames',
  positionDepth: 'position → log-depth, R²',
  colourDepth: 'RGB → log-depth, R²',
  chromaOverLuma: 'chroma variance / luma variance',
  firstComponent: 'share of the first RGB component',
  spectrumSlope: 'slope of the power spectrum',
  holes: 'pixels without depth',
  logDepthDeviation: 'sd of log-depth',
  logDepthWithinFrames: 'sd of log-depth within frames',
};

/**
 * Measures frames of any dataset that has depth.
 *
 * @param frameIds which frames; default: up to 200 evenly spread over the dataset
 * @throws InputError if there are no frames, or one has no depth
 */
export async function datasetStatistics(
  dataset: SceneDataset,
  {
    frameIds = spreadFrames(dataset, 200),
    signal = defaultSignal(),
  }: { frameIds?: readonly string[]; signal?: AbortSignal } = {},
): Promise<DatasetStatistics> {
  if (frameIds.length === 0)
    throw new InputError(`${dataset.name} has no frames here to measure. Choose another layout or root.`);
  const pixels = new Pixels();
  for (const id of frameIds) {
    throwIfAborted(signal);
    pixels.add(await dataset.load(id));
  }
  return pixels.statistics();
}

/** Ids of at most `count` frames, evenly spread over a dataset. */
function spreadFrames({ scenes }: SceneDataset, count: number): string[] {
  const all = scenes.flatMap((scene) => scene.frames);
  const step = Math.max(1, all.length / count);
  return Array.from({ length: Math.min(count, all.length) }, (_, i) => all[Math.floor(i * step)]);
}

/** Sums over pixels, frame by frame: nothing is kept but moments. */
class Pixels {
  private frames = 0;
  private measured = 0;
  private missing = 0;
  private within = 0;
  private slopes = 0;
  private readonly position = new LeastSquares(10);
  private readonly colour = new LeastSquares(10);
  /** Moments of red, green, blue. */
  private readonly sums = new Float64Array(3);
  private readonly products = new Float64Array(9);

  add(sample: Sample): void {
    if (!sample.depth) throw new InputError(`${sample.id} has no depth: statistics need colour and depth.`);
    const to = { width: Math.round((sample.width * imageRows) / sample.height), height: imageRows };
    const rgb = resizeArea(Float32Array.from(sample.rgb), sample, to, 3);
    const depth = resizeNearest(sample.depth, sample, to);
    this.frames++;
    this.addColours(rgb);
    this.addDepths(rgb, depth, to.width);
    this.slopes += spectrumSlope(luma(Float32Array.from(rgb, (value) => value / 255)), to.width);
  }

  private addColours(rgb: ArrayLike<number>): void {
    for (let i = 0; i < rgb.length; i += 3)
      for (let a = 0; a < 3; a++) {
        this.sums[a] += rgb[i + a] / 255;
        for (let b = 0; b < 3; b++) this.products[a * 3 + b] += (rgb[i + a] / 255) * (rgb[i + b] / 255);
      }
  }

  private addDepths(rgb: ArrayLike<number>, depth: ArrayLike<number>, width: number): void {
    const features = new Float64Array(10);
    let [count, sum, square] = [0, 0, 0];
    for (let pixel = 0; pixel < depth.length; pixel++) {
      if (!(depth[pixel] > 0 && depth[pixel] < Infinity)) {
        this.missing++;
        continue;
      }
      const y = Math.log(depth[pixel]);
      const u = (2 * ((pixel % width) + 0.5)) / width - 1;
      const v = (2 * (Math.floor(pixel / width) + 0.5)) / imageRows - 1;
      features.set([1, u, v, u * u, u * v, v * v, u * u * u, u * u * v, u * v * v, v * v * v]);
      this.position.add(features, y);
      const [r, g, b] = [rgb[pixel * 3] / 255, rgb[pixel * 3 + 1] / 255, rgb[pixel * 3 + 2] / 255];
      features.set([1, r, g, b, r * r, g * g, b * b, r * g, g * b, b * r]);
      this.colour.add(features, y);
      count++;
      sum += y;
      square += y * y;
    }
    this.measured += count;
    if (count > 0) this.within += square - (sum * sum) / count;
  }

  statistics(): DatasetStatistics {
    const covariance = this.covariance();
    const project = (a: readonly number[]): number =>
      a.reduce((total, x, i) => total + a.reduce((row, y, j) => row + x * y * covariance[i * 3 + j], 0), 0);
    const trace = covariance[0] + covariance[4] + covariance[8];
    const [r, g, b] = [0.299, 0.587, 0.114];
    const chroma =
      project([-r / 1.772, -g / 1.772, (1 - b) / 1.772]) + project([(1 - r) / 1.402, -g / 1.402, -b / 1.402]);
    return {
      frames: this.frames,
      positionDepth: this.position.r2(),
      colourDepth: this.colour.r2(),
      chromaOverLuma: chroma / project([r, g, b]),
      firstComponent: largestEigenvalue(covariance) / trace,
      spectrumSlope: this.slopes / this.frames,
      holes: this.missing / (this.missing + this.measured),
      logDepthDeviation: Math.sqrt(this.position.variance()),
      logDepthWithinFrames: Math.sqrt(this.within / this.measured),
    };
  }

  private covariance(): Float64Array {
    const count = this.measured + this.missing;
    return this.products.map(
      (product, i) => product / count - (this.sums[Math.floor(i / 3)] * this.sums[i % 3]) / (count * count),
    );
  }
}

/** Linear regression from accumulated moments, with an intercept as feature 0. */
class LeastSquares {
  private readonly gram: Float64Array;
  private readonly moments: Float64Array;
  private count = 0;
  private sum = 0;
  private square = 0;

  constructor(private readonly size: number) {
    this.gram = new Float64Array(size * size);
    this.moments = new Float64Array(size);
  }

  add(features: Float64Array, y: number): void {
    const { gram, moments, size } = this;
    for (let a = 0; a < size; a++) {
      moments[a] += features[a] * y;
      for (let b = a; b < size; b++) gram[a * size + b] += features[a] * features[b];
    }
    this.count++;
    this.sum += y;
    this.square += y * y;
  }

  variance(): number {
    const mean = this.sum / this.count;
    return this.square / this.count - mean * mean;
  }

  /** Share of the variance that the regression explains. */
  r2(): number {
    const { gram, moments, size, count } = this;
    // Solves (G + 10⁻⁹·n·I) w = m by Cholesky; then the residual is Σy² − w·m up to that small penalty.
    const lower = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) {
        let value = gram[j * size + i] + (i === j ? 1e-9 * count : 0);
        for (let k = 0; k < j; k++) value -= lower[i * size + k] * lower[j * size + k];
        lower[i * size + j] = i === j ? Math.sqrt(value) : value / lower[j * size + j];
      }
    let explained = 0;
    const half = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      let value = moments[i];
      for (let k = 0; k < i; k++) value -= lower[i * size + k] * half[k];
      half[i] = value / lower[i * size + i];
      explained += half[i] * half[i];
    }
    return (explained / count - (this.sum / count) * (this.sum / count)) / this.variance();
  }
}

/** Largest eigenvalue of a symmetric 3×3 matrix, by power iteration. */
function largestEigenvalue(matrix: Float64Array): number {
  let vector = [1, 1, 1];
  let value = 0;
  for (let i = 0; i < 200; i++) {
    const next = [0, 1, 2].map((a) => vector.reduce((sum, x, b) => sum + matrix[a * 3 + b] * x, 0));
    value = Math.sqrt(next.reduce((sum, x) => sum + x * x, 0));
    if (value === 0) return 0;
    vector = next.map((x) => x / value);
  }
  return value;
}

/** Slope of the radially averaged power spectrum of the middle square of an image, Hann window, log–log least squares. */
function spectrumSlope(values: Float32Array, width: number): number {
  const left = Math.floor((width - imageRows) / 2);
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const hann = Float64Array.from(
    { length: imageRows },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / imageRows),
  );
  const image = new Float64Array(imageRows * imageRows);
  for (let v = 0; v < imageRows; v++)
    for (let u = 0; u < imageRows; u++)
      image[v * imageRows + u] = (values[v * width + left + u] - mean) * hann[u] * hann[v];
  const power = powerSpectrum(image, imageRows);
  const [lowest, highest] = [2, 16];
  const sums = new Float64Array(highest + 1);
  const counts = new Float64Array(highest + 1);
  for (let v = 0; v < imageRows; v++)
    for (let u = 0; u < imageRows; u++) {
      const [fu, fv] = [Math.min(u, imageRows - u), Math.min(v, imageRows - v)];
      const radius = Math.round(Math.sqrt(fu * fu + fv * fv));
      if (radius < lowest || radius > highest) continue;
      sums[radius] += power[v * imageRows + u];
      counts[radius]++;
    }
  const points = Array.from({ length: highest - lowest + 1 }, (_, i) => {
    const f = lowest + i;
    return [Math.log(f), Math.log(sums[f] / counts[f] + 1e-12)];
  });
  const [mx, my] = [0, 1].map((k) => points.reduce((sum, point) => sum + point[k], 0) / points.length);
  const covariance = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - mx) * (x - mx), 0);
}

/** |DFT|² of an n×n image, rows then columns; n is small. */
function powerSpectrum(image: Float64Array, n: number): Float64Array {
  const cos = Float64Array.from({ length: n }, (_, i) => Math.cos((2 * Math.PI * i) / n));
  const sin = Float64Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * i) / n));
  const real = new Float64Array(n * n);
  const imaginary = new Float64Array(n * n);
  for (let v = 0; v < n; v++)
    for (let f = 0; f < n; f++)
      for (let u = 0; u < n; u++) {
        const angle = (f * u) % n;
        real[v * n + f] += image[v * n + u] * cos[angle];
        imaginary[v * n + f] -= image[v * n + u] * sin[angle];
      }
  const power = new Float64Array(n * n);
  for (let f = 0; f < n; f++)
    for (let g = 0; g < n; g++) {
      let [re, im] = [0, 0];
      for (let v = 0; v < n; v++) {
        const angle = (g * v) % n;
        re += real[v * n + f] * cos[angle] + imaginary[v * n + f] * sin[angle];
        im += imaginary[v * n + f] * cos[angle] - real[v * n + f] * sin[angle];
      }
      power[g * n + f] = re * re + im * im;
    }
  return power;
}

/** Values measured on 180 frames of one real room (Kinect, 640 × 480), and their range over six stretches of 30 frames. */
export const realFrames: Record<
  Exclude<keyof DatasetStatistics, 'frames'>,
  { value: number; range: [number, number] }
> = {
  positionDepth: { value: 0.52, range: [0.43, 0.8] },
  colourDepth: { value: 0.31, range: [0.21, 0.56] },
  chromaOverLuma: { value: 0.12, range: [0.08, 0.16] },
  firstComponent: { value: 0.91, range: [0.89, 0.94] },
  spectrumSlope: { value: -2.91, range: [-2.99, -2.82] },
  holes: { value: 0.11, range: [0.08, 0.15] },
  logDepthDeviation: { value: 0.38, range: [0.28, 0.45] },
  logDepthWithinFrames: { value: 0.37, range: [0.28, 0.44] },
};

/** The figures as a text table beside those of real frames. */
export function statisticsTable(statistics: DatasetStatistics): string {
  const lines = (Object.keys(realFrames) as (keyof typeof realFrames)[]).map((key) => {
    const { value, range } = realFrames[key];
    const inside = statistics[key] >= range[0] && statistics[key] <= range[1] ? 'inside' : 'outside';
    return [statisticNames[key], statistics[key].toFixed(2), value.toFixed(2), `${range[0]} … ${range[1]}`, inside];
  });
  return textTable([[`${statistics.frames} frames`, 'here', 'real', 'range of real', ''], ...lines]);
}
