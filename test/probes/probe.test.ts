import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import type { Sample } from '../../data-loaders/sample.js';
import { startBackend } from '../../src/backend/index.js';
import type { FeatureMap } from '../../src/features/feature-map.js';
import { probeEncoder, probeStage, type ProbeResult } from '../../src/probes/probe.js';
import { allProbeTargets, probeTargets } from '../../src/probes/probe-targets.js';
import type { RidgeReadOut } from '../../src/probes/read-out.js';
import type { ProbeTarget } from '../../src/probes/target.js';
import { mapSplits, type Splits } from '../../src/probes/splits.js';
import { probeTruth, type ProbeTruth } from '../../src/probes/truth.js';
import { valueOfSums } from '../../src/stats/index.js';
import { InputError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { featureMap, height, syntheticSplits, width } from './synthetic.js';

const stride = 4;
const grid = { height: height / stride, width: width / stride, stride };

/** Features that hold exactly the given numbers of each cell. */
function features(
  samples: Splits<Sample[]>,
  channels: number,
  of: (sample: Sample, pixel: number, row: number, column: number) => number[],
): Splits<FeatureMap> {
  return mapSplits(samples, (part) =>
    featureMap(part, stride, channels, (sample, row, column) =>
      of(sample, row * stride * width + column * stride, row, column),
    ),
  );
}

function value(results: ProbeResult[], target: string, head: string, metric?: string): number {
  const found = results.find(
    (result) => result.target === target && result.head === head && (!metric || result.metric === metric),
  );
  assert.ok(found, `no result for ${target}, ${head}, ${metric ?? 'any metric'}`);
  return found.value;
}

describe('probes', () => {
  let samples: Splits<Sample[]>;
  let truth: ProbeTruth;
  before(async () => {
    await startBackend();
    samples = syntheticSplits({ train: 24, validation: 8, test: 12 });
    truth = probeTruth(samples, grid, { targets: Object.values(probeTargets), cells: 48, seed: 1 });
  });

  it('finds every target measurable in samples that carry everything', () => {
    assert.deepEqual(truth.notMeasurable, []);
    assert.equal(truth.testScenes.length, 12);
  });

  it('a colour-only encoder reveals colour and nothing of depth, normals and texture kind', async () => {
    const colour = features(samples, 3, (sample, pixel) =>
      Array.from(sample.albedo!.subarray(pixel * 3, pixel * 3 + 3)),
    );
    const results = await probeStage(colour, truth, { seed: 1 });
    for (const head of ['ridge', 'mlp']) {
      assert.ok(value(results, 'rgb', head) > 0.8, `rgb ${head} ${value(results, 'rgb', head)}`);
      assert.ok(value(results, 'albedo', head) > 0.6, `albedo ${head} ${value(results, 'albedo', head)}`);
      for (const target of ['depth', 'depth-beyond-position', 'depth-within-image', 'normals', 'position'])
        assert.ok(Math.abs(value(results, target, head)) < 0.08, `${target} ${head} ${value(results, target, head)}`);
    }
    assert.ok(value(results, 'chroma', 'mlp') > value(results, 'chroma', 'ridge') + 0.02, 'a* and b* bend with RGB');
  });

  it('a depth-only encoder reveals depth and no colour, and its δ₁ is 1', async () => {
    const depth = features(samples, 1, (sample, pixel) => [Math.log(sample.depth![pixel])]);
    const results = await probeStage(depth, truth, { seed: 1, heads: ['ridge'] });
    assert.ok(value(results, 'depth', 'ridge', 'r2') > 0.99999);
    assert.equal(value(results, 'depth', 'ridge', 'delta1'), 1);
    assert.ok(value(results, 'depth', 'ridge', 'absRel') < 1e-3);
    assert.ok(value(results, 'depth', 'trivial', 'delta1') < 0.7);
    for (const target of ['rgb', 'chroma', 'albedo', 'texture-frequency', 'texture-orientation'])
      assert.ok(Math.abs(value(results, target, 'ridge')) < 0.08, `${target} ${value(results, target, 'ridge')}`);
    const chance = value(results, 'texture', 'trivial');
    assert.ok(Math.abs(value(results, 'texture', 'ridge') - chance) < 0.1);
  });

  it('a position-only encoder reveals depth but nothing beyond position', async () => {
    const place = features(samples, 2, (_sample, _pixel, row, column) => [row, column]);
    const results = await probeStage(place, truth, { seed: 1 });
    assert.ok(value(results, 'position', 'ridge') > 0.99999);
    assert.ok(value(results, 'depth', 'ridge') > 0.1, `depth ${value(results, 'depth', 'ridge')}`);
    for (const head of ['ridge', 'mlp']) assert.ok(Math.abs(value(results, 'depth-beyond-position', head)) < 0.03);
  });

  it('an encoder that knows the texture reveals kind, frequency and orientation', async () => {
    const texture = features(samples, 5, (sample, pixel) => {
      const { kind, frequency, orientation } = sample.materials![sample.instances![pixel]]!;
      return [
        Number(kind === 0),
        Number(kind === 1),
        Math.log(Math.max(1, frequency)),
        Math.cos(2 * orientation),
        Math.sin(2 * orientation),
      ];
    });
    const results = await probeStage(texture, truth, { seed: 1 });
    for (const head of ['ridge', 'mlp']) {
      assert.ok(value(results, 'texture', head) > 0.95, `kind ${head} ${value(results, 'texture', head)}`);
      assert.ok(value(results, 'texture-frequency', head) > 0.9);
      assert.ok(value(results, 'texture-orientation', head) > 0.8);
    }
    assert.ok(Math.abs(value(results, 'depth', 'ridge')) < 0.08);
  });

  it('a constant encoder reveals nothing and does as the trivial read-out', async () => {
    const constant = features(samples, 2, () => [1, -3]);
    const results = await probeStage(constant, truth, { seed: 1 });
    for (const target of ['rgb', 'depth', 'normals']) {
      const trivial = value(results, target, 'trivial');
      assert.ok(Math.abs(trivial) < 0.05);
      assert.ok(Math.abs(value(results, target, 'ridge') - trivial) < 1e-3);
      assert.ok(Math.abs(value(results, target, 'mlp') - trivial) < 0.05);
    }
    // One class throughout, and none that no cell is of: the kind 'flat' has no texture to be told.
    const chance = value(results, 'texture', 'trivial');
    for (const head of ['ridge', 'mlp'])
      assert.ok(
        Math.abs(value(results, 'texture', head) - chance) < 1e-9,
        `${value(results, 'texture', head)}, ${chance}`,
      );
  });

  it('normals that are known have an angular error of 0', async () => {
    const direction = features(samples, 3, (sample, pixel) =>
      Array.from(sample.normals!.subarray(pixel * 3, pixel * 3 + 3)),
    );
    const results = await probeStage(direction, truth, { seed: 1, heads: ['ridge'] });
    assert.ok(value(results, 'normals', 'ridge', 'angularErrorDegrees') < 0.5);
    assert.ok(value(results, 'normals', 'trivial', 'angularErrorDegrees') > 10);
  });

  it('the sums of the test scenes give the value', async () => {
    const random = seeded('noise');
    const noisy = features(samples, 2, (sample, pixel) => [
      Math.log(sample.depth![pixel]) + random.normal(),
      random.normal(),
    ]);
    for (const result of await probeStage(noisy, truth, { seed: 1, heads: ['ridge'] })) {
      assert.equal(result.scenes.numerator.length, 12);
      assert.equal(valueOfSums(result.scenes), result.value);
      assert.ok(result.n > 100);
    }
  });

  it('read-outs see in maps what they see in rows, and less under a stronger penalty', async () => {
    const depth = features(samples, 1, (sample, pixel) => [Math.log(sample.depth![pixel])]);
    const results = await probeStage(depth, truth, { seed: 1, heads: ['ridge'] });
    const readOut = results.find(({ target, head }) => target === 'depth' && head === 'ridge')!.readOut as RidgeReadOut;
    const map = await readOut.predict(depth.test);
    assert.deepEqual(
      [map.count, map.height, map.width, map.channels],
      [samples.test.length, grid.height, grid.width, 1],
    );
    const cell = 2 * grid.height * grid.width + 9;
    assert.ok(Math.abs(map.values[cell] - depth.test.values[cell]) < 1e-3);
    const spread = (values: Float32Array): number => Math.max(...values) - Math.min(...values);
    const weak = await readOut.at(10).predict(depth.test);
    assert.ok(spread(weak.values) < 0.2 * spread(map.values));
    await assert.rejects(readOut.predict({ ...depth.test, stage: 'other' }), /stage other/);
  });

  it('is the same for the same seed, and leaves no tensor behind', async () => {
    const random = seeded('again');
    const noise = features(samples, 4, (sample, pixel) => [sample.rgb[pixel * 3], random.normal(), random.normal(), 1]);
    const tensors = tf.memory().numTensors;
    const first = await probeStage(noise, truth, { seed: 7 });
    const second = await probeStage(noise, truth, { seed: 7 });
    assert.equal(tf.memory().numTensors, tensors);
    assert.deepEqual(
      first.map((result) => result.value),
      second.map((result) => result.value),
    );
  });

  describe('of semantic classes', () => {
    const ask = (given: Splits<Sample[]>) =>
      probeTruth(given, grid, { targets: [allProbeTargets.semantics], cells: 1000, seed: 1 });
    const labels = (of: (label: number) => number): Splits<Sample[]> =>
      mapSplits(samples, (part) => part.map((sample) => ({ ...sample, semantics: sample.semantics!.map(of) })));
    /** Features that tell the labels as they were at first. */
    const kindsOf = (given: Splits<Sample[]>) =>
      features(given, 3, (sample, pixel) => [0, 1, 2].map((kind) => Number(sample.materials![sample.instances![pixel]]!.kind === kind))); // prettier-ignore

    it('ask about labelled cells only, each counting the same, beside the majority', async () => {
      const asked = ask(samples);
      const results = await probeStage(kindsOf(samples), asked, { seed: 1 });
      const test = samples.test.flatMap(({ semantics }) => [...semantics!]);
      const count = (label: number): number => test.filter((own) => own === label).length / stride ** 2;
      const [{ n }] = results;
      assert.equal(n, count(1) + count(2));
      for (const head of ['ridge', 'mlp'])
        for (const metric of ['overallAccuracy', 'meanIou'])
          assert.equal(value(results, 'semantics', head, metric), 1, `${head} ${metric}`);
      const train = samples.train.flatMap(({ semantics }) => [...semantics!]);
      const majority = train.filter((label) => label === 1).length > train.filter((label) => label === 2).length ? 1 : 2; // prettier-ignore
      assert.equal(value(results, 'semantics', 'trivial'), count(majority) / n);
    });

    it('tell no more than the majority where features tell nothing, of as many classes as there may be', async () => {
      // Four of the six surfaces of a frame are of class 1, the others of one of a hundred.
      const many = mapSplits(samples, (part) =>
        part.map((sample, i) => ({
          ...sample,
          semantics: sample.instances!.map((instance) => (instance > 2 ? 1 : 2 + ((2 * i + instance) % 100))),
        })),
      );
      const constant = features(many, 2, () => [1, -3]);
      const results = await probeStage(constant, ask(many), { seed: 1 });
      const trivial = value(results, 'semantics', 'trivial');
      assert.ok(trivial > 0.5);
      assert.equal(value(results, 'semantics', 'ridge'), trivial);
      assert.equal(value(results, 'semantics', 'mlp'), trivial);
    });

    it('leave out classes that training never showed, and frames that have no labels', async () => {
      const renamed: Splits<Sample[]> = {
        ...samples,
        test: labels((label) => (label === 2 ? 9 : label)).test,
        train: samples.train.map((sample, i) => (i % 2 ? { ...sample, semantics: undefined } : sample)),
      };
      const results = await probeStage(kindsOf(renamed), ask(renamed), { seed: 1, heads: ['ridge'] });
      const test = samples.test.flatMap(({ semantics }) => [...semantics!]);
      assert.equal(results[0].n, test.filter((label) => label === 1).length / stride ** 2);
      assert.equal(value(results, 'semantics', 'ridge'), 1);
      const none = {
        ...samples,
        validation: samples.validation.map((sample) => ({ ...sample, semantics: undefined })),
      };
      assert.deepEqual(ask(none).notMeasurable, [
        { target: 'semantics', reason: 'the validation samples have no semantics' },
      ]);
      const single = labels((label) => Math.min(1, label));
      assert.deepEqual(ask(single).notMeasurable, [{ target: 'semantics', reason: 'all cells are of one class' }]);
    });
  });

  it('unknown cells are not asked about', async () => {
    const withHoles = mapSplits(samples, (part) =>
      part.map((sample) => ({
        ...sample,
        depth: sample.depth!.map((metres, pixel) => (pixel % width < 16 ? 0 : metres)),
      })),
    );
    const options = { targets: [probeTargets.depth, probeTargets.rgb], cells: 1000, seed: 1 };
    const depth = features(withHoles, 1, (sample, pixel) => [Math.log(Math.max(1e-3, sample.depth![pixel]))]);
    const results = await probeStage(depth, probeTruth(withHoles, grid, options), { seed: 1, heads: ['ridge'] });
    assert.ok(value(results, 'depth', 'ridge') > 0.99999, 'the holes would spoil the fit');
    const count = (target: string): number => results.find((result) => result.target === target)!.n;
    assert.equal(count('rgb'), samples.test.length * grid.height * grid.width);
    assert.equal(count('depth'), (samples.test.length * grid.height * grid.width * 2) / 3);
  });

  it('says what cannot be measured, and why', () => {
    const bare = mapSplits(samples, (part) =>
      part.map((sample) => ({ ...sample, albedo: undefined, instances: undefined })),
    );
    const { notMeasurable, groups } = probeTruth(bare, grid, {
      targets: Object.values(probeTargets),
      cells: 8,
      seed: 1,
    });
    assert.deepEqual(
      notMeasurable.map(({ target }) => target),
      ['albedo', 'texture', 'texture-frequency', 'texture-orientation', 'texture-energy'],
    );
    assert.match(notMeasurable[0].reason, /no albedo/);
    assert.equal(groups.length, 1);
  });

  it('refuses a frame in two splits, an unknown target, features of another grid and features that are not finite', async () => {
    const leaking = { ...samples, test: [...samples.test, samples.train[0]] };
    assert.throws(
      () => probeTruth(leaking, grid, { targets: [], cells: 8, seed: 1 }),
      /train-0\/0 is in the train and the test/,
    );
    const one = features(samples, 1, () => [1]);
    await assert.rejects(
      probeEncoder(
        samples,
        mapSplits(one, (map) => ({ stage: map })),
        { targets: ['colour'], seed: 1 },
      ),
      InputError,
    );
    await assert.rejects(probeStage(one, { ...truth, grid: { ...grid, stride: 2 } }, { seed: 1 }), /stride 4/);
    const broken = features(samples, 1, () => [NaN]);
    await assert.rejects(probeStage(broken, truth, { seed: 1 }), /hold NaN/);
  });

  it('takes a target of one’s own', async () => {
    const brightness: ProbeTarget = {
      name: 'brightness',
      description: 'Green of the first pixel.',
      unit: 'grey levels',
      width: 1,
      kind: 'regression',
      metrics: ['r2'],
      requires: [],
      cells: 'any',
      values: (sample) => ({
        values: Float32Array.from(
          { length: grid.height * grid.width },
          (_, cell) =>
            sample.rgb[3 * (Math.floor(cell / grid.width) * stride * width + (cell % grid.width) * stride) + 1],
        ),
        mask: new Uint8Array(grid.height * grid.width).fill(1),
      }),
    };
    const colour = features(samples, 3, (sample, pixel) => Array.from(sample.rgb.subarray(pixel * 3, pixel * 3 + 3)));
    const { results } = await probeEncoder(
      samples,
      mapSplits(colour, (map) => ({ stage: map })),
      {
        targets: [brightness],
        heads: ['ridge'],
        seed: 1,
      },
    );
    assert.ok(value(results, 'brightness', 'ridge') > 0.99999);
  });
});
