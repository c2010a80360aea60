import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import type { Sample } from '../../data-loaders/sample.js';
import { startBackend } from '../../src/backend/index.js';
import type { FeatureMap } from '../../src/features/feature-map.js';
import { bitsOfClass, bitsOfNumber } from '../../src/probes/code-length.js';
import { descriptionLengths, type DescriptionLength } from '../../src/probes/description-length.js';
import { allProbeTargets } from '../../src/probes/probe-targets.js';
import { mapSplits, type Splits } from '../../src/probes/splits.js';
import { probeTruth, type ProbeTruth } from '../../src/probes/truth.js';
import { InputError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { featureMap, height, syntheticSplits, width } from './synthetic.js';

const stride = 4;
const grid = { height: height / stride, width: width / stride, stride };

describe('bits', () => {
  it('of a class are those of its probability among the classes that are present', () => {
    assert.equal(bitsOfClass(1, [0.25, 0.25, 0.5], [1, 1, 1]), 2);
    assert.equal(bitsOfClass(1, [0.25, 0.25, 0.5], [1, 1, 0]), 1);
  });

  it('of a number make a code: the shares of all steps sum to one, however narrow the Gaussian', () => {
    for (const [mean, deviation] of [
      [0.3, 2],
      [0.3, 0.1],
      [0.13, 0.01],
      [0.1, 0],
    ]) {
      let sum = 0;
      for (let i = -400; i <= 400; i++) sum += 2 ** -bitsOfNumber(i * 0.25, 0.25, mean, deviation);
      assert.ok(Math.abs(sum - 1) < 1e-9, `${mean} ± ${deviation}: ${sum}`);
    }
  });

  it('of a number are those of the density for small steps, in the far tails too', () => {
    for (const z of [0, 1, 5, 12, 29, 60]) {
      const step = 1e-4;
      const density = (z * z) / 2 / Math.LN2 + Math.log2(Math.sqrt(2 * Math.PI) / step);
      const bits = bitsOfNumber(-z, step, 0, 1);
      assert.ok(Math.abs(bits - density) < 1e-3, `${z}: ${bits}, ${density}`);
    }
    assert.ok(bitsOfNumber(3.1, 0.5, 3, 1e-9) < 1e-12, 'what is known takes nothing');
  });
});

describe('minimum description length', () => {
  let samples: Splits<Sample[]>;
  let truth: ProbeTruth;
  before(async () => {
    await startBackend();
    samples = syntheticSplits({ train: 32, validation: 8, test: 2 });
    const targets = ['depth', 'semantics', 'texture'].map((name) => allProbeTargets[name]);
    truth = probeTruth(samples, grid, { targets, cells: 48, seed: 1 });
  });

  const features = (channels: number, of: (sample: Sample, pixel: number) => number[]): Splits<FeatureMap> =>
    mapSplits(samples, (part) =>
      featureMap(part, stride, channels, (sample, row, column) => of(sample, row * stride * width + column * stride)),
    );

  async function lengths(
    of: Splits<FeatureMap>,
    { seed = 1, asked = truth } = {},
  ): Promise<Record<string, DescriptionLength>> {
    const scenes = samples.train.map(({ scene }) => scene);
    const found = await descriptionLengths(of, asked, scenes, { seed });
    return Object.fromEntries(found.map((length) => [length.target, length]));
  }

  it('of what can be told exactly is that of the first block', async () => {
    const telling = features(4, (sample, pixel) => [
      Math.log(sample.depth![pixel]),
      ...[0, 1, 2].map((kind) => Number(sample.materials![sample.instances![pixel]]!.kind === kind)),
    ]);
    const tensors = tf.memory().numTensors;
    const found = await lengths(telling);
    assert.equal(tf.memory().numTensors, tensors);
    for (const [target, later] of [
      ['depth', 0.15],
      ['semantics', 0.06],
    ] as const) {
      const { blocks, cells, bitsPerCell, compression, trivialBitsPerCell } = found[target];
      assert.deepEqual(
        blocks.map(({ scenesBefore }) => scenesBefore),
        [0, 1, 2, 4, 8, 16],
      );
      assert.equal(blocks[0].bits, blocks[0].trivialBits);
      const bits = (from: number): number => blocks.slice(from).reduce((sum, block) => sum + block.bits, 0);
      assert.ok(bits(1) / cells < later, `${target}: ${bits(1) / cells} bits a cell after the first block`);
      assert.ok(Math.abs(bits(0) / cells - bitsPerCell) < 1e-12);
      assert.equal(compression, trivialBitsPerCell / bitsPerCell);
      assert.equal(
        blocks.reduce((sum, block) => sum + block.cells, 0),
        cells,
      );
    }
    assert.ok(found.texture.compression > 3, `texture ${found.texture.compression}`);
  });

  it('of what features do not tell is that of the trivial code', async () => {
    const random = seeded('independent');
    const found = await lengths(features(3, () => [random.normal(), random.normal(), random.normal()]));
    for (const target of ['depth', 'semantics', 'texture'])
      assert.ok(Math.abs(found[target].compression - 1) < 0.03, `${target} ${found[target].compression}`);
  });

  it('of two classes begins with a bit each, and of numbers with a Gaussian of 64 steps a deviation', async () => {
    const { semantics, depth } = await lengths(features(1, () => [1]));
    assert.equal(semantics.uniformBitsPerCell, 1);
    assert.ok(Math.abs(semantics.blocks[0].bits / semantics.blocks[0].cells - 1) < 1e-12);
    assert.equal(depth.uniformBitsPerCell, undefined);
    const gaussian = Math.log2(64 * Math.sqrt(2 * Math.PI * Math.E));
    assert.ok(Math.abs(depth.trivialBitsPerCell - gaussian) < 0.5, `${depth.trivialBitsPerCell}, ${gaussian}`);
  });

  it('follows from the seed, which orders the scenes', async () => {
    const colour = features(3, (sample, pixel) => [...sample.rgb.subarray(3 * pixel, 3 * pixel + 3)]);
    const asked = probeTruth(samples, grid, { targets: [allProbeTargets.depth], cells: 16, seed: 1 });
    const { depth } = await lengths(colour, { asked });
    assert.deepEqual((await lengths(colour, { asked })).depth, depth);
    assert.notDeepEqual((await lengths(colour, { asked, seed: 2 })).depth, depth);
  });

  it('takes two scenes, and shares that ascend to all of them', async () => {
    const constant = features(1, () => [1]);
    const scenes = samples.train.map(({ scene }) => scene);
    const one = scenes.map(() => 'one');
    await assert.rejects(descriptionLengths(constant, truth, one, { seed: 1 }), /two training scenes or more, 1 given/);
    for (const shares of [[0.5], [0.5, 0.25, 1], [0, 1], []])
      await assert.rejects(descriptionLengths(constant, truth, scenes, { seed: 1, shares }), InputError);
  });
});
