import { benchmarkCrop, eigenCrop, gargCrop, type Crop } from '../../data-loaders/kitti/crops.js';
import { nyuEigenCrop } from '../../data-loaders/nyu/crops.js';
import type { RasterSize } from '../image/resample.js';
import { InputError } from '../support/errors.js';
import { alignDepth, type DepthAlignment } from './depth-alignment.js';
import {
  depthSums,
  mergeDepthSums,
  noDepthSums,
  pooledDepthMetrics,
  type DepthMetrics,
  type DepthSums,
} from './depth.js';
import { checkSameSize, type Raster } from './raster.js';

/** Parts of an image on which depth is scored, by name: those of Garg and Eigen for KITTI, and NYU's. */
export const depthCrops = {
  none: ({ width, height }: RasterSize): Crop => ({ top: 0, bottom: height, left: 0, right: width }),
  garg: gargCrop,
  eigen: eigenCrop,
  benchmark: benchmarkCrop,
  'nyu-eigen': (size: RasterSize): Crop => {
    if (size.width !== 640 || size.height !== 480)
      throw new InputError(`The crop nyu-eigen is of images of 640×480, not ${size.width}×${size.height}.`);
    return nyuEigenCrop;
  },
};
/** The name of a crop of {@link depthCrops}. */
export type DepthCropName = keyof typeof depthCrops;

/** Everything that a depth score depends on besides prediction and truth. */
export interface DepthProtocol {
  crop: DepthCropName;
  /** Metres. Pixels count whose truth lies between the two, both excluded; predictions are clipped to them. */
  min: number;
  max: number;
  /** Whether metrics are averaged over images, or taken over all pixels of all images at once. */
  pooling: 'per image' | 'pooled';
  alignment: DepthAlignment;
}

/** The benchmarks' protocols; align or pool otherwise with `{ ...depthProtocols.nyu, alignment: 'median' }`. */
export const depthProtocols = {
  nyu: { crop: 'none', min: 1e-3, max: 10, pooling: 'per image', alignment: 'none' },
  'nyu-eigen': { crop: 'nyu-eigen', min: 1e-3, max: 10, pooling: 'per image', alignment: 'none' },
  'kitti-garg': { crop: 'garg', min: 1e-3, max: 80, pooling: 'per image', alignment: 'none' },
  'kitti-eigen': { crop: 'eigen', min: 1e-3, max: 80, pooling: 'per image', alignment: 'none' },
  'kitti-benchmark': { crop: 'benchmark', min: 1e-3, max: Infinity, pooling: 'per image', alignment: 'none' },
} satisfies Record<string, DepthProtocol>;
/** The name of a protocol of {@link depthProtocols}. */
export type DepthProtocolName = keyof typeof depthProtocols;

const alignmentNames: Record<DepthAlignment, string> = {
  none: 'unaligned',
  median: 'median-scaled',
  'scale-shift': 'scale and shift of depth',
  'scale-shift-inverse': 'scale and shift of inverse depth',
};

/** A metric's full name, such as `absRel(garg, cap 1e-3–80 m, per image, median-scaled)`. */
export function depthScoreName(
  metric: keyof DepthMetrics,
  { crop, min, max, pooling, alignment }: DepthProtocol,
): string {
  return `${metric}(${crop}, cap ${metres(min)}–${metres(max)} m, ${pooling}, ${alignmentNames[alignment]})`;
}

function metres(value: number): string {
  return value === Infinity ? '∞' : value < 0.01 ? value.toExponential() : String(value);
}

/** What images add up to; plain data, so that workers can send it. */
export interface DepthTally {
  /** Sums over the pixels of all images. */
  sums: DepthSums;
  /** Σ over images of each metric of the image. */
  metrics: DepthMetrics;
  /** Images with a pixel that counts. */
  images: number;
  /** Images without one: left out. */
  emptyImages: number;
}

