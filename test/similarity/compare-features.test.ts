import * as assert from 'node:assert/strict';
import { bootstrapInterval, compareFeatures, measures, permutationNull } from '../../src/similarity/index.js';
import { InputError, InterruptedError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { gaussian, related } from './gaussian.js';

const resamples = 20;

describe('comparing features by many measures', () => {
  it('gives what the measures, their intervals and their nulls give one by one', async () => {
    const x = gaussian(60, 4, 'compare');
    const y = related(x, 5, 0.6, 'compare');
    const clusters = Array.from({ length: 60 }, (_, row) => Math.floor(row / 3));
    const [first, second] = await compareFeatures(x, y, { of: ['cka', measures.procrustes], clusters, resamples });
    const { cka } = measures;
    assert.equal(first.value, cka.compute(x, y));
    assert.deepEqual(first.interval, bootstrapInterval(cka, x, y, { resamples, clusters }));
    assert.equal(first.p, permutationNull(cka, x, y, { resamples, clusters }).p);
    assert.equal(first.p, 1 / 21);
    assert.equal(second.kind, 'distance');
    assert.ok(second.bias > 1 && Math.abs(first.bias) < 0.1);
  });

  it('calibrates: 0 is unrelated, 1 identical, of distances too', async () => {
    const x = gaussian(60, 4, 'calibrate');
    for (const { measure, calibrated, calibratedInterval } of await compareFeatures(x, x, { resamples }))
      assertAllClose([calibrated, ...calibratedInterval], [1, 1, 1], { rtol: 1e-3, atol: 1e-3, label: measure });
    const unrelated = await compareFeatures(x, gaussian(60, 5, 'unrelated'), { resamples });
    assert.equal(unrelated.length, Object.keys(measures).length);
    for (const { measure, calibrated, calibratedInterval } of unrelated) {
      assert.ok(Math.abs(calibrated) < 0.15, `${measure} ${calibrated}`);
      assert.ok(calibratedInterval[0] <= calibratedInterval[1], measure);
    }
  });

  it('names an unknown measure, and can be interrupted', async () => {
    const x = gaussian(20, 3);
    await assert.rejects(
      compareFeatures(x, x, { of: ['cca2'] }),
      (error) => error instanceof InputError && /no measure cca2: choose among cka, cca/.test(error.message),
    );
    await assert.rejects(compareFeatures(x, x, { signal: AbortSignal.abort() }), InterruptedError);
  });
});
