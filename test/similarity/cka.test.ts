import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { readNpy } from '../../src/formats/npy.js';
import {
  biasedHsic,
  cka,
  debiasedHsic,
  linearCka,
  linearKernel,
  minibatchCka,
  rbfCka,
  type FeatureMatrix,
} from '../../src/similarity/index.js';
import { InputError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

const samples = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../../shared/data/similarity');

function gaussian(rows: number, columns: number, ...seed: (string | number)[]): FeatureMatrix {
  const random = seeded('cka', ...seed);
  return { rows, columns, values: Float64Array.from({ length: rows * columns }, () => random.normal()) };
}

/** A matrix with orthonormal columns, [n, n], by Gram–Schmidt. */
function orthogonal(n: number, ...seed: (string | number)[]): Float64Array {
  const q = gaussian(n, n, 'orthogonal', ...seed).values as Float64Array;
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) {
      let dot = 0;
      for (let i = 0; i < n; i++) dot += q[i * n + j] * q[i * n + k];
      for (let i = 0; i < n; i++) q[i * n + j] -= dot * q[i * n + k];
    }
    let length = 0;
    for (let i = 0; i < n; i++) length += q[i * n + j] ** 2;
    for (let i = 0; i < n; i++) q[i * n + j] /= Math.sqrt(length);
  }
  return q;
}

function transformed(x: FeatureMatrix, matrix: Float64Array, scale: number, shift: number): FeatureMatrix {
  const { rows, columns } = x;
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = shift * (j + 1);
      for (let k = 0; k < columns; k++) sum += scale * x.values[i * columns + k] * matrix[k * columns + j];
      values[i * columns + j] = sum;
    }
  return { rows, columns, values };
}

/** y = some of x, some of its own. */
function related(x: FeatureMatrix, share: number): FeatureMatrix {
  const noise = gaussian(x.rows, x.columns, 'related');
  return { ...x, values: Float64Array.from(x.values, (value, i) => share * value + (1 - share) * noise.values[i]) };
}

