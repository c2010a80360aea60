import * as assert from 'node:assert/strict';
import {
  alexNet,
  benchmarkCorruptions,
  depthCorruptionError,
  depthEstimationError,
  depthResilience,
  meanCorruptedError,
  meanCorruptionError,
  performanceUnderCorruption,
  relativeDrop,
  relativeMeanCorruptionError,
} from '../../src/robustness/index.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';

/** ResNet-50's published corruption errors in percent of AlexNet's, Hendrycks & Dietterich 2019, table 1. */
const resNet50 = [80, 82, 83, 75, 89, 78, 80, 78, 75, 66, 57, 71, 85, 77, 77];

const errorsOf = (ratios: readonly number[]): Record<string, number[]> =>
  Object.fromEntries(
    benchmarkCorruptions.map((name, i) => {
      const error = ratios[i] * alexNet.errors[name];
      return [name, [0.92, 0.96, 1, 1.04, 1.08].map((factor) => factor * error)];
    }),
  );

describe('aggregates of robustness', () => {
  it('AlexNet has an mCE of 1, ResNet-50 the published 76.7 % but for rounding', () => {
    const own = meanCorruptionError(errorsOf(resNet50.map(() => 1)));
    assertAllClose([own.value], [1], { rtol: 1e-12 });
    const { metric, value, baseline, corruptions } = meanCorruptionError(
      errorsOf(resNet50.map((ratio) => ratio / 100)),
    );
    assert.deepEqual([metric, baseline], ['mCE', 'AlexNet on ImageNet-C']);
    assertAllClose([value], [0.767], { atol: 0.005 });
    assertAllClose([corruptions.fog], [0.66], { rtol: 1e-12 });
  });

  it('an mCE is refused for less, for more, and for another baseline without the errors', () => {
    const errors = errorsOf(resNet50.map((ratio) => ratio / 100));
    const { fog, ...fourteen } = errors;
    assert.throws(() => meanCorruptionError(fourteen), /five severities of fog are missing.*meanCorruptedError/);
    assert.throws(() => meanCorruptionError({ ...errors, fog: fog.slice(1) }), /of fog are missing/);
    assert.throws(() => meanCorruptionError({ ...errors, saturate: [1, 1, 1, 1, 1] }), /saturate is not of/);
    assert.throws(
      () => meanCorruptionError(errors, { name: 'mine', errors: {} }),
      /mine has no error under gaussian_n/,
    );
  });

  it('a mean that is divided by nobody’s is never called mCE and names no baseline', () => {
    const { metric, value, baseline } = meanCorruptedError({ hue: [0.1, 0.3], fog: [0.5] });
    assert.deepEqual([metric, baseline], ['mean corrupted error', undefined]);
    assertAllClose([value], [0.35]);
    assert.throws(() => meanCorruptedError({ hue: [NaN] }), InputError);
    assert.throws(() => meanCorruptedError({}), InputError);
  });

  it('each says what it is, and names a baseline exactly where errors are divided by one', () => {
    const mine = { name: 'mine', errors: { ...alexNet.errors, dark: 0.5 }, clean: 0.4 };
    const errors = errorsOf(resNet50.map((ratio) => ratio / 100));
    const scores = { dark: [{ absRel: 0.1, deltaOne: 0.9 }] };
    const { mPC, rPC } = performanceUnderCorruption({ dark: [30] }, 40);
    const divided = [
      meanCorruptionError(errors, mine),
      relativeMeanCorruptionError(errors, 0.2, mine),
      depthCorruptionError(scores, mine),
    ];
    const own = [
      ...[meanCorruptedError(errors), mPC, rPC, relativeDrop({ dark: [30] }, 40)],
      depthResilience(scores, scores.dark[0]),
    ];
    assert.deepEqual(
      divided.map(({ metric, unit, baseline }) => [metric, unit, baseline]),
      ['mCE', 'relative mCE', 'mCE of DEE'].map((metric) => [metric, '1 is mine', 'mine']),
    );
    assert.deepEqual(
      own.map(({ metric, baseline }) => [metric, baseline]),
      ['mean corrupted error', 'mPC', 'rPC', 'relative drop', 'mRR'].map((metric) => [metric, undefined]),
    );
    for (const { unit } of own) assert.doesNotMatch(unit, /^1 is/);
    for (const { value, corruptions } of [...divided, ...own]) {
      const values = Object.values(corruptions);
      assertAllClose([value], [values.reduce((sum, one) => sum + one, 0) / values.length]);
    }
  });

  it('numbers that are not finite are refused by every one that takes a mean', () => {
    const errors = { ...errorsOf(resNet50.map((ratio) => ratio / 100)), fog: [0.1, 0.2, NaN, 0.4, 0.5] };
    assert.throws(() => meanCorruptionError(errors), /fog needs a finite number for each severity/);
    assert.throws(() => relativeDrop({ fog: [Infinity] }, 40), /fog needs a finite number/);
    const unknown = { fog: [{ absRel: NaN, deltaOne: 0.9 }] };
    assert.throws(() => depthResilience(unknown, { absRel: 0.1, deltaOne: 0.9 }), /fog needs a finite number/);
  });

  it('errors in percent are refused where shares are divided by shares', () => {
    const percent = { ...alexNet.errors, fog: 81.9 };
    const errors = Object.fromEntries(Object.entries(alexNet.errors).map(([name, error]) => [name, Array<number>(5).fill(error)])); // prettier-ignore
    assert.throws(() => meanCorruptionError({ ...errors, fog: [70, 75, 80, 85, 90] }), /under fog must lie in 0..1.*70.*percent/); // prettier-ignore
    assert.throws(() => meanCorruptionError(errors, { name: 'mine', errors: percent }), /mine under fog must lie in 0..1.*81\.9/); // prettier-ignore
    assert.throws(() => relativeMeanCorruptionError(errors, 43.5, { ...alexNet, clean: 0.435 }), /The clean error must lie in 0..1/); // prettier-ignore
    assert.throws(() => depthEstimationError({ absRel: 0.1, deltaOne: 90 }), /δ₁ must lie in 0..1/);
  });

  it('relative mCE compares what is lost', () => {
    const baseline = { ...alexNet, clean: 0.4 };
    const errors = Object.fromEntries(
      benchmarkCorruptions.map((name) => [name, new Array<number>(5).fill(0.2 + (alexNet.errors[name] - 0.4) / 2)]),
    );
    assertAllClose([relativeMeanCorruptionError(errors, 0.2, baseline).value], [0.5]);
    assert.throws(() => relativeMeanCorruptionError(errors, 0.2, alexNet), /clean error of AlexNet/);
    assert.throws(() => relativeMeanCorruptionError({ fog: [1, 1, 1, 1, 1] }, 0.2, baseline), /are missing/);
    const unharmed = { ...baseline, clean: alexNet.errors.brightness };
    assert.throws(() => relativeMeanCorruptionError(errors, 0.2, unharmed), /loses nothing under brightness/);
  });

  it('mPC, rPC and the relative drop of an average precision', () => {
    const performance = { fog: [30, 20, 10], snow: [12, 8, 4] };
    const { mPC, rPC } = performanceUnderCorruption(performance, 40);
    assertAllClose([mPC.value, rPC.value, relativeDrop(performance, 40).value], [14, 0.35, 0.65]);
    assert.deepEqual(rPC.corruptions, { fog: 0.5, snow: 0.2 });
    assert.throws(() => performanceUnderCorruption(performance, 0), InputError);
  });

  it('depth: DEE, resilience and DEE beside a baseline', () => {
    assertAllClose([depthEstimationError({ absRel: 0.119, deltaOne: 0.877 })], [0.121], { atol: 5e-4 });
    const clean = { absRel: 0.1, deltaOne: 0.9 };
    const scores = { fog: [clean, { absRel: 0.3, deltaOne: 0.5 }], dark: [clean] };
    const resilience = depthResilience(scores, clean);
    assertAllClose([resilience.corruptions.fog, resilience.corruptions.dark], [0.75 / 0.9, 1]);
    assertAllClose([resilience.value], [(0.75 / 0.9 + 1) / 2]);
    const relative = depthCorruptionError(scores, { name: 'mine', errors: { fog: 0.5, dark: 0.2 } });
    assert.deepEqual([relative.metric, relative.baseline], ['mCE of DEE', 'mine']);
    assertAllClose([relative.value], [0.5]);
    assert.throws(() => depthCorruptionError(scores, alexNet), /AlexNet on ImageNet-C has no error under dark/);
    assert.throws(() => depthResilience(scores, { absRel: 1, deltaOne: 0 }), /a clean DEE below 1/);
  });
});
