import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../../src/backend/index.js';
import { recallAt, similarityOfRows } from '../../src/metrics/retrieval.js';
import { bitsOfClass, bitsOfNumber } from '../../src/probes/code-length.js';
import { monomials } from '../../src/probes/confounds.js';
import { backPropagate, blockMask, outputLayout, type MlpTarget } from '../../src/probes/mlp-network.js';
import { scores, type Answers } from '../../src/probes/scores.js';
import type { CellMetric } from '../../src/probes/target.js';
import { root } from '../docs/pages.js';
import { assertAllClose } from '../support/assert-all-close.js';

interface Reference {
  values: { truth: number[]; predicted: number[]; r2: number; angle: number };
  classes: { truth: number[]; said: number[] } & Record<'accuracy' | 'overallAccuracy' | 'meanIou', number>;
  depth: { truth: number[]; predicted: number[]; image: number[] } & Record<string, number>;
  codes: { numbers: [value: number, step: number, mean: number, deviation: number, bits: number][]; logits: number[]; classes: number[] }; // prettier-ignore
  terms: { values: number[]; terms: number[] };
  points: { here: number[]; there: number[]; recall: Record<string, number> };
  perceptrons: Record<
    'regression' | 'classification',
    Record<'x' | 'y' | 'first' | 'second' | 'toFirst' | 'toSecond', number[]>
  >;
}

const reference = JSON.parse(fs.readFileSync(path.join(root, 'test/reference/probe-scores.json'), 'utf8')) as Reference;

/** Answers of one scene; of one image unless told. */
function answers(width: number, predicted: number[], truth: number[], image?: number[]): Answers {
  const rows = predicted.length / width;
  return {
    rows,
    width,
    predicted: Float32Array.from(predicted),
    truth: Float32Array.from(truth),
    sceneOfRow: new Int32Array(rows),
    imageOfRow: Int32Array.from(image ?? new Int32Array(rows)),
    scenes: 1,
  };
}

const valueOf = (metric: CellMetric, of: Answers): number => scores[metric](of).value;

describe('scores and codes of probes, beside scikit-learn and scipy', () => {
  it('R² and angles', () => {
    const { truth, predicted, r2, angle } = reference.values;
    assertAllClose([valueOf('r2', answers(3, predicted, truth))], [r2], { rtol: 1e-9 });
    const units = truth.map((value, i) => value / Math.hypot(...truth.slice(i - (i % 3), i - (i % 3) + 3)));
    assertAllClose([valueOf('angularErrorDegrees', answers(3, predicted, units))], [angle], { rtol: 1e-6 });
  });

  it('balanced accuracy, accuracy and mean IoU', () => {
    const { truth, said, ...expected } = reference.classes;
    const votes = said.flatMap((label) => [0, 1, 2, 3].map((k) => Number(k === label)));
    const given = answers(4, votes, truth);
    for (const [metric, value] of Object.entries(expected))
      assertAllClose([valueOf(metric as CellMetric, given)], [value], { rtol: 1e-12 });
  });

  it('depth in metres, as it is and after scale and shift of each image', () => {
    const { truth, predicted, image, ...expected } = reference.depth;
    const given = answers(1, predicted, truth, image);
    assert.equal(Object.keys(expected).length, 6);
    for (const [metric, value] of Object.entries(expected))
      assertAllClose([valueOf(metric as CellMetric, given)], [value], { rtol: 1e-9 });
  });

  it('bits of numbers and of classes', () => {
    const { numbers, logits, classes } = reference.codes;
    for (const [value, step, mean, deviation, bits] of numbers)
      assertAllClose([bitsOfNumber(value, step, mean, deviation)], [bits], { rtol: 1e-9 });
    const odds = logits.map(Math.exp);
    assertAllClose(classes.map((_, label) => bitsOfClass(label, odds, [1, 1, 1, 1])), classes, { rtol: 1e-9 }); // prettier-ignore
  });

  it('the terms of confounds', () => {
    const { values, terms } = reference.terms;
    assertAllClose(monomials(Float32Array.from(values), 3, 3).values, terms, { rtol: 1e-6, atol: 1e-7 });
  });

  it('recall among candidates', () => {
    const { here, there, recall } = reference.points;
    const unit = (rows: number[]): Float32Array =>
      Float32Array.from(rows, (value, i) => value / Math.hypot(...rows.slice(i - (i % 5), i - (i % 5) + 5)));
    const group = similarityOfRows(unit(here), unit(there), 5);
    for (const [k, value] of Object.entries(recall)) assertAllClose([recallAt(Number(k), group)], [value], { rtol: 1e-12 }); // prettier-ignore
  });

  describe('the gradient of a perceptron', () => {
    before(() => startBackend());
    for (const kind of ['regression', 'classification'] as const)
      it(`of ${kind}`, async () => {
        const { x, y, first, second, toFirst, toSecond } = reference.perceptrons[kind];
        const [rows, inputs, hidden, outputs] = [16, 4, 6, 3];
        const target: MlpTarget = { name: 'all', width: outputs, kind };
        const slope = tf.tidy(() => {
          const batch = {
            x: tf.concat2d([tf.tensor2d(x, [rows, inputs - 1]), tf.ones<tf.Rank.R2>([rows, 1])], 1),
            y: tf.tensor2d(y, [rows, outputs]),
            weights: tf.fill<tf.Rank.R2>([rows, outputs], 1 / rows),
          };
          const weights: [tf.Tensor2D, tf.Tensor2D] = [
            tf.tensor2d(first, [inputs, hidden]),
            tf.tensor2d(second, [hidden, outputs]),
          ];
          return backPropagate(batch, weights, outputLayout([target]), blockMask([target], hidden, outputs));
        });
        const values = await slope.data<'float32'>();
        slope.dispose();
        assertAllClose(values, [...toFirst, ...toSecond], { rtol: 1e-5, atol: 1e-6 });
      });
  });
});