/** A depth prediction as one protocol scores it. */
export interface ScoredDepth {
  /** By name. */
  metrics: DepthMetrics;
  /** By full name, see {@link depthScoreName}. */
  named: Record<string, number>;
  pixels: number;
  images: number;
  emptyImages: number;
}

/** Nothing, to begin with. */
export function noDepth(): DepthTally {
  return { sums: noDepthSums(), metrics: metricsOf(() => 0), images: 0, emptyImages: 0 };
}

/**
 * Adds one image: crops, leaves out pixels whose truth is outside the cap, aligns, clips the prediction to the cap, and
 * compares. Depths in metres, 0 = no truth.
 *
 * Throws InputError, naming `name`, if sizes differ, the image is too small for the crop, a prediction that counts is not
 * a number or the prediction cannot be aligned; nothing is added then.
 *
 * Reference: Eigen, Puhrsch & Fergus, NeurIPS 2014; Garg et al., ECCV 2016; in the order of monodepth2's evaluation.
 */
export function addDepth(
  tally: DepthTally,
  protocol: DepthProtocol,
  prediction: Raster,
  truth: Raster,
  name = 'The prediction',
): void {
  checkSameSize(prediction, truth, name);
  const { crop, min, max, alignment } = protocol;
  const { top, bottom, left, right } = depthCrops[crop](truth);
  const counted: number[] = [];
  for (let row = top; row < bottom; row++)
    for (let pixel = row * truth.width + left; pixel < row * truth.width + right; pixel++) {
      const g = truth.values[pixel];
      if (!(g > min && g < max)) continue;
      if (Number.isNaN(prediction.values[pixel]))
        throw new InputError(
          `${name} is not a number at column ${pixel % truth.width}, row ${row}. Predict metres for every pixel.`,
        );
      counted.push(pixel);
    }
  if (counted.length === 0) {
    tally.emptyImages++;
    return;
  }
  const g = Float64Array.from(counted, (pixel) => truth.values[pixel]);
  const d = Float64Array.from(counted, (pixel) => prediction.values[pixel]);
  const sums = depthSums(alignDepth(d, g, alignment, { max, name }), g, { min, max });
  const ofImage = pooledDepthMetrics(sums);
  tally.images++;
  tally.sums = mergeDepthSums([tally.sums, sums]);
  tally.metrics = metricsOf((metric) => tally.metrics[metric] + ofImage[metric]);
}

/** The sums of all parts together. */
export function mergeDepth(parts: Iterable<DepthTally>): DepthTally {
  const total = noDepth();
  for (const { sums, metrics, images, emptyImages } of parts) {
    total.sums = mergeDepthSums([total.sums, sums]);
    total.metrics = metricsOf((metric) => total.metrics[metric] + metrics[metric]);
    total.images += images;
    total.emptyImages += emptyImages;
  }
  return total;
}

/** The metrics of all images under their protocol. Throws InputError if no pixel counts. */
export function depthScores(tally: DepthTally, protocol: DepthProtocol): ScoredDepth {
  const { sums, images, emptyImages } = tally;
  if (images === 0)
    throw new InputError('No image has a pixel with a true depth within crop and cap, so there is nothing to score.');
  const metrics =
    protocol.pooling === 'pooled' ? pooledDepthMetrics(sums) : metricsOf((metric) => tally.metrics[metric] / images);
  const named = Object.fromEntries(metricNames.map((metric) => [depthScoreName(metric, protocol), metrics[metric]]));
  return { metrics, named, pixels: sums.count, images, emptyImages };
}

const metricNames = Object.keys(pooledDepthMetrics({ ...noDepthSums(), count: 1 })) as (keyof DepthMetrics)[];

function metricsOf(value: (metric: keyof DepthMetrics) => number): DepthMetrics {
  return Object.fromEntries(metricNames.map((metric) => [metric, value(metric)])) as unknown as DepthMetrics;
}
