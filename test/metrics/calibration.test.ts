import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  addCalibration,
  calibration,
  mergeCalibration,
  noCalibration,
  type Calibration,
  type CalibrationTally,
} from '../../src/metrics/index.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { readReference } from './reference.js';

interface Reference {
  cases: {
    classes: number;
    bins: number;
    probabilities: number[];
    labels: number[];
    accuracy: number[];
    meanConfidence: number[];
    ece: number;
    brier: number;
  }[];
}
const reference = readReference<Reference>('calibration');

function tallyOf(pairs: readonly (readonly [number, number])[], bins = 10): CalibrationTally {
  const tally = noCalibration(bins);
  const probabilities = pairs.flatMap(([p]) => [p, 1 - p]);
  addCalibration(
    tally,
    probabilities,
    pairs.map(([, label]) => label),
    2,
  );
  return tally;
}

const measure = (pairs: readonly (readonly [number, number])[], bins = 10): Calibration =>
  calibration(tallyOf(pairs, bins));

const predictions = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1)), {
  minLength: 1,
  maxLength: 40,
});

describe('calibration', () => {
  it(`is that of ${reference.tool}`, () => {
    for (const { classes, bins, probabilities, labels, ...expected } of reference.cases) {
      const tally = noCalibration(bins);
      addCalibration(tally, probabilities, labels, classes);
      const { ece, brier, reliability } = calibration(tally);
      assertAllClose([ece, brier], [expected.ece, expected.brier], { rtol: 1e-9 });
      const filled = reliability.filter(({ count }) => count > 0);
      assertAllClose(
        filled.map(({ accuracy }) => accuracy),
        expected.accuracy,
        { rtol: 1e-9 },
      );
      assertAllClose(
        filled.map(({ meanConfidence }) => meanConfidence),
        expected.meanConfidence,
        { rtol: 1e-9 },
      );
    }
  });

  it('gives the values worked out by hand', () => {
    // Confidences .8 (right, wrong) and .6 (right): gaps .3 and .4.
    const { ece, maximumError, brier, accuracy, meanConfidence } = measure([
      [0.8, 0],
      [0.2, 0],
      [0.6, 0],
    ]);
    assertAllClose(
      [ece, maximumError, brier, accuracy, meanConfidence],
      [(2 * 0.3 + 0.4) / 3, 0.4, (2 * 0.2 ** 2 + 2 * 0.8 ** 2 + 2 * 0.4 ** 2) / 3, 2 / 3, 2.2 / 3],
    );
  });

  it('puts a confidence at a bound into the bin below it', () => {
    const { reliability } = measure([0.5, 0.6, 0.7, 0.8, 0.9, 1].map((p) => [p, 0]));
    assert.deepEqual(
      reliability.map(({ count }) => count),
      [0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
    );
    assert.ok(Number.isNaN(reliability[0].accuracy));
  });

  it('is without error for sure and right predictions, and the worst for sure and wrong ones', () => {
    const sure = measure([
      [1, 0],
      [0, 1],
    ]);
    assert.deepEqual([sure.ece, sure.brier, sure.accuracy], [0, 0, 1]);
    const wrong = measure([
      [1, 1],
      [0, 0],
    ]);
    assert.deepEqual([wrong.ece, wrong.brier, wrong.accuracy], [1, 2, 0]);
  });

  it('has an error of at least the difference of the means, which one bin gives exactly', () => {
    fc.assert(
      fc.property(predictions, (pairs) => {
        const { ece, maximumError, accuracy, meanConfidence } = measure(pairs);
        const difference = Math.abs(accuracy - meanConfidence);
        assert.ok(ece >= difference - 1e-12 && maximumError >= ece - 1e-12);
        assertAllClose([measure(pairs, 1).ece], [difference]);
      }),
    );
  });

  it('adds up: parts merged, also through JSON, are the whole', () => {
    fc.assert(
      fc.property(predictions, predictions, (one, two) => {
        const sent = JSON.parse(JSON.stringify(tallyOf(two))) as CalibrationTally;
        const merged = calibration(mergeCalibration([tallyOf(one), sent]));
        const whole = measure([...one, ...two]);
        assertAllClose([merged.ece, merged.brier, merged.count], [whole.ece, whole.brier, whole.count]);
        assert.deepEqual(
          merged.reliability.map(({ count }) => count),
          whole.reliability.map(({ count }) => count),
        );
      }),
    );
  });

  it('leaves out what is ignored, and refuses what is no distribution, adding nothing of it', () => {
    const tally = noCalibration();
    const add = (probabilities: number[], labels: number[]) => () =>
      addCalibration(tally, probabilities, labels, 2, { ignored: 255 });
    add([0.5, 0.5, 9, NaN], [1, 255])();
    assert.equal(tally.count, 1);
    const before = structuredClone(tally);
    assert.throws(add([0.5, 0.5, 0.5], [1]), /3 probabilities do not fit 1 true classes/);
    assert.throws(add([0.5, 0.5, NaN, 1], [1, 0]), /Prediction 1 gives class 0 the probability NaN/);
    assert.throws(add([1.5, -0.5], [1]), /probability 1\.5/);
    assert.throws(add([0.5, 0.4], [1]), /add up to 0\.9, not to 1/);
    assert.throws(add([0.5, 0.5], [2]), /true class 2 of prediction 0 is unknown/);
    assert.deepEqual(tally, before);
    assert.throws(() => calibration(noCalibration()), InputError);
    assert.throws(() => noCalibration(0), InputError);
    assert.throws(() => mergeCalibration([noCalibration(3), noCalibration(4)]), InputError);
    assert.throws(() => mergeCalibration([]), InputError);
  });
});
