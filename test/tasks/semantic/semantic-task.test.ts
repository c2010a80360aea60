import * as tf from '@tensorflow/tfjs-core';
import * as assert from 'node:assert/strict';
import { seeded } from '../../../src/support/random.js';
import { labelLoss, scoreSemantic, semanticProtocol, tasks, type TaskScore } from '../../../src/tasks/index.js';
import { cellLabels } from '../../../src/tasks/semantic/cell-labels.js';
import { classWeights } from '../../../src/tasks/semantic/class-weights.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { startFastestBackend } from '../../support/start-backend.js';
import { colouredPatches, patchDataset as dataset } from '../coloured-patches.js';
import { assertGradient } from '../gradients.js';

const protocol = semanticProtocol(dataset);
const byName = (scores: readonly TaskScore[]): Record<string, number> =>
  Object.fromEntries(scores.map((score) => [score.class ?? score.metric, score.value]));

describe('semantic segmentation', () => {
  before(startFastestBackend);

  it('learns the classes of a dataset without void and those that its benchmark leaves out', () => {
    const { classes, voidIds } = semanticProtocol({ ...dataset, trainIds: [255, 0, 255, 1, 2] });
    assert.deepEqual(
      classes.map(({ id, name }) => [id, name]),
      [
        [1, 'grey'],
        [3, 'blue'],
        [4, 'never'],
      ],
    );
    assert.deepEqual(voidIds, [0, 2]);
  });

  it('sums the labels of cells, the last ones of an odd image being smaller', () => {
    const [sample] = colouredPatches(1);
    const tiny = { ...sample, width: 3, height: 1, semantics: Uint16Array.of(1, 2, 0) };
    const { height, width, values } = cellLabels([tiny], 2, protocol, [1, 2, 3, 4]);
    assert.deepEqual([height, width, [...values]], [1, 2, [1, 2, 0, 0, 0, 0, 0, 0]]);
  });

  it('has the loss of its formula, pixel by pixel', () => {
    const scores = [2, 0, -1, 0.5, 1, 0];
    const labels = [1, 2, 0, 0, 0, 3];
    const logShare = (cell: number, c: number): number => {
      const own = scores.slice(3 * cell, 3 * cell + 3);
      return own[c] - Math.log(own.reduce((sum, score) => sum + Math.exp(score), 0));
    };
    const pixels = [logShare(0, 0), logShare(0, 1), logShare(0, 1), logShare(1, 2), logShare(1, 2), logShare(1, 2)];
    const loss = tf.tidy(() =>
      labelLoss(tf.tensor4d(scores, [1, 1, 2, 3]), tf.tensor4d(labels, [1, 1, 2, 3])).dataSync(),
    );
    assertAllClose(loss, [-pixels.reduce((sum, value) => sum + value, 0) / 6], { rtol: 1e-5 });
  });

  it('has the gradient of finite differences, and void cells do not pull', () => {
    const random = seeded('label loss');
    const shape: [number, number, number, number] = [2, 2, 2, 3];
    const labels = Float32Array.from({ length: 24 }, (_, i) => (i < 3 ? 0 : random.int(4)));
    const at = Float32Array.from({ length: 24 }, () => random.normal());
    const loss = (x: tf.Tensor4D): tf.Scalar => labelLoss(x, tf.tensor4d(labels, shape));
    assertGradient(loss, at, shape, random);
    const gradient = tf.tidy(() =>
      tf
        .grad(loss as (x: tf.Tensor) => tf.Scalar)(tf.tensor4d(at, shape))
        .dataSync(),
    );
    assert.ok(gradient.slice(0, 3).every((value) => value === 0));
    const nothing = tf.tidy(() => labelLoss(tf.tensor4d(at, shape), tf.zeros(shape)).dataSync());
    assert.equal(Math.abs(nothing[0]), 0, 'a batch without labels has no loss');
  });

  it('weighs rare classes more, the mean over pixels being 1', () => {
    const counts = Float64Array.of(900, 90, 10, 0);
    assert.deepEqual([...classWeights(counts, 'none')], [1, 1, 1, 1]);
    const weights = classWeights(counts, 'enet');
    assertAllClose([weights[1] / weights[0]], [Math.log(1.92) / Math.log(1.11)]);
    assertAllClose([counts.reduce((sum, count, i) => sum + count * weights[i], 0)], [1000]);
    assert.ok(weights[0] < weights[1] && weights[1] < weights[2] && Number.isFinite(weights[3]));
  });

  it('scores what is right, leaves void out, and takes a class nowhere to be seen for absent', () => {
    const samples = colouredPatches(4);
    const truth = samples.map(({ semantics }) => semantics!.map((id) => id || 2));
    const perfect = byName(scoreSemantic(truth, samples, dataset));
    assert.deepEqual(perfect, { meanIou: 1, pixelAccuracy: 1, meanAccuracy: 1, grey: 1, red: 1, blue: 1 });
    const wrong = truth.map((ids) => ids.map((id) => (id === 3 ? 4 : id)));
    const { meanIou, blue, never, pixelAccuracy } = byName(scoreSemantic(wrong, samples, dataset));
    assert.deepEqual([meanIou, blue, never], [0.5, 0, 0], 'false alarms of a class that is never true count');
    const labelled = samples.flatMap(({ semantics }) => [...semantics!]).filter((id) => id !== 0);
    assertAllClose([pixelAccuracy], [labelled.filter((id) => id !== 3).length / labelled.length]);
  });

  it('tells what every score is without each scene', () => {
    const samples = colouredPatches(6);
    const random = seeded('noise');
    const predictions = samples.map(({ semantics }) => semantics!.map((id) => (random.chance(0.7) && id ? id : 1)));
    const scenes = ['scene-2', 'scene-0', 'scene-1'];
    const all = scoreSemantic(predictions, samples, dataset, scenes);
    const without = scoreSemantic(predictions.slice(0, 4), samples.slice(0, 4), dataset);
    const [miou] = all;
    assert.ok(miou.scenes.form === 'leave-one-out');
    assertAllClose([miou.scenes.without[0]], [without[0].value]);
    const [, accuracy] = all;
    assert.ok(accuracy.scenes.form === 'ratio');
    const ofFirst = scoreSemantic(predictions.slice(4), samples.slice(4), dataset)[1].value;
    assertAllClose([accuracy.scenes.numerator[0] / accuracy.scenes.denominator[0]], [ofFirst]);
  });

  it('refuses what cannot be scored', () => {
    const [sample] = colouredPatches(1);
    const ids = sample.semantics!;
    const refused = (prediction: Uint16Array, of: typeof sample, message: RegExp): void =>
      assert.throws(() => scoreSemantic([prediction], [of], dataset), { name: 'InputError', message });
    refused(ids.slice(1), sample, /prediction for scene-0\/0 has 511 values/);
    refused(
      ids.map(() => 9),
      sample,
      /prediction for scene-0\/0 holds 9 at column 0, row 0/,
    );
    refused(ids, { ...sample, semantics: undefined }, /scene-0\/0 has no semantics/);
    refused(ids, { ...sample, semantics: ids.map(() => 0) }, /nothing to score/);
    assert.throws(() => scoreSemantic([], [sample], dataset), /0 predictions cannot be scored on 1 samples/);
    assert.throws(() => scoreSemantic([ids], [sample], dataset, ['elsewhere']), /none of the scenes/);
  });

  it('pictures classes in their colours, black where nothing is labelled', () => {
    const [sample] = colouredPatches(1);
    const legend = [[0, 0, 0] as const, [1, 2, 3] as const, [9, 0, 0] as const, [0, 0, 9] as const];
    const right = tasks.semantic.picture(
      sample,
      sample.semantics!.map((id) => id || 3),
      { ...dataset, legend },
    );
    assert.deepEqual(right.prediction, right.truth);
    assert.deepEqual([...right.truth!.rgb.subarray(21, 24)], [0, 0, 0]);
    assert.ok(right.truth!.rgb.includes(9));
  });
});
