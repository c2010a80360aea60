import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { onBackend, restoreBackendAfterwards } from '../on-backend.js';
import { wholeNumbers } from '../whole-numbers.js';

async function assertSameOnWasmAndCpu(compute: () => tf.Tensor[]): Promise<void> {
  assert.deepEqual(await onBackend('wasm', compute), await onBackend('cpu', compute));
}

describe('matrix products on wasm', () => {
  restoreBackendAfterwards();

  const side = fc.integer({ min: 1, max: 6 });
  const products = fc.record({
    n: side,
    p: side,
    q: side,
    batches: fc.constantFrom<[number[], number[]]>(
      [[], []],
      [[3], [3]],
      [[1], [3]],
      [[3], [1]],
      [
        [2, 3],
        [2, 3],
      ],
      [[2, 3], []],
      [[], [2, 3]],
    ),
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  });

  it('equal those on cpu for every transposition and batch', async () => {
    await fc.assert(
      fc.asyncProperty(products, ({ n, p, q, batches, transposeA, transposeB }) =>
        assertSameOnWasmAndCpu(() => [
          tf.matMul(
            wholeNumbers([...batches[0], ...(transposeA ? [p, n] : [n, p])], 'a'),
            wholeNumbers([...batches[1], ...(transposeB ? [q, p] : [p, q])], 'b'),
            transposeA,
            transposeB,
          ),
        ]),
      ),
      { numRuns: 200 },
    );
  });

  it('have the gradients of cpu, batch by batch', () =>
    assertSameOnWasmAndCpu(() =>
      tf.grads((a, b) => tf.matMul(a, b, false, true))(
        [wholeNumbers([4, 5, 3], 'a'), wholeNumbers([4, 2, 3], 'b')],
        wholeNumbers([4, 5, 2], 'dy'),
      ),
    ));

  it('equal those on cpu where a batch is large enough to be multiplied pair by pair', () =>
    assertSameOnWasmAndCpu(() => [
      tf.matMul(wholeNumbers([2, 128, 64], 'a'), wholeNumbers([2, 160, 64], 'b'), false, true),
      tf.matMul(wholeNumbers([2, 64, 128], 'a'), wholeNumbers([2, 64, 160], 'b'), true, false),
      tf.matMul(wholeNumbers([1, 128, 64], 'a'), wholeNumbers([2, 64, 160], 'b')),
      tf.matMul(wholeNumbers([2, 128, 64], 'a'), wholeNumbers([1, 64, 160], 'b')),
    ]));

  const equations: [string, ...number[][]][] = [
    ['ij,jk->ik', [3, 4], [4, 5]],
    ['bij,bjk->bik', [2, 3, 4], [2, 4, 5]],
    ['bhwc,c->bhw', [2, 3, 4, 5], [5]],
    ['ij->ji', [3, 4]],
    ['ijk->j', [2, 3, 4]],
    ['i,j->ij', [3], [4]],
    ['bi,bi->b', [3, 4], [3, 4]],
    ['ij,ij->', [3, 4], [3, 4]],
  ];
  for (const [equation, ...shapes] of equations)
    it(`einsum ${equation} equals that on cpu`, () =>
      assertSameOnWasmAndCpu(() => [tf.einsum(equation, ...shapes.map((shape, i) => wholeNumbers(shape, i)))]));

  it('einsum of three operands is two products', async () => {
    const [chain, twoProducts] = await onBackend('wasm', () => {
      const [a, b, c] = [wholeNumbers([2, 3], 'a'), wholeNumbers([3, 4], 'b'), wholeNumbers([4, 5], 'c')];
      return [tf.einsum('ab,bc,cd->ad', a, b, c), tf.matMul(tf.matMul(a, b), c)];
    });
    assert.deepEqual(chain, twoProducts);
  });
});