describe('centred kernel alignment', () => {
  for (const kernel of ['linear', 'rbf'] as const)
    for (const estimator of ['biased', 'debiased'] as const)
      it(`${kernel}, ${estimator}: rotation, scale and shift leave features alike (1) and other similarities unchanged`, () => {
        const x = gaussian(40, 6, 'x');
        const y = related(x, 0.5);
        const moved = transformed(x, orthogonal(6), 3.7, -2);
        assertAllClose([cka(x, x, { kernel, estimator })], [1], { rtol: 1e-12 });
        assertAllClose([cka(x, moved, { kernel, estimator })], [1], { rtol: 1e-9 });
        assertAllClose([cka(moved, y, { kernel, estimator })], [cka(x, y, { kernel, estimator })], { rtol: 1e-9 });
        assertAllClose([cka(y, x, { kernel, estimator })], [cka(x, y, { kernel, estimator })], { rtol: 1e-12 });
        assert.ok(cka(x, y, { kernel, estimator }) < 0.95);
      });

  it('computed on features is the same as computed on kernels', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 25 }), fc.integer({ min: 1, max: 8 }), fc.nat(), (rows, columns, seed) => {
        const x = gaussian(rows, columns, 'k', seed);
        const y = related(x, 0.7);
        const k = linearKernel(x);
        const l = linearKernel(y);
        const of = (hsic: typeof biasedHsic): number =>
          hsic(k, l, rows) / Math.sqrt(hsic(k, k, rows) * hsic(l, l, rows));
        assertAllClose([linearCka(x, y, 'biased')], [of(biasedHsic)], { rtol: 1e-8 });
        if (debiasedHsic(k, k, rows) > 1e-6 && debiasedHsic(l, l, rows) > 1e-6)
          assertAllClose([linearCka(x, y, 'debiased')], [of(debiasedHsic)], { rtol: 1e-6, atol: 1e-8 });
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('HSIC of 4 samples is what its definition gives, written out', () => {
    const n = 4;
    const x = gaussian(n, 2, 'four');
    const y = gaussian(n, 3, 'four, other');
    const k = linearKernel(x);
    const l = linearKernel(y);
    let trace = 0;
    let allK = 0;
    let allL = 0;
    let between = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        if (i === j) continue;
        trace += k[i * n + j] * l[j * n + i];
        allK += k[i * n + j];
        allL += l[i * n + j];
        for (let m = 0; m < n; m++) if (m !== j) between += k[i * n + j] * l[j * n + m];
      }
    const expected = (trace + (allK * allL) / ((n - 1) * (n - 2)) - (2 * between) / (n - 2)) / (n * (n - 3));
    assertAllClose([debiasedHsic(k, l, n)], [expected], { rtol: 1e-12 });
  });

  it('unrelated features: the biased value grows with their number, the debiased one is 0 on average', () => {
    const expected: Record<number, number> = { 10: 0.08, 100: 0.5, 1000: 0.91 };
    for (const columns of [10, 100, 1000]) {
      const x = gaussian(100, columns, 'bias x', columns);
      const y = gaussian(100, columns, 'bias y', columns);
      assert.ok(Math.abs(linearCka(x, y, 'biased') - expected[columns]) < 0.03);
      assert.ok(Math.abs(linearCka(x, y, 'debiased')) < 0.04);
    }
  });

  it('minibatches: one of all samples is the whole; the sums come before the ratio', () => {
    const x = gaussian(60, 5, 'batches');
    const y = related(x, 0.5);
    assertAllClose([minibatchCka(x, y, 60)], [linearCka(x, y)], { rtol: 1e-9 });
    assertAllClose([cka(x, y, { batch: 20 })], [minibatchCka(x, y, 20)], { rtol: 1e-12 });
    const part = (f: FeatureMatrix, b: number): FeatureMatrix => ({
      rows: 20,
      columns: 5,
      values: f.values.slice(b * 100, (b + 1) * 100),
    });
    const sum = (a: FeatureMatrix, b: FeatureMatrix): number =>
      [0, 1, 2].reduce((s, i) => s + debiasedHsic(linearKernel(part(a, i)), linearKernel(part(b, i)), 20), 0);
    assertAllClose([minibatchCka(x, y, 20)], [sum(x, y) / Math.sqrt(sum(x, x) * sum(y, y))], { rtol: 1e-12 });
    const with61 = (f: FeatureMatrix): FeatureMatrix => ({
      rows: 61,
      columns: 5,
      values: Float64Array.from([...f.values, 1, 2, 3, 4, 5]),
    });
    assert.equal(minibatchCka(with61(x), with61(y), 20), minibatchCka(x, y, 20), 'a rest of one sample is left out');
  });

  it('names what makes it undefined instead of giving NaN', () => {
    const x = gaussian(10, 3, 'errors');
    const spoilt = { ...x, values: x.values.map((value, i) => (i === 7 ? NaN : value)) };
    const constant = { ...x, values: Float64Array.from(x.values, (_, i) => i % 3) };
    assert.throws(() => linearCka(gaussian(3, 3), gaussian(3, 3)), /3 samples were given.*from 4 on/);
    assert.throws(() => linearCka(x, gaussian(9, 3)), /10 rows, the second 9/);
    assert.throws(() => linearCka(x, spoilt), /second features hold NaN \(row 2, column 1\)/);
    assert.throws(() => rbfCka(constant, x, 0.5), /first features are the same for all 10 samples/);
    assert.throws(() => minibatchCka(x, x, 3), InputError);
    assert.throws(() => cka(x, x, { batch: 5, estimator: 'biased' }), InputError);
    assert.throws(() => cka(x, x, { kernel: 'rbf', sigma: 0 }), InputError);
  });

  it('gives the known values of the reference implementations', function () {
    const file = path.join(samples, 'x_100x10.npy');
    if (!fs.existsSync(file)) {
      console.log(`        skipped: ${samples} is not there`);
      this.skip();
    }
    const load = (name: string): FeatureMatrix => {
      const { shape, values } = readNpy(path.join(samples, name));
      return { rows: shape[0], columns: shape[1], values: Float64Array.from(values as Float64Array) };
    };
    const x = load('x_100x10.npy');
    const y = load('y_100x10.npy');
    const actual = {
      linear: linearCka(x, y, 'biased'),
      rbf: rbfCka(x, y, 0.5, 'biased'),
      debiased: linearCka(x, y, 'debiased'),
      hsic0: biasedHsic(linearKernel(x), linearKernel(y), 100),
      hsic1: debiasedHsic(linearKernel(x), linearKernel(y), 100),
      batches25: minibatchCka(x, y, 25),
      batches50: minibatchCka(x, y, 50),
    };
    const expected = {
      linear: 0.557613256611759,
      rbf: 0.6548311822614982,
      debiased: 0.5134564895055258,
      hsic0: 11.87835726918598,
      hsic1: 9.895955787045914,
      batches25: 0.5132675063590595,
      batches50: 0.5308439528321823,
    };
    assertAllClose(Object.values(actual), Object.values(expected), {
      rtol: 1e-10,
      label: Object.keys(expected).join(),
    });
  });
});
