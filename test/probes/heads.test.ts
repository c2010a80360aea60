import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import type { Sample } from '../../data-loaders/sample.js';
import { startBackend } from '../../src/backend/index.js';
import { depthBinsLoss, pairsApart } from '../../src/probes/depth-bins-loss.js';
import { penaltyWarning } from '../../src/probes/edge-warning.js';
import { fitKnn } from '../../src/probes/knn.js';
import { fitLinear } from '../../src/probes/linear.js';
import { nearestRows } from '../../src/probes/nearest-rows.js';
import { allProbeTargets, probeTargets } from '../../src/probes/probe-targets.js';
import { probeStage, type ProbeResult } from '../../src/probes/probe.js';
import { mapSplits, type Splits } from '../../src/probes/splits.js';
import { probeTruth } from '../../src/probes/truth.js';
import { InputError, WorkError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { featureMap, height, syntheticSplits, width } from './synthetic.js';

const stride = 4;
const grid = { height: height / stride, width: width / stride, stride };

function at(results: ProbeResult[], target: string, head: string, metric?: string): ProbeResult {
  const found = results.find(
    (result) => result.target === target && result.head === head && (!metric || result.metric === metric),
  );
  assert.ok(found, `no result for ${target}, ${head}`);
  return found;
}

describe('further heads of probes', () => {
  let samples: Splits<Sample[]>;
  before(async () => {
    await startBackend();
    samples = syntheticSplits({ train: 16, validation: 6, test: 8 });
  });

  /** Log-depth, colour and the texture's kind in noise. */
  const features = () => {
    const random = seeded('features');
    return mapSplits(samples, (part) =>
      featureMap(part, stride, 6, (sample, row, column) => {
        const pixel = row * stride * width + column * stride;
        const { kind } = sample.materials![sample.instances![pixel]]!;
        const kinds = [0, 1, 2].map((k) => Number(k === kind) + 0.05 * random.normal());
        return [Math.log(sample.depth![pixel]), sample.albedo![pixel * 3], ...kinds, random.normal()];
      }),
    );
  };

  it('read out what the features hold, on the same cells, and leave no tensor behind', async () => {
    const targets = [probeTargets.depth, probeTargets.texture, probeTargets.position, allProbeTargets.semantics];
    const truth = probeTruth(samples, grid, { targets, cells: 32, seed: 1 });
    const heads = ['ridge', 'linear', 'knn', 'bins'] as const;
    const tensors = tf.memory().numTensors;
    const results = await probeStage(features(), truth, { seed: 1, heads });
    assert.equal(tf.memory().numTensors, tensors);
    for (const [head, least] of [
      ['linear', 0.99],
      ['knn', 0.6],
      ['bins', 0.7],
    ] as const) {
      const { value, n, scenes, readOut } = at(results, 'depth', head);
      assert.ok(value > least, `depth by ${head}: ${value}`);
      assert.equal(n, at(results, 'depth', 'ridge').n);
      assert.equal(scenes.numerator.length, 8);
      const map = await readOut!.predict(features().test);
      assert.deepEqual([map.channels, map.values.length], [1, samples.test.length * grid.height * grid.width]);
    }
    for (const head of ['linear', 'knn']) {
      assert.ok(at(results, 'texture', head).value > 0.95, `texture by ${head}: ${at(results, 'texture', head).value}`);
      assert.ok(at(results, 'semantics', head).value > 0.95, `semantics by ${head}`);
      assert.ok(at(results, 'position', head).value < 0.3, `position by ${head}`);
    }
    assert.ok(!results.some(({ target, head }) => head === 'bins' && target !== 'depth'));
    const again = await probeStage(features(), truth, { seed: 1, heads });
    assert.deepEqual(
      again.map(({ value }) => value),
      results.map(({ value }) => value),
    );
  });

  it('tell nothing from features that do not vary', async () => {
    const constant = mapSplits(samples, (part) => featureMap(part, stride, 2, () => [1, -3]));
    const truth = probeTruth(samples, grid, { targets: [probeTargets.rgb], cells: 48, seed: 1 });
    const results = await probeStage(constant, truth, { seed: 1, heads: ['linear', 'knn'] });
    assert.ok(Math.abs(at(results, 'rgb', 'linear').value) < 0.05);
    const { value, readOut } = at(results, 'rgb', 'knn');
    assert.ok(Math.abs(value) < 0.1, `rgb by knn: ${value}`);
    assert.match(readOut!.warning!, /neighbours chosen, 100, is the highest tried/);
  });

  it('say of classes what is commonest where features tell nothing, and none that there is not', async () => {
    const constant = mapSplits(samples, (part) => featureMap(part, stride, 2, () => [1, -3]));
    const targets = [allProbeTargets.semantics, probeTargets.texture];
    const truth = probeTruth(samples, grid, { targets, cells: 48, seed: 1 });
    const results = await probeStage(constant, truth, { seed: 1, heads: ['linear'] });
    for (const target of ['semantics', 'texture'])
      assert.equal(at(results, target, 'linear').value, at(results, target, 'trivial').value, target);
  });

  it('warn when the penalty is at the edge of its grid, and not within', async () => {
    const truth = probeTruth(samples, grid, { targets: [probeTargets.depth], cells: 48, seed: 1 });
    const warningOf = async (lambdas?: number[]) => {
      const found = await probeStage(features(), truth, { seed: 1, heads: ['ridge'], lambdas });
      return at(found, 'depth', 'ridge').readOut!.warning;
    };
    assert.equal(await warningOf(), 'the penalty chosen, 0.00001, is the weakest of its grid (0.00001 … 100)');
    assert.match((await warningOf([100, 10]))!, /10, is the weakest of its grid \(10 … 100\)/);
    assert.equal(await warningOf([10]), undefined, 'there was no choice');
    const noise = seeded('noise');
    const blind = mapSplits(samples, (part) => featureMap(part, stride, 40, () => Array.from({ length: 40 }, () => noise.normal()))); // prettier-ignore
    const found = await probeStage(blind, truth, { seed: 1, heads: ['ridge'], lambdas: [1e-5, 1e9] });
    assert.match(at(found, 'depth', 'ridge').readOut!.warning!, /is the strongest of its grid/);
    const path = [1, 10, 100].map((lambda) => ({ lambda, validationError: 1 }));
    assert.equal(penaltyWarning({ lambda: 10, path }), undefined);
  });

  it('refuse what they cannot fit, saying what to do', async () => {
    const none = {
      rows: 2,
      features: new Float32Array(2),
      weights: new Float32Array(2),
      targets: [new Float32Array(2)],
    };
    const two = { ...none, weights: undefined };
    await assert.rejects(fitKnn(none, two, 1), /0 training and 2 validation rows/);
    await assert.rejects(fitKnn(two, two, 1, { neighbours: [0] }), InputError);
    const truth = probeTruth(samples, grid, { targets: [probeTargets.depth], cells: 48, seed: 1 });
    await assert.rejects(
      probeStage(features(), truth, { seed: 1, heads: ['bins'], bins: { nearest: 50, farthest: 80 } }),
      /No training cell has a depth from 50 to 80 m: give the bins another range/,
    );
    const random = seeded('diverges');
    const x = Float32Array.from({ length: 64 }, () => random.normal());
    const data = { rows: 64, features: x, targets: [{ values: x, weights: new Float32Array(64).fill(1) }] };
    const steep = { optimiser: 'sgd', learningRate: 1e12, random } as const;
    const one = [{ name: 'x', width: 1, kind: 'regression' as const }];
    await assert.rejects(fitLinear(data, data, 1, one, steep), WorkError);
  });

  describe('nearest rows', () => {
    it('are those of a plain search, in as many blocks as it takes, the earlier of equals first', async () => {
      const random = seeded('nearest');
      const columns = 2;
      const rows = (count: number): Float32Array =>
        Float32Array.from({ length: count * columns }, () => random.int(40));
      const [queries, candidates] = [
        { rows: 1100, features: rows(1100) },
        { rows: 4200, features: rows(4200) },
      ];
      const plain = { mean: new Float64Array(columns), inverseDeviation: new Float64Array(columns).fill(1) };
      const found = await nearestRows(queries, candidates, plain, 7, 'euclidean');
      for (const query of [0, 511, 1023, 1024, 1099]) {
        const distance = (i: number): number => {
          const [a, b] = [0, 1].map((j) => queries.features[query * 2 + j] - candidates.features[i * 2 + j]);
          return a * a + b * b;
        };
        const order = Array.from({ length: candidates.rows }, (_, i) => i);
        order.sort((a, b) => distance(a) - distance(b) || a - b);
        assert.deepEqual([...found.subarray(query * 7, query * 7 + 7)], order.slice(0, 7));
      }
    });

    it('by angle do not depend on length', async () => {
      const features = Float32Array.from([1, 0, 0, 2, 3, 3.1, -1, 0]);
      const query = { rows: 1, features: Float32Array.from([100, 101]) };
      const plain = { mean: new Float64Array(2), inverseDeviation: new Float64Array(2).fill(1) };
      const found = await nearestRows(query, { rows: 4, features }, plain, 4, 'cosine');
      assert.deepEqual([...found], [2, 1, 0, 3]);
    });
  });

  describe('the loss of depth in bins', () => {
    const truth = Float64Array.from([1, 2, 4, 3]);
    const pairs = Int32Array.from([0, 2, 1, 3]);

    it('has its known values', () => {
      const log = (metres: number): number => Math.log(metres + 0.001);
      assert.ok(depthBinsLoss(truth, { truth, pairs }).loss < 1e-4);
      const depth = [2, 2, 4, 3];
      const g = log(2) - log(1);
      const expected = 10 * Math.sqrt((g * g) / 4 - 0.85 * (g / 4) ** 2) + (0.5 * g) / 4;
      assert.ok(Math.abs(depthBinsLoss(depth, { truth, pairs }).loss - expected) < 1e-12);
    });

    it('has the gradient that differences have', () => {
      const depth = [1.3, 2.2, 3.1, 3.9];
      const { gradient } = depthBinsLoss(depth, { truth, pairs });
      depth.forEach((_, i) => {
        const moved = (by: number): number =>
          depthBinsLoss(depth.map((d, j) => (i === j ? d + by : d)), { truth, pairs }).loss; // prettier-ignore
        const slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
        assert.ok(Math.abs(gradient[i] - slope) < 1e-5 * Math.max(1, Math.abs(slope)), `${gradient[i]}, ${slope}`);
      });
    });

    it('compares cells two apart in one row or column of a frame', () => {
      // On a grid 4 wide: cells 0, 2, 3, 4 and 8 of one frame and 10 of another.
      const draw = { frames: Int32Array.from([0, 0, 0, 0, 0, 1]), cells: Int32Array.from([0, 2, 3, 4, 8, 10]) };
      assert.deepEqual([...pairsApart([0, 1, 2, 3, 4, 5], draw, 4)], [0, 4, 0, 1]);
    });
  });
});
