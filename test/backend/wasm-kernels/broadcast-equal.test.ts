import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { seeded } from '../../../src/support/random.js';
import { onBackend, restoreBackendAfterwards } from '../on-backend.js';

describe('equal on wasm', () => {
  restoreBackendAfterwards();

  /** Two shapes that broadcast: each axis of either may be 1, and either may lack the first axes. */
  const shapes = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('both', 'a', 'b')), { minLength: 1, maxLength: 4 })
    .chain((axes) =>
      fc.tuple(
        fc.constant(axes.map(([size, of]) => (of === 'b' ? 1 : size))),
        fc.constant(axes.map(([size, of]) => (of === 'a' ? 1 : size))),
        fc.nat(axes.length),
      ),
    )
    .map(([a, b, missing]) => ({ a, b: b.slice(missing) }));

  function values(shape: number[], seed: string): tf.Tensor {
    const random = seeded('broadcast-equal', seed);
    const choices = [0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY];
    return tf.tensor(
      Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.choice(choices)),
      shape,
    );
  }

  it('is that of cpu for every pair of shapes, also for what is not a number', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async ({ a, b }) => {
        const compute = (): tf.Tensor[] => [tf.cast(tf.equal(values(a, 'a'), values(b, 'b')), 'float32')];
        assert.deepEqual(await onBackend('wasm', compute), await onBackend('cpu', compute));
      }),
      { numRuns: 200 },
    );
  });
});
