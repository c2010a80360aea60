import * as tf from '@tensorflow/tfjs-core';
import * as assert from 'node:assert/strict';
import type { Sample } from '../../../data-loaders/sample.js';
import { startBackend } from '../../../src/backend/index.js';
import { buildEncoder, storedParameters } from '../../../src/nn/index.js';
import { InputError } from '../../../src/support/errors.js';
import { seeded } from '../../../src/support/random.js';
import { depthLoss, fineTuneDepth, labelledShare, scoreDepth } from '../../../src/tasks/index.js';
import { assertAllClose } from '../../support/assert-all-close.js';

const width = 32;
const height = 16;

/** Frames whose brightness is their depth: 1 m is dark, 5 m is bright; a column without measurement. */
function brightIsFar(count: number): Sample[] {
  const random = seeded('bright is far');
  return Array.from({ length: count }, (_, i) => {
    const depth = new Float32Array(width * height);
    const rgb = new Uint8Array(width * height * 3);
    const [near, far] = [random.uniform(1, 3), random.uniform(3, 5)];
    const split = random.int(width);
    for (let pixel = 0; pixel < depth.length; pixel++) {
      const metres = pixel % width < split ? near : far;
      rgb.fill(Math.round((metres - 0.5) * 50), 3 * pixel, 3 * pixel + 3);
      depth[pixel] = pixel % width === 7 ? 0 : metres;
    }
    const camera = { width, height, fx: 30, fy: 30, cx: 16, cy: 8 };
    const scene = `scene-${Math.floor(i / 2)}`;
    return { id: `${scene}/${i % 2}`, dataset: 'toy', scene, split: 'train', width, height, rgb, camera, depth };
  });
}

const image = (values: number[]): tf.Tensor4D => tf.tensor4d(values, [1, 1, values.length, 1]);

describe('depth task', () => {
  before(() => startBackend());

  it('has the loss of its formula', () => {
    const [loss, perfect] = tf.tidy(() => {
      const ones = image([1, 1, 1]);
      const known = image([1, 1, 0]);
      // Errors .3 and −.1 where known: mean .1, mean square .05, one slope of .4.
      return [depthLoss(image([0.3, -0.1, 9]), image([0, 0, 0]), known), depthLoss(ones, ones, known)].map(
        (value) => value.dataSync()[0],
      );
    });
    assertAllClose([loss], [10 * Math.sqrt(0.05 - 0.85 * 0.01 + 1e-6) + 0.5 * 0.4], { rtol: 1e-5 });
    assertAllClose([perfect], [10 * Math.sqrt(1e-6)], { rtol: 1e-5 });
  });

  it('has the gradient of finite differences', () => {
    const at = [0.3, -0.1, 0.4, 0.2];
    const truth = [0, 0.1, 0.2, -0.3];
    const value = (x: number[]): number =>
      tf.tidy(() => depthLoss(image(x), image(truth), image([1, 1, 0, 1])).dataSync()[0]);
    const analytic = tf.tidy(() =>
      tf
        .grad((x: tf.Tensor4D) => depthLoss(x, image(truth), image([1, 1, 0, 1])))(image(at))
        .dataSync(),
    );
    const step = 1e-2;
    const numeric = at.map((_, i) => {
      const moved = (by: number): number[] => at.map((v, j) => (i === j ? v + by : v));
      return (value(moved(step)) - value(moved(-step))) / (2 * step);
    });
    assertAllClose(analytic, numeric, { rtol: 2e-2, atol: 2e-3 });
    assert.ok(analytic[2] === 0, 'unknown pixels do not pull');
  });

  it('learns from labels, leaves the encoder alone and leaks nothing', async () => {
    const samples = brightIsFar(24);
    const [train, test] = [samples.slice(0, 16), samples.slice(16)];
    const encoder = buildEncoder({ architecture: 'unet-small', width: 4 }, seeded('toy'));
    const untouched = [...storedParameters(encoder.parameters)].map(([, { values }]) =>
      Float32Array.from(values as Float32Array),
    );
    const before = tf.memory().numTensors;
    const scenes = [...new Set(test.map(({ scene }) => scene))];
    const absRel = async (steps: number): Promise<number> => {
      const predictor = await fineTuneDepth({ encoder, samples: train, steps, seed: 1, batch: 8, rate: 1e-2 });
      const scored = scoreDepth(await predictor.predict(test), test, scenes);
      predictor.dispose();
      return scored.find(({ metric }) => metric === 'absRel')!.value;
    };
    const [little, more] = [await absRel(1), await absRel(60)];
    assert.ok(more < 0.6 * little, `${more} after 60 steps is not much better than ${little} after one`);
    assert.equal(await absRel(1), little, 'the same seed gives the same');
    assert.equal(tf.memory().numTensors, before);
    const now = [...storedParameters(encoder.parameters)].map(([, { values }]) => values as Float32Array);
    assert.deepEqual(
      now.map((v) => [...v]),
      untouched.map((v) => [...v]),
    );
    encoder.dispose();
  });

  it('scores a perfect prediction perfectly and any scale error as it is', () => {
    const samples = brightIsFar(4);
    const scenes = ['scene-0', 'scene-1'];
    const truth = Float32Array.from(samples.flatMap(({ depth }) => [...depth!].map((metres) => Math.log(metres || 1))));
    const perfect = Object.fromEntries(scoreDepth(truth, samples, scenes).map(({ metric, value }) => [metric, value]));
    assertAllClose([perfect.delta1, perfect.absRel, perfect.rmse, perfect.silog], [1, 0, 0, 0], { atol: 1e-5 });
    const tenth = scoreDepth(
      truth.map((log) => log + Math.log(1.1)),
      samples,
      scenes,
    );
    const scaled = Object.fromEntries(tenth.map(({ metric, value }) => [metric, value]));
    assertAllClose([scaled.delta1, scaled.absRel, scaled.silog], [1, 0.1, 0], { atol: 1e-3 });
    assert.deepEqual(tenth[0].sums.denominator, [2, 2]);
  });

  it('labels whole scenes first, each share within every larger one', () => {
    const frames = brightIsFar(20);
    const ids = (share: number): string[] => labelledShare(frames, share, 3).map(({ id }) => id);
    const [one, some, all] = [ids(0.01), ids(0.3), ids(1)];
    assert.deepEqual([one.length, some.length, all.length], [1, 6, 20]);
    assert.deepEqual(some.slice(0, 1), one);
    assert.deepEqual(all.slice(0, 6), some);
    assert.equal(new Set(some.map((id) => id.split('/')[0])).size, 3, 'six frames are three whole scenes');
    assert.throws(() => labelledShare(frames, 0, 3), InputError);
  });

  it('refuses an empty split and frames without depth', async () => {
    const encoder = buildEncoder({ architecture: 'unet-small', width: 4 }, seeded('toy'));
    const blind = brightIsFar(2).map((sample) => ({ ...sample, depth: new Float32Array(width * height) }));
    await assert.rejects(fineTuneDepth({ encoder, samples: [], steps: 1, seed: 0 }), InputError);
    await assert.rejects(fineTuneDepth({ encoder, samples: blind, steps: 1, seed: 0 }), InputError);
    encoder.dispose();
  });
});
