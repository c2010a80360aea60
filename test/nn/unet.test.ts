import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { buildEncoder } from '../../src/nn/index.js';
import { InputError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { useBackend } from '../support/use-backend.js';

function images(count: number, height: number, width: number, seed = 1): tf.Tensor4D {
  const random = seeded(seed);
  return tf.tensor4d(
    Float32Array.from({ length: count * height * width * 3 }, () => random.next()),
    [count, height, width, 3],
  );
}

describe('unet-small', () => {
  useBackend('cpu');

  it('names its stages in order, the last at half resolution', () => {
    const encoder = buildEncoder({ architecture: 'unet-small', width: 4 }, seeded(1));
    assert.deepEqual(encoder.stages, [
      { name: 's1', channels: 4, stride: 2 },
      { name: 's2', channels: 8, stride: 4 },
      { name: 's3', channels: 16, stride: 8 },
      { name: 's4', channels: 16, stride: 16 },
      { name: 'u3', channels: 16, stride: 8 },
      { name: 'u2', channels: 8, stride: 4 },
      { name: 'out', channels: 8, stride: 2 },
    ]);
    assert.equal(encoder.encoderEnd, 's4');
    assert.equal(encoder.output, 'out');
    encoder.dispose();
  });

  for (const [height, width] of [
    [48, 64],
    [25, 37],
    [17, 16],
    [1, 1],
  ])
    it(`gives every stage ⌈size/stride⌉ cells for images of ${width}×${height}`, () => {
      const encoder = buildEncoder({ architecture: 'unet-small', width: 2 }, seeded(1));
      const x = images(2, height, width);
      const features = encoder.forward(x);
      for (const { name, channels, stride } of encoder.stages)
        assert.deepEqual(
          features[name].shape,
          [2, Math.ceil(height / stride), Math.ceil(width / stride), channels],
          name,
        );
      tf.dispose([features, x]);
      encoder.dispose();
    });

  it('starts alike from the same seed and differently from another', () => {
    const read = (seed: number): number[] => {
      const encoder = buildEncoder({ architecture: 'unet-small', width: 2 }, seeded(seed));
      const values = encoder.parameters.flatMap(({ variable }) => [...variable.dataSync()]);
      encoder.dispose();
      return values;
    };
    assert.deepEqual(read(3), read(3));
    assert.notDeepEqual(read(3), read(4));
  });

  it('sees in a training step what the batch holds, and afterwards what it has learnt of it', () => {
    const encoder = buildEncoder({ architecture: 'unet-small', width: 2 }, seeded(5));
    const x = images(4, 16, 16);
    const alone = tf.slice(x, [0, 0, 0, 0], [1, 16, 16, 3]);
    const first = (features: Record<string, tf.Tensor4D>): Float32Array =>
      tf.tidy(() => tf.slice(features.out, [0, 0, 0, 0], [1, 8, 8, 4]).dataSync<'float32'>());
    // Many steps on one batch bring the running statistics to those of the batch.
    for (let step = 0; step < 150; step++) tf.dispose(encoder.forward(x, { training: true }));
    const inBatch = encoder.forward(x, { training: true });
    const byStatistics = encoder.forward(x);
    const byStatisticsAlone = encoder.forward(alone);
    assertAllClose(first(byStatistics), first(inBatch), { rtol: 1e-3, atol: 1e-3 });
    assertAllClose(first(byStatisticsAlone), first(byStatistics), { rtol: 1e-4, atol: 1e-5 });
    tf.dispose([x, alone, inBatch, byStatistics, byStatisticsAlone]);
    encoder.dispose();
  });

  it('leaves no tensor behind but the activations it returns', () => {
    const before = tf.memory().numTensors;
    const encoder = buildEncoder({ architecture: 'unet-small', width: 2 }, seeded(1));
    assert.equal(tf.memory().numTensors, before + encoder.parameters.length);
    const x = images(1, 16, 16);
    const features = encoder.forward(x, { training: true });
    assert.equal(tf.memory().numTensors, before + encoder.parameters.length + 1 + encoder.stages.length);
    tf.dispose([x, features]);
    encoder.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('refuses an unknown architecture and a width that is no positive integer', () => {
    assert.throws(() => buildEncoder({ architecture: 'vit', width: 4 }, seeded(1)), InputError);
    assert.throws(() => buildEncoder({ architecture: 'unet-small', width: 0 }, seeded(1)), /width/);
    assert.throws(() => buildEncoder({ architecture: 'unet-small', width: 2.5 }, seeded(1)), /width/);
  });
});
