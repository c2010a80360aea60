import * as tf from '@tensorflow/tfjs-core';
import * as assert from 'node:assert/strict';
import { structuralSimilarity } from '../../../src/metrics/index.js';
import { seeded } from '../../../src/support/random.js';
import { scoreReconstruction, similarityLoss, tasks } from '../../../src/tasks/index.js';
import { pixelsOfCells } from '../../../src/tasks/reconstruction/pixels-of-cells.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { startFastestBackend } from '../../support/start-backend.js';
import { colouredPatches, patchDataset as dataset } from '../coloured-patches.js';
import { assertGradient } from '../gradients.js';

const shape: [number, number, number, number] = [2, 13, 12, 3];
const random = seeded('images');
const noise = (around: ArrayLike<number>, deviation: number): Float32Array =>
  Float32Array.from(around, (value) => value + deviation * random.normal());

describe('image reconstruction', () => {
  before(startFastestBackend);
  const reference = noise(new Float32Array(2 * 13 * 12 * 3).fill(0.5), 0.15);
  const image = noise(reference, 0.1);

  it('loses what structural similarity measures', () => {
    const [loss, same] = tf.tidy(() => [
      similarityLoss(tf.tensor4d(image, shape), tf.tensor4d(reference, shape)).dataSync()[0],
      similarityLoss(tf.tensor4d(image, shape), tf.tensor4d(image, shape)).dataSync()[0],
    ]);
    const size = 13 * 12 * 3;
    const measured = [0, size].map((begin) => {
      const [a, b] = [image, reference].map((values) => values.subarray(begin, begin + size));
      return structuralSimilarity({ width: 12, height: 13, rgb: a }, { width: 12, height: 13, rgb: b }, { white: 1 });
    });
    assertAllClose([loss], [1 - (measured[0] + measured[1]) / 2], { rtol: 1e-4 });
    assertAllClose([same], [0], { atol: 1e-5 });
  });

  it('has the gradient of finite differences', () => {
    const loss = (x: tf.Tensor4D): tf.Scalar => similarityLoss(x, tf.tensor4d(reference, shape));
    assertGradient(loss, image, shape, random, { step: 3e-3, rtol: 2e-2, atol: 1e-3 });
  });

  it('puts the pixels of cells where they belong and cuts off what reaches beyond the image', () => {
    const cells = tf.tensor4d(
      Float32Array.from({ length: 2 * 3 * 12 }, (_, i) => i),
      [1, 2, 3, 12],
    );
    const pixels = tf.tidy(() => pixelsOfCells(cells, 2, { width: 5, height: 3 }).dataSync());
    cells.dispose();
    const expected = Array.from({ length: 3 * 5 * 3 }, (_, i) => {
      const [row, column, channel] = [Math.floor(i / 15), Math.floor(i / 3) % 5, i % 3];
      const cell = (row >> 1) * 3 + (column >> 1);
      return cell * 12 + ((row & 1) * 2 + (column & 1)) * 3 + channel;
    });
    assert.deepEqual([...pixels], expected);
  });

  it('scores images by their own means, an exact one without a PSNR', () => {
    const samples = colouredPatches(4);
    const exact = samples.map(({ rgb }) => rgb);
    const [psnr, ssim, colour] = scoreReconstruction(exact, samples);
    assert.deepEqual([psnr.n, psnr.value, ssim.value, colour.value], [0, NaN, 1, 0]);
    const brighter = samples.map(({ rgb }, i) => (i < 2 ? rgb.map((value) => value + 4) : rgb));
    const [two] = scoreReconstruction(brighter, samples, ['scene-1', 'scene-0']);
    assertAllClose([two.n, two.value], [2, 20 * Math.log10(255 / 4)]);
    assert.deepEqual(two.scenes.form === 'ratio' && two.scenes.denominator, [0, 2]);
  });

  it('predicts the mean colour without looking', () => {
    const samples = colouredPatches(2);
    const half = samples.map((sample, i) => ({ ...sample, rgb: sample.rgb.map((_, k) => (k % 3) * 50 + 20 * i) }));
    const { predict } = tasks.reconstruction.trivial(half, dataset);
    const [prediction] = predict(half);
    assert.deepEqual([prediction.length, ...prediction.subarray(0, 6)], [half[0].rgb.length, 10, 60, 110, 10, 60, 110]);
  });

  it('refuses predictions of another size and scenes that are not to be scored', () => {
    const [sample] = colouredPatches(1);
    assert.throws(() => scoreReconstruction([sample.rgb.slice(3)], [sample]), /scene-0\/0 has 1533 values/);
    assert.throws(() => scoreReconstruction([], [sample]), /0 predictions cannot be scored on 1 samples/);
    assert.throws(() => scoreReconstruction([sample.rgb], [sample], ['elsewhere']), /none of the scenes/);
  });
});
