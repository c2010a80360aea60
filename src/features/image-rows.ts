import * as tf from '@tensorflow/tfjs-core';
import type { Sample } from '../../data-loaders/sample.js';
import { InputError } from '../support/errors.js';
import { seeded, type SeedPart } from '../support/random.js';

/** `mean`, `max`: one row an image, over all its cells or tokens; `none`: a row for each of them. */
export type Pooling = 'mean' | 'max' | 'none';

/** Which rows an image gives. */
export interface RowChoice {
  pool: Pooling;
  /** Pixels drawn of each image; each gives the row of the cell that it lies in. */
  sample?: number;
  /** Of the pixels that are drawn. */
  seed: SeedPart;
}

type Frame = Pick<Sample, 'id' | 'width' | 'height'>;

/** The pixels drawn of an image, x and y in turn: they follow from seed, id and size alone, so that all encoders get the same. */
export function drawnPixels({ id, width, height }: Frame, count: number, seed: SeedPart): number[] {
  if (2 * count > width * height)
    throw new InputError(
      `${count} pixels of each image were asked for, ${id} has ${width}×${height}: ask for at most half, or take all cells (pool none).`,
    );
  const random = seeded('feature pixels', seed, id);
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(random.int(width * height));
  return [...drawn].flatMap((pixel) => [pixel % width, Math.floor(pixel / width)]);
}

/** How many rows each image gives of a layer whose activations have this shape, without the batch. Throws InputError. */
export function rowsPerImage(layer: string, shape: readonly number[], { pool, sample }: RowChoice): number {
  if (sample !== undefined) {
    if (shape.length !== 3)
      throw new InputError(
        `Layer ${layer} has shape [${shape.join(', ')}], no cells in which pixels lie: pool it, or leave it out.`,
      );
    return sample;
  }
  return pool === 'none' ? shape.slice(0, -1).reduce((product, length) => product * length, 1) : 1;
}

/** The ids of an image's rows: its own; `id@x,y` for pixels; `id@row,column` or `id@token` for cells and tokens. */
export function rowIds(frame: Frame, shape: readonly number[], { pool, sample, seed }: RowChoice): string[] {
  if (sample !== undefined) {
    const pixels = drawnPixels(frame, sample, seed);
    return Array.from({ length: sample }, (_, i) => `${frame.id}@${pixels[2 * i]},${pixels[2 * i + 1]}`);
  }
  if (pool !== 'none' || shape.length === 1) return [frame.id];
  const [height, width] = shape;
  if (shape.length === 2) return Array.from({ length: height }, (_, token) => `${frame.id}@${token}`);
  return Array.from({ length: height * width }, (_, i) => `${frame.id}@${Math.floor(i / width)},${i % width}`);
}

/** The rows of some images, [rows, columns], out of a layer's activations for them. The caller owns the tensor. */
export function rowsOfImages(activations: tf.Tensor, frames: readonly Frame[], choice: RowChoice): tf.Tensor2D {
  const { pool, sample, seed } = choice;
  const columns = activations.shape[activations.shape.length - 1];
  return tf.tidy(() => {
    const cells: tf.Tensor2D = tf.reshape(activations, [-1, columns]);
    if (sample !== undefined) {
      const [, height, width] = activations.shape;
      const indices = frames.flatMap((frame, image) => {
        const pixels = drawnPixels(frame, sample, seed);
        return Array.from({ length: sample }, (_, i) => {
          const column = Math.floor(((pixels[2 * i] + 0.5) / frame.width) * width);
          const row = Math.floor(((pixels[2 * i + 1] + 0.5) / frame.height) * height);
          return (image * height + row) * width + column;
        });
      });
      return tf.gather(cells, tf.tensor1d(indices, 'int32'));
    }
    if (pool === 'none') return tf.clone(cells);
    const perImage = tf.reshape(cells, [frames.length, -1, columns]);
    return pool === 'mean' ? tf.mean(perImage, 1) : tf.max(perImage, 1);
  });
}
