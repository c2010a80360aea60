import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { imageBatch } from '../../data-loaders/batches.js';
import type { Sample } from '../../data-loaders/sample.js';
import { startBackend } from '../../src/backend/index.js';
import { encoderSource } from '../../src/features/index.js';
import { buildEncoder, type Encoder } from '../../src/nn/index.js';
import { InterruptedError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

const width = 24;
const height = 16;

function noise(count: number): Sample[] {
  const random = seeded('noise images');
  return Array.from({ length: count }, (_, i) => ({
    id: `scene/${i}`,
    dataset: 'noise',
    scene: 'scene',
    split: 'test',
    width,
    height,
    rgb: Uint8Array.from({ length: width * height * 3 }, () => random.int(256)),
    camera: { width, height, fx: 20, fy: 20, cx: 12, cy: 8 },
  }));
}

describe('features of an encoder', () => {
  let encoder: Encoder;
  before(async () => {
    await startBackend();
    encoder = buildEncoder({ architecture: 'unet-small', width: 4 }, seeded('features'));
  });
  after(() => encoder.dispose());

  it('are the activations of every stage in inference mode, batch by batch as all at once', async () => {
    const samples = noise(5);
    const whole = tf.tidy(() => {
      const activations = encoder.forward(tf.tensor4d(imageBatch(samples), [5, height, width, 3]));
      return Object.fromEntries(Object.entries(activations).map(([stage, tensor]) => [stage, tensor.dataSync()]));
    });
    const maps = await encoderSource(encoder, { batch: 2 }).extract(samples);
    assert.deepEqual(
      Object.keys(maps),
      encoder.stages.map(({ name }) => name),
    );
    for (const { name, channels, stride } of encoder.stages) {
      const map = maps[name];
      assert.deepEqual(
        [map.stage, map.count, map.height, map.width, map.channels, map.stride],
        [name, 5, Math.ceil(height / stride), Math.ceil(width / stride), channels, stride],
      );
      assertAllClose(map.values, whole[name], { rtol: 1e-4, atol: 1e-5, label: name });
    }
  });

  it('take as many images at once as have 2¹⁸ pixels together, or the batch that is asked for', async () => {
    const batches: number[] = [];
    const counting: Encoder = {
      ...encoder,
      forward: (images, options) => {
        batches.push(images.shape[0]);
        return encoder.forward(images, options);
      },
    };
    const [small, large] = [
      noise(5),
      noise(3).map((sample) => ({ ...sample, width: 512, height: 256, rgb: new Uint8Array(512 * 256 * 3) })),
    ];
    await encoderSource(counting).extract(small, ['s1']);
    await encoderSource(counting, { batch: 3 }).extract(small, ['s1']);
    await encoderSource(counting).extract(large, ['s1']);
    assert.deepEqual(batches, [5, 3, 2, 2, 1]);
  });

  it('of chosen stages are the same as those of all', async () => {
    const source = encoderSource(encoder, { name: 'toy' });
    assert.equal(source.name, 'toy');
    const samples = noise(3);
    const [all, some] = [await source.extract(samples), await source.extract(samples, ['out', 's2'])];
    assert.deepEqual(Object.keys(some), ['out', 's2']);
    assert.deepEqual(some.out.values, all.out.values);
    assert.deepEqual(some.s2.values, all.s2.values);
  });

  it('leave no tensor behind, whether extracted, refused or interrupted', async () => {
    const tensors = tf.memory().numTensors;
    const samples = noise(3);
    await encoderSource(encoder).extract(samples);
    const mixed = [...samples, { ...samples[0], id: 'small', width: 8, height: 8, rgb: new Uint8Array(192) }];
    await assert.rejects(encoderSource(encoder).extract(mixed), /small is 8×8/);
    const signal = AbortSignal.abort();
    await assert.rejects(encoderSource(encoder, { signal }).extract(samples), InterruptedError);
    assert.equal(tf.memory().numTensors, tensors);
  });

  it('say which stages there are, and that a split is empty', async () => {
    const source = encoderSource(encoder);
    await assert.rejects(source.extract(noise(1), ['layer4']), /Unknown stage layer4.*s1, s2, s3, s4, u3, u2, out/);
    await assert.rejects(source.extract([]), /No samples/);
  });
});
