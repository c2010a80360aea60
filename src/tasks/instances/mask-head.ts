import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../../nn/index.js';
import { activated, hidden, inOneRow, readOut, type SharedHeadOutput } from '../detection/detection-head.js';
import { sidesOfCells } from '../detection/detection-loss.js';
import { centreOf } from '../detection/detection-targets.js';
import type { GridLevel } from '../detection/pyramid.js';

/** A cell of whose object the mask is wanted. */
export interface MaskQuery {
  /** Place among the cells of all levels. */
  cell: number;
  level: GridLevel;
}

/** Channels of the maps that all masks of an image are made from. */
const bases = 8;

/** Channels between the two convolutions that make a mask. */
const between = 8;

/** Gain of the weights that change a mask from a filled box, small so that it begins near one. */
const small = 0.1;

/** Weights and offsets of these two: of the maps and two coordinates to `between`, and of these to one. */
const perMask = (bases + 2 + 1) * between + between + 1;

/** Masks of objects, at the resolution of the finest level. */
export interface MaskHead {
  /**
   * Logits of masks [images, queries, cells of the finest level], from that level's features and what was said of all
   * cells. Every image has the same number of queries.
   */
  forward(
    features: tf.Tensor4D,
    found: Pick<SharedHeadOutput, 'geometry' | 'context'>,
    queries: readonly (readonly MaskQuery[])[],
    finest: GridLevel,
  ): tf.Tensor3D;
}

/**
 * A head that draws the mask of each object by a small network of its own: two 1×1 convolutions (8 channels, ReLU, 1), whose
 * weights are read out of the cell that found the object. They are applied to eight maps common to the image and to the
 * position within the box that the cell found, which is −1 to 1 along each axis. At first they draw that box, filled.
 *
 * Reference: Tian, Shen & Chen, Conditional convolutions for instance segmentation (CondInst), 2020, with two
 * convolutions where it has three, and positions in units of the box where it has those of the level.
 */
export function buildMaskHead(channels: number, parameters: Parameters): MaskHead {
  const branch = activated(parameters.scope('branch'), { from: channels, to: 16, size: 3 });
  const maps = readOut(parameters.scope('bases'), { from: 16, to: bases, gain: 1 });
  const controller = readOut(parameters.scope('controller'), { from: hidden, to: perMask, gain: small });
  return {
    forward(features, { geometry, context }, queries, finest) {
      const [images, cells] = context.shape;
      const count = queries[0].length;
      const places = queries.flatMap((ofImage, image) => ofImage.map(({ cell }) => image * cells + cell));
      const rowsOf = (x: tf.Tensor3D): tf.Tensor2D =>
        tf.gather(tf.reshape<tf.Rank.R2>(x, [images * cells, x.shape[2]]), tf.tensor1d(places, 'int32'));
      const read = controller(tf.reshape<tf.Rank.R3>(rowsOf(context), [images, count, hidden]));
      const [ofMaps, ofPosition, offset, second, last] = tf.split<tf.Tensor3D>(
        tf.add(read, filledBox),
        [between * bases, between * 2, between, between, 1],
        2,
      );
      const { middle, half } = boxesOf(rowsOf(geometry), queries);
      // Positions in a box are positions in the image, shifted and scaled; both go into the weights.
      const perPixel = tf.div<tf.Tensor4D>(tf.reshape(ofPosition, [images, count, between, 2]), half);
      const shift = tf.sum(tf.mul(perPixel, middle), 3, true);
      const first = tf.concat<tf.Tensor4D>(
        [
          tf.reshape(ofMaps, [images, count, between, bases]),
          perPixel,
          tf.sub<tf.Tensor4D>(tf.reshape(offset, [images, count, between, 1]), shift),
        ],
        3,
      );
      const ground = tf.concat([maps(inOneRow(branch(features))), coordinates(finest, images)], 2);
      const filters = tf.reshape<tf.Rank.R3>(first, [images, count * between, bases + 3]);
      const size = finest.height * finest.width;
      const h = tf.reshape<tf.Rank.R3>(tf.relu(tf.matMul(filters, ground, false, true)), [
        images * count,
        between,
        size,
      ]);
      const drawn = tf.matMul(tf.reshape<tf.Rank.R3>(second, [images * count, 1, between]), h);
      return tf.add(tf.reshape(drawn, [images, count, size]), last);
    },
  };
}

/**
 * Weights that draw a box: logit 2 - 2 (relu(4x - 3) + relu(-4x - 3) + relu(4y - 3) + relu(-4y - 3)), which is 0 where x or
 * y is −1 or 1.
 */
const filledBox: readonly number[] = [
  ...Array.from({ length: between * bases }, () => 0),
  ...Array.from(
    { length: between },
    (_, i) =>
      [
        [4, 0],
        [-4, 0],
        [0, 4],
        [0, -4],
      ][i] ?? [0, 0],
  ).flat(),
  ...Array.from({ length: between }, (_, i) => (i < 4 ? -3 : 0)),
  ...Array.from({ length: between }, (_, i) => (i < 4 ? -2 : 0)),
  2,
];

/**
 * Middles and half the sizes in pixels of the boxes that cells found, none less than a pixel wide, [images, queries, 1, 2],
 * from geometry [rows, 5].
 */
function boxesOf(
  geometry: tf.Tensor2D,
  queries: readonly (readonly MaskQuery[])[],
): { middle: tf.Tensor4D; half: tf.Tensor4D } {
  const shape: [number, number, number, number] = [queries.length, queries[0].length, 1, 2];
  const rows = queries.flat();
  const sides = sidesOfCells(
    tf.slice(geometry, [0, 0], [rows.length, 4]),
    rows.map(({ level }) => level),
  );
  const [before, after] = tf.split<tf.Tensor2D>(sides, 2, 1);
  const centres = tf.tensor2d(rows.map(({ level, cell }) => centreOf(level, cell)));
  const half = tf.maximum(tf.mul(tf.add(before, after), 0.5), 0.5);
  const middle = tf.add(centres, tf.mul(tf.sub(after, before), 0.5));
  return { middle: tf.reshape(middle, shape), half: tf.reshape(half, shape) };
}

/** Centres of all cells of a level in pixels, and 1, [images, cells, 3]. */
function coordinates(level: GridLevel, images: number): tf.Tensor3D {
  const cells = level.height * level.width;
  const values = Float32Array.from(
    Array.from({ length: cells }, (_, cell) => [...centreOf(level, level.first + cell), 1]).flat(),
  );
  return tf.tile(tf.tensor3d(values, [1, cells, 3]), [images, 1, 1]);
}
