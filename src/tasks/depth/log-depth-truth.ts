import type { Sample } from '../../../data-loaders/sample.js';
import { isMeasured } from '../../geometry/posed-depth.js';
import { InputError } from '../../support/errors.js';

/** True log-depth of frames on the grid of the features. */
export interface LogDepthTruth {
  height: number;
  width: number;
  /** Mean log-depth of the measured pixels of each cell, [frames, height, width]; 0 where none is. */
  values: Float32Array;
  /** 1 where at least half of the cell's pixels are measured, [frames, height, width]. */
  known: Float32Array;
}

/** Averages the log-depth of frames over cells of `stride` pixels. Throws InputError when a frame has no depth. */
export function logDepthTruth(samples: readonly Sample[], stride: number): LogDepthTruth {
  const height = Math.ceil(samples[0].height / stride);
  const width = Math.ceil(samples[0].width / stride);
  const values = new Float32Array(samples.length * height * width);
  const known = new Float32Array(values.length);
  samples.forEach((sample, n) => {
    const { depth } = sample;
    if (!depth)
      throw new InputError(
        `${sample.id} has no depth: depth prediction is learnt and measured on frames that have it.`,
      );
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++) {
        let sum = 0;
        let count = 0;
        let pixels = 0;
        for (let v = row * stride; v < Math.min((row + 1) * stride, sample.height); v++)
          for (let u = column * stride; u < Math.min((column + 1) * stride, sample.width); u++) {
            const metres = depth[v * sample.width + u];
            pixels++;
            if (!isMeasured(metres)) continue;
            sum += Math.log(metres);
            count++;
          }
        const cell = (n * height + row) * width + column;
        if (count === 0 || 2 * count < pixels) continue;
        values[cell] = sum / count;
        known[cell] = 1;
      }
  });
  return { height, width, values, known };
}

/** Mean log-depth over all known cells. Throws InputError when none is. */
export function meanLogDepth({ values, known }: LogDepthTruth): number {
  let sum = 0;
  let count = 0;
  for (let cell = 0; cell < values.length; cell++) {
    sum += values[cell];
    count += known[cell];
  }
  if (count === 0) throw new InputError('The frames to learn from have no measured depth.');
  return sum / count;
}
