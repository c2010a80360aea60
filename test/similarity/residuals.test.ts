import * as assert from 'node:assert/strict';
import { linearCka, residuals } from '../../src/similarity/index.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { gaussian, product, related, type Features } from './gaussian.js';

function sum(a: Features, b: Features): Features {
  return { ...a, values: a.values.map((value, i) => value + b.values[i]) };
}

describe('residuals', () => {
  it('are what is left of a sum of noise and confounds: uncorrelated with these, and the noise but for its share of them', () => {
    const confounds = gaussian(200, 3, 'confounds');
    const noise = gaussian(200, 5, 'noise');
    const features = sum(noise, product(confounds, gaussian(3, 5, 'influence')));
    const left = residuals(features, confounds);
    const ofNoise = residuals(noise, confounds);
    assertAllClose(left.values, ofNoise.values, { rtol: 0, atol: 1e-10 });
    for (let z = 0; z < 3; z++)
      for (let p = 0; p < 5; p++) {
        const products = Array.from({ length: 200 }, (_, n) => confounds.values[3 * n + z] * left.values[5 * n + p]);
        const means = Array.from({ length: 200 }, (_, n) => left.values[5 * n + p]);
        assertAllClose([products.reduce((a, b) => a + b), means.reduce((a, b) => a + b)], [0, 0], { rtol: 0, atol: 1e-9 }); // prettier-ignore
      }
  });

  it('take away likeness that comes from the confounds alone, and leave what does not', () => {
    const confounds = gaussian(300, 2, 'shared');
    const spread = (seed: string): Features => {
      const of = product(confounds, gaussian(2, 6, seed));
      return { ...of, values: of.values.map((value) => 2 * value) };
    };
    const [x, y] = ['one', 'other'].map((seed) => sum(gaussian(300, 6, seed), spread(seed)));
    assert.ok(linearCka(x, y) > 0.4);
    assertAllClose([linearCka(residuals(x, confounds), residuals(y, confounds))], [0], { rtol: 0, atol: 0.03 });
    const own = gaussian(300, 6, 'own');
    const [a, b] = [own, related(own, 6, 0.7, 'own')].map((side, i) => sum(side, spread(`side ${i}`)));
    const expected = linearCka(own, related(own, 6, 0.7, 'own'));
    assertAllClose([linearCka(residuals(a, confounds), residuals(b, confounds))], [expected], { rtol: 0.05 });
  });

  it('keep ids; columns of confounds that depend on others change nothing', () => {
    const x = { ...gaussian(20, 4), ids: Array.from({ length: 20 }, (_, i) => `cell ${i}`) };
    const confounds = gaussian(20, 3, 'z');
    const twice = product(confounds, {
      rows: 3,
      columns: 4,
      values: Float64Array.of(1, 0, 0, 2, 0, 1, 0, 1, 0, 0, 1, 0),
    });
    const left = residuals(x, confounds);
    assert.equal(left.ids, x.ids);
    assertAllClose(residuals(x, twice).values, left.values, { rtol: 0, atol: 1e-10 });
  });

  it('refuse confounds that leave nothing, or are of other samples', () => {
    const refuses = (confounds: Features, says: RegExp): void =>
      assert.throws(
        () => residuals(gaussian(10, 3), confounds),
        (error) => error instanceof InputError && says.test(error.message),
      );
    refuses(gaussian(10, 12), /9 independent directions in 10 samples/);
    refuses(gaussian(11, 2), /10 rows, the second 11/);
    refuses({ rows: 10, columns: 1, values: new Float64Array(10).fill(2) }, /second features are the same for all/);
  });
});
