import * as tf from '@tensorflow/tfjs-core';
import * as assert from 'node:assert/strict';
import type { Box } from '../../../data-loaders/sample.js';
import { seeded } from '../../../src/support/random.js';
import {
  detectionLoss,
  detectionTargets,
  focalLoss,
  giouLoss,
  pyramidGrid,
  pyramidLevels,
} from '../../../src/tasks/index.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { startFastestBackend } from '../../support/start-backend.js';
import { assertGradient } from '../gradients.js';

describe('losses of detection', () => {
  before(startFastestBackend);
  const random = seeded('detection losses');
  const normals = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());

  it('has the focal loss of its formula, nothing where a cell is left out', () => {
    const of = (logit: number, sign: number): number =>
      tf.tidy(() => focalLoss(tf.tensor1d([logit]), tf.tensor1d([sign])).dataSync()[0]);
    assertAllClose([of(0, 1), of(0, -1)], [0.25 * 0.25 * Math.LN2, 0.75 * 0.25 * Math.LN2]);
    const p = 1 / (1 + Math.exp(-1.5));
    assertAllClose([of(1.5, 1)], [-0.25 * (1 - p) ** 2 * Math.log(p)], { rtol: 1e-5 });
    assertAllClose([of(1.5, -1)], [-0.75 * p ** 2 * Math.log(1 - p)], { rtol: 1e-5 });
    assert.equal(Math.abs(of(3, 0)), 0);
    assertAllClose([of(-80, 1), of(80, -1)], [20, 60], { rtol: 1e-5 });
  });

  it('has known generalised IoU of boxes', () => {
    const of = (predicted: number[], truth: number[]): number =>
      tf.tidy(() => giouLoss(tf.tensor2d([predicted]), tf.tensor2d([truth])).dataSync()[0]);
    assertAllClose([of([1, 2, 3, 4], [1, 2, 3, 4])], [0], { atol: 1e-6 });
    assertAllClose([of([1, 1, 1, 1], [2, 2, 2, 2])], [1 - 4 / 16], { rtol: 1e-6 });
    assertAllClose([of([1, 2, 1, 2], [2, 1, 2, 1])], [1 - (4 / 12 - 4 / 16)], { rtol: 1e-6 });
    assertAllClose([of([3, 0, 1, 2], [0, 3, 2, 1])], [of([0, 3, 2, 1], [3, 0, 1, 2])]);
  });

  it('has the gradients of finite differences', () => {
    const signs = Float32Array.from({ length: 24 }, () => random.int(3) - 1);
    assertGradient((x) => focalLoss(x, tf.tensor4d(signs, [2, 2, 2, 3])), normals(24), [2, 2, 2, 3], random);
    const truth = tf.tensor2d(normals(24).map(Math.exp), [6, 4]);
    assertGradient((x) => tf.sum(giouLoss(tf.exp(tf.reshape(x, [6, 4])), truth)), normals(24), [1, 1, 6, 4], random, {
      step: 2e-3,
      atol: 2e-3,
    });
    truth.dispose();
  });

  describe('together', () => {
    const grid = pyramidGrid(pyramidLevels([{ name: 'out', channels: 1, stride: 4 }]), { width: 16, height: 8 });
    const box: Box = { x: 1, y: 1, width: 9, height: 6, class: 'thing', classId: 5, instance: 1 };
    const ignored: Box = { ...box, x: 11, y: 0, width: 4, height: 4, ignore: true };
    /** Logits of two classes and five numbers of geometry for each of eight cells. */
    const lossOf = (x: tf.Tensor, boxes: readonly Box[]): ReturnType<typeof detectionLoss> => {
      const [classLogits, geometry] = tf.split<tf.Tensor3D>(tf.reshape(x, [1, 8, 7]), [2, 5], 2);
      return detectionLoss({ classLogits, geometry }, detectionTargets([boxes], grid, [5, 7]));
    };
    const values = (x: ArrayLike<number>, boxes: readonly Box[]): Record<string, number> =>
      tf.tidy(() => {
        const { loss, parts } = lossOf(tf.tensor1d(Array.from(x)), boxes);
        const read = ([name, part]: [string, tf.Scalar]): [string, number] => [name, part.dataSync()[0]];
        return Object.fromEntries(Object.entries({ loss, ...parts }).map(read));
      });

    it('has the gradient of finite differences', () => {
      assertGradient((x) => lossOf(x, [box, ignored]).loss, normals(56), [1, 1, 8, 7], random, {
        step: 2e-3,
        atol: 2e-3,
      });
    });

    it('is least where everything is said as it is', () => {
      const said = new Float32Array(56);
      const { signs, positives } = detectionTargets([[box, ignored]], grid, [5, 7]);
      for (let cell = 0; cell < 8; cell++) for (const c of [0, 1]) said[7 * cell + c] = 20 * signs[2 * cell + c];
      for (const { cell, sides, centreness } of positives)
        said.set([...sides.map((side) => Math.log(side / 4)), Math.log(centreness / (1 - centreness))], 7 * cell + 2);
      const { classes, boxes, centres } = values(said, [box, ignored]);
      assertAllClose([classes, boxes], [0, 0], { atol: 1e-6 });
      const entropy = ({ centreness: c }: { centreness: number }): number =>
        -c * Math.log(c) - (1 - c) * Math.log(1 - c);
      assertAllClose([centres], [positives.reduce((sum, cell) => sum + entropy(cell), 0) / positives.length], {
        rtol: 1e-5,
      });
    });

    it('is of the classes alone where there is no object, and of nothing where all is to be ignored', () => {
      const { loss, classes, boxes, centres } = values(normals(56), []);
      assert.ok(loss > 0 && loss === classes && boxes === 0 && centres === 0);
      const everywhere = { ...ignored, x: -5, y: -5, width: 30, height: 30 };
      assert.equal(Math.abs(values(normals(56), [everywhere]).loss), 0);
    });

    it('stays a number where the head says that a box is endless', () => {
      const said = new Float32Array(56).fill(1000);
      assert.ok(Object.values(values(said, [box])).every(Number.isFinite));
    });
  });
});
