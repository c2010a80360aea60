import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { onBackend, restoreBackendAfterwards } from '../on-backend.js';
import { wholeNumbers } from '../whole-numbers.js';

async function assertSameOnWasmAndCpu(compute: () => tf.Tensor[]): Promise<void> {
  assert.deepEqual(await onBackend('wasm', compute), await onBackend('cpu', compute));
}

describe('slice, split and gather on wasm', () => {
  restoreBackendAfterwards();

  const shape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });

  it('slices are those of cpu, in one piece or not', async () => {
    const slices = shape.chain((all) =>
      fc.record({
        all: fc.constant(all),
        ends: fc.tuple(...all.map((length) => fc.tuple(fc.nat(length - 1), fc.nat(length - 1)))),
      }),
    );
    await fc.assert(
      fc.asyncProperty(slices, ({ all, ends }) => {
        const begin = ends.map(([a, b]) => Math.min(a, b));
        const size = ends.map(([a, b]) => Math.abs(a - b) + 1);
        return assertSameOnWasmAndCpu(() => [tf.slice(wholeNumbers(all), begin, size)]);
      }),
      { numRuns: 200 },
    );
  });

  it('parts of a split are those of cpu, along every axis, evenly or not', async () => {
    const splits = shape.chain((all) => fc.record({ all: fc.constant(all), axis: fc.nat(all.length - 1) }));
    await fc.assert(
      fc.asyncProperty(splits, fc.boolean(), ({ all, axis }, evenly) =>
        assertSameOnWasmAndCpu(() =>
          tf.split(wholeNumbers(all), evenly || all[axis] < 2 ? all[axis] : [1, all[axis] - 1], axis),
        ),
      ),
      { numRuns: 200 },
    );
  });

  it('gathered rows are those of cpu, along every axis', async () => {
    const gathers = shape.chain((all) =>
      fc.nat(all.length - 1).chain((axis) =>
        fc.record({
          all: fc.constant(all),
          axis: fc.constant(axis),
          indices: fc.array(fc.nat(all[axis] - 1), { minLength: 1, maxLength: 6 }),
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(gathers, ({ all, axis, indices }) =>
        assertSameOnWasmAndCpu(() => [tf.gather(wholeNumbers(all), tf.tensor1d(indices, 'int32'), axis)]),
      ),
      { numRuns: 200 },
    );
  });

  it('an index outside is refused', async () => {
    await assert.rejects(
      onBackend('wasm', () => [tf.gather(wholeNumbers([3, 2]), tf.tensor1d([0, 3], 'int32'))]),
      /index 3 is not in 0 … 2/,
    );
  });

  it('parts are copies: freeing the whole leaves them', async () => {
    const [part] = await onBackend('wasm', () => {
      const whole = tf.tensor1d([1, 2, 3, 4]);
      const [, second] = tf.split(whole, 2);
      whole.dispose();
      tf.fill([64], 9);
      return [second];
    });
    assert.deepEqual([...part.values], [3, 4]);
  });
});
