import * as assert from 'node:assert/strict';
import { scores, type Answers } from '../../src/probes/scores.js';
import { valueOfSums } from '../../src/stats/index.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

function answers(predicted: number[], truth: number[], width: number, scenes: number[]): Answers {
  return {
    rows: predicted.length / width,
    width,
    predicted: Float32Array.from(predicted),
    truth: Float32Array.from(truth),
    sceneOfRow: Int32Array.from(scenes),
    imageOfRow: Int32Array.from(scenes),
    scenes: Math.max(...scenes) + 1,
  };
}

describe('probe scores', () => {
  it('R² is 1 for the truth, 0 for its mean, negative for worse', () => {
    const truth = [1, 10, 2, 20, 6, 60];
    const scenes = [0, 0, 1];
    assert.equal(scores.r2(answers(truth, truth, 2, scenes)).value, 1);
    assert.equal(scores.r2(answers([3, 30, 3, 30, 3, 30], truth, 2, scenes)).value, 0);
    assert.ok(scores.r2(answers([9, 90, 9, 90, 9, 90], truth, 2, scenes)).value < 0);
    // Σ‖y − ŷ‖² = 1, Σ‖y − ȳ‖² = 14 + 1400.
    assertAllClose([scores.r2(answers([1, 10, 2, 20, 6, 61], truth, 2, scenes)).value], [1 - 1 / 1414]);
  });

  it('accuracy is balanced: every class weighs the same, however few cells it has', () => {
    const scoresOf = (kind: number): number[] => [0, 1, 2].map((k) => Number(k === kind));
    const truth = [0, 0, 0, 0, 0, 0, 1, 1, 2];
    const said = [0, 0, 0, 0, 0, 0, 1, 0, 0];
    const { value, sums } = scores.accuracy(answers(said.flatMap(scoresOf), truth, 3, [0, 0, 0, 1, 1, 1, 0, 1, 1]));
    assertAllClose([value], [(1 + 0.5 + 0) / 3]);
    assertAllClose([sums.denominator[0] + sums.denominator[1]], [1]);
    const always = scores.accuracy(
      answers(
        truth.flatMap(() => scoresOf(0)),
        truth,
        3,
        truth.map(() => 0),
      ),
    );
    assertAllClose([always.value], [1 / 3], { label: 'one class always is chance' });
  });

  it('overall accuracy counts cells; mean IoU is that of the classes that the truth has', () => {
    const scoresOf = (label: number): number[] => [0, 1, 2, 3].map((k) => Number(k === label));
    const truth = [0, 0, 0, 0, 1, 1, 2, 2];
    // Class 3 is said once, but is nowhere true.
    const said = [0, 0, 0, 1, 1, 0, 2, 3];
    const given = answers(said.flatMap(scoresOf), truth, 4, [0, 0, 0, 0, 1, 1, 1, 1]);
    assert.equal(scores.overallAccuracy(given).value, 5 / 8);
    const { value, sums } = scores.meanIou(given);
    // 3 of the 5 that are or are taken for class 0, 1 of 3 for class 1, 1 of 2 for class 2.
    assertAllClose([value], [(3 / 5 + 1 / 3 + 1 / 2) / 3]);
    assertAllClose([sums.denominator[0] + sums.denominator[1]], [1]);
    const right = answers(truth.flatMap(scoresOf), truth, 4, truth.map(() => 0)); // prettier-ignore
    assertAllClose([scores.meanIou(right).value, scores.overallAccuracy(right).value], [1, 1]);
    const majority = answers(truth.flatMap(() => scoresOf(0)), truth, 4, truth.map(() => 0)); // prettier-ignore
    assertAllClose([scores.meanIou(majority).value], [4 / 8 / 3]);
  });

  it('depth scores are of metres, though log-depths are compared', () => {
    const truth = [1, 2, 4].map(Math.log);
    const said = [1.2, 2.6, 4].map(Math.log);
    const given = answers(said, truth, 1, [0, 0, 1]);
    assertAllClose([scores.delta1(given).value], [2 / 3]);
    assertAllClose([scores.absRel(given).value], [(0.2 + 0.3 + 0) / 3], { rtol: 1e-5 });
    assertAllClose([scores.rmse(given).value], [Math.sqrt((0.2 ** 2 + 0.6 ** 2) / 3)], { rtol: 1e-5 });
    assert.equal(scores.delta1(answers(truth, truth, 1, [0, 0, 0])).value, 1);
  });

  it('angles are between directions, whatever their lengths', () => {
    const given = answers([0, 0, -5, 1, 0, 0, 0, 0, 0], [0, 0, -1, 0, 1, 0, 0, 0, -1], 3, [0, 0, 0]);
    assertAllClose([scores.angularErrorDegrees(given).value], [(0 + 90 + 90) / 3]);
  });

  it('every value follows from its sums per scene', () => {
    const random = seeded('sums');
    const truth = Array.from({ length: 60 }, () => random.normal());
    const said = truth.map((y) => y + 0.3 * random.normal());
    const given = answers(
      said,
      truth,
      3,
      Array.from({ length: 20 }, (_, i) => i % 4),
    );
    for (const metric of ['r2', 'angularErrorDegrees'] as const) {
      const { value, sums } = scores[metric](given);
      assert.equal(sums.numerator.length, 4);
      assert.equal(valueOfSums(sums), value);
    }
  });

  it('depth up to scale and shift is judged after each image has its own', () => {
    const metres = [1, 2, 3, 5, 2, 4, 8, 9];
    const images = [0, 0, 0, 0, 1, 1, 1, 1];
    const logs = (values: number[]): number[] => values.map(Math.log);
    // 3d + 1 in the one image, d/2 + 4 in the other.
    const said = metres.map((d, i) => (images[i] === 0 ? 3 * d + 1 : d / 2 + 4));
    const moved = answers(logs(said), logs(metres), 1, images);
    assert.equal(scores.delta1ScaleShift(moved).value, 1);
    assertAllClose([scores.absRelScaleShift(moved).value, scores.rmseScaleShift(moved).value], [0, 0], { atol: 1e-5 });
    assert.ok(scores.delta1(moved).value < 0.3);
    // One depth for all: the mean of each image, 2.75 and 5.75, is the best that is left.
    const constant = answers(logs(metres.map(() => 7)), logs(metres), 1, images);
    const errors = metres.map((d, i) => Math.abs(d - (images[i] === 0 ? 2.75 : 5.75)));
    const rmse = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / 8);
    const absRel = errors.reduce((sum, e, i) => sum + e / metres[i], 0) / 8;
    assertAllClose([scores.rmseScaleShift(constant).value], [rmse], { rtol: 1e-5 });
    assertAllClose([scores.absRelScaleShift(constant).value], [absRel], { rtol: 1e-5 });
    assert.equal(scores.delta1ScaleShift(constant).value, 1 / 8, 'only 3 m are near their mean');
    assert.equal(valueOfSums(scores.rmseScaleShift(constant).sums), scores.rmseScaleShift(constant).value);
  });
});
