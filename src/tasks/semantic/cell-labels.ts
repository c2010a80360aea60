import type { Sample } from '../../../data-loaders/sample.js';
import type { SemanticProtocol } from '../../metrics/index.js';
import { classIndices } from './class-space.js';

/** What the pixels of each cell are. */
export interface CellLabels {
  height: number;
  width: number;
  /** Summed weight of the pixels of each class, [samples, height, width, classes]; void pixels count nothing. */
  values: Float32Array;
}

/** Sums the labels of samples of equal size over cells of `stride` pixels, each pixel with the weight of its class. */
export function cellLabels(
  samples: readonly Sample[],
  stride: number,
  protocol: SemanticProtocol,
  weights: ArrayLike<number>,
): CellLabels {
  const classes = weights.length;
  const height = Math.ceil(samples[0].height / stride);
  const width = Math.ceil(samples[0].width / stride);
  const values = new Float32Array(samples.length * height * width * classes);
  samples.forEach((sample, n) => {
    classIndices(sample, protocol).forEach((index, pixel) => {
      if (index < 0) return;
      const row = Math.floor(Math.floor(pixel / sample.width) / stride);
      const column = Math.floor((pixel % sample.width) / stride);
      values[((n * height + row) * width + column) * classes + index] += weights[index];
    });
  });
  return { height, width, values };
}
