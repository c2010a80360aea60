import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { seeded } from '../../src/support/random.js';
import { onBackend, restoreBackendAfterwards } from './on-backend.js';
import { wholeNumbers } from './whole-numbers.js';

/** Distinct negative whole numbers: each window has one largest value, and sums are exact. */
function distinct(shape: [number, number, number, number], ...seed: string[]): tf.Tensor4D {
  const size = tf.util.sizeFromShape(shape);
  const order = seeded('resampling-gradients', ...seed).permutation(size);
  return tf.tensor4d(
    Float32Array.from(order, (value) => value - size),
    shape,
  );
}

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const image = fc.tuple(upTo(3), upTo(7), upTo(7), upTo(3));

describe('gradients of resampling on cpu and wasm', () => {
  restoreBackendAfterwards();

  const nearest = [
    ['cpu', false],
    ['cpu', true],
    ['wasm', false],
  ] as const;
  for (const [backend, alignCorners] of nearest) {
    it(`nearest: the adjoint of resizing on ${backend}, align corners ${alignCorners}`, async () => {
      await fc.assert(
        fc.asyncProperty(image, upTo(9), upTo(9), async (shape, h, w) => {
          // On wasm the two directions round ratios differently unless images grow by powers of two, as decoders do.
          const [height, width] = backend === 'wasm' ? [shape[1] * 2 ** (h % 3), shape[2] * 2 ** (w % 3)] : [h, w];
          const [forward, backward] = await onBackend(backend, () => {
            const resize = (x: tf.Tensor): tf.Tensor4D =>
              tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [height, width], alignCorners);
            const dy = wholeNumbers([shape[0], height, width, shape[3]], 'dy');
            const dx = tf.grad(resize)(wholeNumbers(shape, 'x'), dy);
            assert.deepEqual(dx.shape, shape);
            const other = wholeNumbers(shape, 'other');
            return [tf.sum(tf.mul(resize(other), dy)), tf.sum(tf.mul(other, dx))];
          });
          assert.deepEqual(backward, forward);
        }),
        { numRuns: 100 },
      );
    });
  }

  it('bilinear: cpu and wasm agree on images that are not square', async () => {
    const compute = (): tf.Tensor[] => [
      tf.grad((x: tf.Tensor) => tf.image.resizeBilinear(x as tf.Tensor4D, [10, 6]))(
        distinct([2, 5, 3, 2], 'x'),
        distinct([2, 10, 6, 2], 'dy'),
      ),
    ];
    assert.deepEqual(await onBackend('wasm', compute), await onBackend('cpu', compute));
  });

  it('max pooling: wasm as cpu, also where no value is positive', async () => {
    const sizes = fc.record({ shape: image, filter: upTo(3), stride: upTo(2), pad: fc.constantFrom('same', 'valid') });
    await fc.assert(
      fc.asyncProperty(
        sizes.filter(({ shape, filter, pad }) => pad === 'same' || Math.min(shape[1], shape[2]) >= filter),
        async ({ shape, filter, stride, pad }) => {
          const compute = (): tf.Tensor[] => {
            const pool = (x: tf.Tensor): tf.Tensor =>
              tf.maxPool(x as tf.Tensor4D, filter, stride, pad as 'same' | 'valid');
            const x = distinct(shape, 'x');
            const dy = distinct(pool(x).shape as [number, number, number, number], 'dy');
            return [tf.grad(pool)(x, dy)];
          };
          assert.deepEqual(await onBackend('wasm', compute), await onBackend('cpu', compute));
        },
      ),
      { numRuns: 100 },
    );
  });
});
