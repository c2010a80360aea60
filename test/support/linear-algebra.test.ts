import * as assert from 'node:assert/strict';
import {
  choleskyFactor,
  choleskySolve,
  crossProduct,
  gramMatrix,
  matrixProduct,
} from '../../src/support/linear-algebra.js';
import { WorkError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from './assert-all-close.js';

function gaussian(count: number, ...seed: (string | number)[]): Float64Array {
  const random = seeded('linear-algebra', ...seed);
  return Float64Array.from({ length: count }, () => random.normal());
}

function transpose(a: Float64Array, n: number, m: number): Float64Array {
  const t = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) t[j * n + i] = a[i * m + j];
  return t;
}

describe('linear algebra', () => {
  for (const rows of [1, 3, 4, 7, 16])
    it(`gramMatrix and crossProduct of ${rows} rows are products with the transpose`, () => {
      const x = gaussian(rows * 5, 'x', rows);
      const y = gaussian(rows * 2, 'y', rows);
      assertAllClose(gramMatrix(x, rows, 5), matrixProduct(transpose(x, rows, 5), x, 5, rows, 5), { rtol: 1e-12 });
      assertAllClose(crossProduct(x, y, rows, 5, 2), matrixProduct(transpose(x, rows, 5), y, 5, rows, 2), {
        rtol: 1e-12,
      });
    });

  it('a weight counts a row as often as it says', () => {
    const x = gaussian(3 * 4, 'w');
    const y = gaussian(3 * 2, 'wy');
    const repeated = (a: Float64Array, k: number): Float64Array =>
      Float64Array.from([...a.slice(0, k), ...a.slice(k, 2 * k), ...a.slice(k, 2 * k)]);
    const weights = Float64Array.of(1, 2, 0);
    assertAllClose(gramMatrix(x, 3, 4, weights), gramMatrix(repeated(x, 4), 3, 4), { rtol: 1e-12 });
    assertAllClose(crossProduct(x, y, 3, 4, 2, weights), crossProduct(repeated(x, 4), repeated(y, 2), 3, 4, 2), {
      rtol: 1e-12,
    });
  });

  it('the Cholesky factor times its transpose is the matrix, and solves it', () => {
    const n = 12;
    const a = gramMatrix(gaussian(40 * n, 'a'), 40, n);
    const factor = choleskyFactor(a, n);
    assertAllClose(matrixProduct(factor, transpose(factor, n, n), n, n, n), a, { rtol: 1e-10 });
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) assert.equal(factor[i * n + j], 0);
    const b = gaussian(n * 3, 'b');
    assertAllClose(matrixProduct(a, choleskySolve(factor, b, n, 3), n, n, 3), b, { rtol: 1e-9, atol: 1e-10 });
  });

  it('says when a matrix has no Cholesky factor', () => {
    assert.throws(() => choleskyFactor(Float64Array.of(1, 2, 2, 4), 2), WorkError);
    assert.throws(() => choleskyFactor(Float64Array.of(Number.NaN), 1), /pivot 0 is NaN/);
  });
});
