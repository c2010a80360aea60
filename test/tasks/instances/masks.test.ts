import * as tf from '@tensorflow/tfjs-core';
import * as assert from 'node:assert/strict';
import { decodeMask, encodeMask, maskArea } from '../../../src/image/index.js';
import { Parameters } from '../../../src/nn/index.js';
import { seeded } from '../../../src/support/random.js';
import { detectionTargets, diceLoss, pyramidGrid, pyramidLevels } from '../../../src/tasks/index.js';
import { hidden } from '../../../src/tasks/detection/detection-head.js';
import { decodeMasks } from '../../../src/tasks/instances/decode-masks.js';
import { buildMaskHead } from '../../../src/tasks/instances/mask-head.js';
import { maskOfBox } from '../../../src/tasks/instances/mask-of-box.js';
import { maskTargets } from '../../../src/tasks/instances/mask-targets.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { startFastestBackend } from '../../support/start-backend.js';
import { colouredPatches } from '../coloured-patches.js';
import { assertGradient } from '../gradients.js';

describe('masks of instances', () => {
  before(startFastestBackend);
  const random = seeded('masks');
  const normals = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());
  const image = { width: 16, height: 8 };
  const grid = pyramidGrid(pyramidLevels([{ name: 'out', channels: 3, stride: 2 }]), image);
  const [finest] = grid.levels;

  it('has known dice losses', () => {
    const of = (logits: number[], truth: number[]): number =>
      tf.tidy(() => diceLoss(tf.tensor3d([[logits]]), tf.tensor3d([[truth]])).dataSync()[0]);
    assertAllClose([of([50, -50], [1, 0])], [0], { atol: 1e-5 });
    assertAllClose([of([50, -50], [0, 1])], [1], { rtol: 1e-5 });
    assertAllClose([of([0, 0], [1, 0])], [1 / 3], { rtol: 1e-4 });
    assert.equal(of([-200, -200], [0, 0]), 1);
  });

  it('has the gradient of finite differences', () => {
    const truth = tf.tensor3d(
      normals(12).map((value) => Math.min(1, Math.abs(value))),
      [2, 2, 3],
    );
    assertGradient((x) => tf.sum(diceLoss(tf.reshape(x, [2, 2, 3]), truth)), normals(12), [1, 2, 2, 3], random);
    truth.dispose();
  });

  it('begins with the box of the cell, filled', () => {
    const box = { x: 2, y: 2, width: 8, height: 4, class: 'thing', classId: 1, instance: 1 };
    const { positives } = detectionTargets([[box]], grid, [1]);
    const parameters = new Parameters(random);
    const head = buildMaskHead(3, parameters);
    const logits = tf.tidy(() => {
      const geometry = new Float32Array(5 * grid.cells);
      for (const { cell, sides } of positives) geometry.set(sides.map((side) => Math.log(side / 2)), 5 * cell); // prettier-ignore
      const found = { geometry: tf.tensor3d(geometry, [1, grid.cells, 5]), context: tf.zeros<tf.Rank.R3>([1, grid.cells, hidden]) }; // prettier-ignore
      return head.forward(tf.tensor4d(normals(4 * 8 * 3), [1, 4, 8, 3]), found, [positives], finest).dataSync();
    });
    const expected = Array.from({ length: 32 }, (_, cell) => {
      const [u, v] = [(cell % 8) * 2 + 1, Math.floor(cell / 8) * 2 + 1];
      return u > 2 && u < 10 && v > 2 && v < 6;
    });
    assert.ok(positives.length > 1);
    positives.forEach((_, i) =>
      assert.deepEqual(
        [...logits.subarray(32 * i, 32 * i + 32)].map((logit) => logit > 0),
        expected,
      ),
    );
    parameters.list.forEach(({ variable }) => variable.dispose());
  });

  it('carries gradients to features, geometry and context alike', () => {
    // At this point no ReLU changes sides within a step.
    const random = seeded('a');
    const parameters = new Parameters(random);
    const head = buildMaskHead(3, parameters);
    const tiny = pyramidGrid(pyramidLevels([{ name: 'out', channels: 3, stride: 2 }]), { width: 6, height: 4 });
    const [level] = tiny.levels;
    const queries = [
      [0, 4],
      [3, 3],
    ].map((cells) => cells.map((cell) => ({ cell, level })));
    const sizes = [3, 5, hidden].map((channels) => 2 * 6 * channels);
    const lossOf = (x: tf.Tensor): tf.Scalar => {
      const [features, geometry, context] = tf.split(tf.reshape(x, [-1]), sizes);
      const found = {
        geometry: tf.reshape<tf.Rank.R3>(geometry, [2, 6, 5]),
        context: tf.reshape<tf.Rank.R3>(context, [2, 6, hidden]),
      };
      const logits = head.forward(tf.reshape(features, [2, 2, 3, 3]), found, queries, level);
      return tf.sum(tf.sigmoid(logits));
    };
    const size = sizes[0] + sizes[1] + sizes[2];
    const at = Float32Array.from({ length: size }, () => 0.5 * random.normal());
    assertGradient(lossOf, at, [1, 1, 1, size], random, { step: 1e-3, rtol: 1e-3, atol: 1e-3 });
    parameters.list.forEach(({ variable }) => variable.dispose());
  });

  it('learns masks as shares of the cells, from the cells nearest to the middle, as many for every image', () => {
    const samples = colouredPatches(2);
    const patches = pyramidGrid(pyramidLevels([{ name: 'out', channels: 3, stride: 2 }]), samples[0]);
    const unseen = { ...samples[1].boxes![0], instance: 9 };
    const { positives } = detectionTargets([samples[0].boxes!, [unseen]], patches, [2, 3]);
    const { queries, weights, truth } = maskTargets(samples, positives, patches.levels[0])!;
    const count = queries[0].length;
    assert.deepEqual([queries[1].length, weights.length], [count, 2 * count]);
    assert.deepEqual([...weights], [...new Array<number>(count).fill(1), ...new Array<number>(count).fill(0)]);
    const cells = patches.levels[0].height * patches.levels[0].width;
    queries[0].forEach(({ cell }, query) => {
      const { box } = positives.find((positive) => positive.image === 0 && positive.cell === cell)!;
      const ofBox = positives.filter((positive) => positive.box === box);
      const { centreness } = ofBox.find((positive) => positive.cell === cell)!;
      assert.ok(ofBox.filter((other) => other.centreness > centreness).length < 4);
      const shares = truth.subarray(query * cells, (query + 1) * cells);
      const pixels = samples[0].instances!.filter((id) => id === box.instance).length;
      assertAllClose([shares.reduce((sum, share) => sum + 4 * share, 0)], [pixels]);
    });
    assert.equal(maskTargets(samples, [], patches.levels[0]), undefined);
    assert.throws(
      () => maskTargets([{ ...samples[0], instances: undefined }, samples[1]], positives, patches.levels[0]),
      /scene-0\/0 has no instances/,
    );
  });

  it('fills boxes: the pixels whose centres lie inside', () => {
    const filled = (x: number, y: number, width: number, height: number): number[] => [
      ...decodeMask(maskOfBox({ x, y, width, height }, { width: 4, height: 2 })),
    ];
    assert.deepEqual(filled(1, 0, 2, 1), [0, 1, 1, 0, 0, 0, 0, 0]);
    assert.deepEqual(filled(0.6, -3, 1, 9), [0, 1, 0, 0, 0, 1, 0, 0]);
    assert.deepEqual(filled(2, 0, 0, 2), new Array<number>(8).fill(0));
  });

  it('decodes logits of cells to pixels where they are positive', async () => {
    const raster = new Uint8Array(image.width * image.height);
    for (let v = 2; v < 6; v++) raster.fill(1, v * 16 + 4, v * 16 + 10);
    const logits = tf.tidy(() => {
      const cells = Array.from({ length: 32 }, (_, cell) => (raster[Math.floor(cell / 8) * 32 + 2 * (cell % 8)] ? 5 : -5)); // prettier-ignore
      return tf.tensor2d([cells, cells.map(() => -1)]);
    });
    const tensors = tf.memory().numTensors;
    const masks = await decodeMasks(logits, finest, image);
    assert.equal(tf.memory().numTensors, tensors);
    assert.deepEqual(masks[0], encodeMask(raster, image));
    assert.equal(maskArea(masks[1]), 0);
    const odd = await decodeMasks(logits, finest, { width: 15, height: 7 });
    assert.deepEqual([odd[0].width, odd[0].height], [15, 7]);
    logits.dispose();
  });
});
