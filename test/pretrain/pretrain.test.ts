import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { buildEncoder } from '../../src/nn/index.js';
import {
  audit,
  controls,
  framePairs,
  pretrain,
  presets,
  resolveOptions,
  variationNamed,
  variations,
  type FramePairs,
  type Pretrained,
  type PretrainRequest,
} from '../../src/pretrain/index.js';
import { drawClouds, drawImages, drawStep } from '../../src/pretrain/batches.js';
import { InputError, InterruptedError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { useBackend } from '../support/use-backend.js';
import { tinyDataset } from './tiny-dataset.js';

const encoder = { architecture: 'unet-small', width: 4 };
const options = {
  batch: 2,
  positives: 24,
  rate: 1e-2,
  leastOverlap: 0.1,
  cloud: { points: 200, scale: [0.9, 1.1] as const, crop: 0.8 },
  pointEncoder: {
    levels: [
      { centres: 16, neighbours: 6, radius: 0.5 },
      { centres: 8, neighbours: 6, radius: 1.2 },
    ] as const,
    channels: [8, 8, 8] as const,
  },
};

describe('pretrain', function () {
  let data: FramePairs;
  let unseen: FramePairs;
  useBackend('wasm');
  before(async () => {
    const probe = buildEncoder(encoder, seeded(0));
    data = await framePairs(tinyDataset(), { encoder: probe, options, seed: 1 });
    unseen = await framePairs(tinyDataset(), { encoder: probe, options, seed: 1, split: 'test' });
    probe.dispose();
  });

  const run = (changes: Partial<PretrainRequest>): Promise<Pretrained> =>
    pretrain({ variation: 'cross-view', data, seed: 1, steps: 3, encoder, options, ...changes });

  const weights = ({ encoder: { parameters } }: Pretrained): number[] =>
    parameters.flatMap(({ variable }) => [...variable.dataSync()]);

  it('gives every variation of a seed the same start, images and matches', async () => {
    const runs: Pretrained[] = [];
    for (const variation of ['cross-view', 'cross-modal', 'cross-view+cross-modal'])
      runs.push(await run({ variation }));
    assert.equal(new Set(runs.map(({ dataOrder }) => dataOrder)).size, 1);
    assert.match(runs[0].dataOrder, /^[0-9a-f]{64}$/);
    const other = await run({ seed: 2 });
    assert.notEqual(other.dataOrder, runs[0].dataOrder);

    // The first loss is that of the untrained encoder: the sum has the terms of the single ones.
    const [view, modal, both] = runs.map(({ loss }) => loss[0]);
    assert.ok(Math.abs(view + modal - both) < 1e-5, `${view} + ${modal} = ${both}`);

    const untrained = await run({ variation: 'none' });
    const fresh = buildEncoder(encoder, seeded(1, 'encoder'));
    assert.equal(untrained.steps, 0);
    assert.deepEqual(
      weights(untrained),
      fresh.parameters.flatMap(({ variable }) => [...variable.dataSync()]),
    );
    assert.notDeepEqual(weights(runs[0]), weights(untrained));
    fresh.dispose();
    [...runs, other, untrained].forEach((each) => each.dispose());
  });

  it('weighs the losses of a variation, and takes one of your own', async () => {
    const sum = await run({ variation: 'cross-view+cross-modal', steps: 1 });
    const half = await run({ variation: 'both-half', steps: 1 });
    const own = await run({
      variation: { name: 'mine', reference: 'here', losses: { 'cross-view': 2, depth: 0.1 } },
      steps: 1,
    });
    assert.ok(Math.abs(half.loss[0] - sum.loss[0] / 2) < 1e-5);
    assert.ok(Math.abs(own.loss[0] - (2 * own.parts['cross-view'][0] + 0.1 * own.parts.depth[0])) < 1e-5);
    assert.ok(Math.abs(own.parts['cross-view'][0] - sum.parts['cross-view'][0]) < 1e-5);
    [sum, half, own].forEach((each) => each.dispose());
  });

  it('draws the same batch for the same step, and other images, matches and clouds for another', () => {
    const resolved = resolveOptions(options);
    const plan = { ...resolved.pointEncoder, input: 'geometry' as const };
    const make = (seed: number, step: number): unknown[] => {
      const draw = drawStep(data, resolved, seed, step);
      return [draw, drawImages(data, resolved, seed, draw), drawClouds(data, resolved, seed, draw, plan)];
    };
    assert.deepEqual(make(1, 5), make(1, 5));
    make(1, 5).forEach((part, i) => {
      assert.notDeepEqual(part, make(1, 6)[i]);
      assert.notDeepEqual(part, make(2, 5)[i]);
    });
  });

  it('visits every frame pair once in each pass', () => {
    const resolved = resolveOptions(options);
    const steps = data.pairs.length / resolved.batch;
    assert.ok(Number.isInteger(steps));
    for (const pass of [0, 1]) {
      const seen = Array.from({ length: steps }, (_, i) => [...drawStep(data, resolved, 1, pass * steps + i).pairs]);
      assert.deepEqual(
        seen.flat().sort((a, b) => a - b),
        [...data.pairs.keys()],
      );
    }
  });

  it('matches cells that see the same place, each cell and point once', () => {
    for (const { cellsA, cellsB, points, overlap } of data.pairs) {
      assert.ok(overlap >= 0.1 && overlap <= 1);
      for (const matched of [cellsA, cellsB, points]) assert.equal(new Set(matched).size, matched.length);
    }
  });

  it('keeps the cloud clear of the camera: points the frame does not see, within whole metres', () => {
    for (const frame of data.frames) {
      const { positions } = data.clouds[frame.cloud];
      assert.ok(frame.crop.length > 0);
      for (let axis = 0; axis < 2; axis++) {
        const along = [...frame.crop].map((point) => positions[point * 3 + axis]);
        assert.ok(Math.max(...along) - Math.min(...along) <= 6);
      }
    }
    const counted = data.frames.map((frame) => frame.crop.length / data.clouds[frame.cloud].count);
    assert.ok(Math.min(...counted) > 0.3, 'a frame’s box holds more than what it sees alone');
  });

  it('learns: the loss falls below that of an encoder that cannot tell cells apart', async () => {
    const trained = await run({ steps: 120, variation: 'cross-view' });
    const last = trained.loss.subarray(110).reduce((sum, value) => sum + value / 10, 0);
    assert.ok(last < Math.log(24) - 0.7, `${last} against ${Math.log(24)}`);
    const untrained = await run({ variation: 'none' });
    const [after, before] = [await audit(trained, unseen), await audit(untrained, unseen)];
    const recall = (a: typeof after): number => a.retrieval['cross-view']!.recall.atK;
    assert.ok(recall(after) > recall(before), `${recall(after)} against ${recall(before)}`);
    assert.equal(before.trend, undefined);
    assert.ok(after.trend!.later < trained.loss[0]);
    trained.dispose();
    untrained.dispose();
  });

  it('declares a run invalid that finds no more than the null matchers', async () => {
    const shuffled = await run({ variation: 'cross-modal-shuffled', steps: 2 });
    const { invalid, retrieval } = await audit(shuffled, unseen);
    assert.equal(invalid.length, 1);
    assert.match(invalid[0], /^cross-modal recall@1 on unseen scenes is [\d.]+, not clearly above the \w+ null's/);
    const { nulls, chance } = retrieval['cross-modal']!;
    assert.ok(nulls.position.at1 > chance && nulls.height.at1 > chance);
    shuffled.dispose();
  });

  it('counts scenes for the error of its recall, and frame pairs where there is one scene only', async () => {
    const untrained = await run({ variation: 'none' });
    const over = async (frames: FramePairs): Promise<string> =>
      (await audit(untrained, frames)).retrieval['cross-view']!.aboveNull.over;
    assert.ok(new Set(unseen.frames.map(({ scene }) => scene)).size > 1);
    assert.equal(await over(unseen), 'scenes');
    const first = unseen.frames[0].scene;
    const pairs = unseen.pairs.filter(({ a }) => unseen.frames[a].scene === first);
    assert.ok(pairs.length > 1);
    assert.equal(await over({ ...unseen, pairs }), 'frame pairs');
    untrained.dispose();
  });

  for (const variation of Object.keys(controls))
    it(`trains the control ${variation} with finite losses`, async () => {
      const trained = await run({ variation, steps: 2 });
      assert.deepEqual(Object.keys(trained.parts).sort(), Object.keys(controls[variation].losses).sort());
      trained.dispose();
    });

  it('draws matches again where Pri3D does, and audits without duplicates all the same', async () => {
    const duplicates = { ...options, distinct: false, positives: 700 };
    const probe = buildEncoder(encoder, seeded(0));
    const ofTiny = (split: 'train' | 'test'): Promise<FramePairs> =>
      framePairs(tinyDataset({ scenes: 2 }), { encoder: probe, options: duplicates, seed: 1, split });
    const [many, distinct] = [await ofTiny('train'), await ofTiny('test')];
    probe.dispose();
    assert.ok(many.pairs.some(({ cellsA }) => new Set(cellsA).size < cellsA.length));
    for (const { cellsA, points } of distinct.pairs)
      assert.deepEqual([new Set(cellsA).size, new Set(points).size], [points.length, points.length]);
    const trained = await run({ data: many, options: duplicates, variation: 'cross-view', steps: 1 });
    assert.ok((await audit(trained, distinct)).candidates <= 96);
    trained.dispose();
  });

  it('resumes an aborted pretraining bit by bit', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-pretrain-'));
    const checkpointFile = path.join(folder, 'checkpoint.safetensors');
    const controller = new AbortController();
    const request = { variation: 'cross-view+cross-modal', steps: 6 };
    await assert.rejects(
      run({
        ...request,
        checkpointFile,
        signal: controller.signal,
        onStep: ({ step }) => {
          if (step === 2) controller.abort();
        },
      }),
      InterruptedError,
    );
    const resumed = await run({ ...request, checkpointFile });
    const whole = await run(request);
    assert.deepEqual(weights(resumed), weights(whole));
    assert.deepEqual(resumed.loss, whole.loss);
    assert.deepEqual(resumed.dataOrder, whole.dataOrder);
    [resumed, whole].forEach((each) => each.dispose());
    await assert.rejects(run({ ...request, seed: 9, checkpointFile }), /another training/);
    fs.rmSync(folder, { recursive: true });
  });

  it('leaves as many tensors as it found', async () => {
    const before = tf.memory().numTensors;
    const trained = await run({ variation: 'cross-view+cross-modal' });
    await audit(trained, unseen);
    trained.dispose();
    await assert.rejects(run({ steps: 0 }), InputError);
    assert.equal(tf.memory().numTensors, before);
  });

  it('says what is wrong with a request', async () => {
    await assert.rejects(
      run({ variation: 'sideways' }),
      /Unknown variation "sideways": choose one of none, cross-view/,
    );
    await assert.rejects(run({ options: { tau: 1 } as never }), /Unknown pretraining option tau: choose from batch/);
    await assert.rejects(run({ options: 'huge' }), /Unknown preset "huge": choose one of small, pri3d/);
    await assert.rejects(run({ options: { ...options, temperature: 0.001 } }), /Temperature/);
    await assert.rejects(run({ options: { ...options, batch: 0 } }), /batch must be a positive integer/);
    await assert.rejects(
      run({ data: tinyDataset({ scenes: 1, views: 2 }), options: { ...options, leastOverlap: 0.99 } }),
      (e: Error) =>
        e instanceof InputError &&
        /No two frames of tiny \(train\) see enough.* largest overlap is 0\.\d\d, 0\.99 is needed/.test(e.message),
    );
    const poseless = tinyDataset({ scenes: 1 });
    await assert.rejects(
      run({
        data: { ...poseless, load: async (id) => ({ ...(await poseless.load(id)), worldFromCamera: undefined }) },
      }),
      /No two frames of tiny \(train\) have depth and pose: 3 lack one of them, train-0\/0 has no pose/,
    );
  });
});

describe('variations', () => {
  it('are four, named as everywhere, and know their reference', () => {
    assert.deepEqual(Object.keys(variations), ['none', 'cross-view', 'cross-modal', 'cross-view+cross-modal']);
    for (const [name, variation] of [...Object.entries(variations), ...Object.entries(controls)]) {
      assert.equal(variationNamed(name), variation);
      assert.equal(variation.name, name);
      assert.ok(variation.reference.length > 10);
    }
  });

  it('have Pri3D’s published values in its preset', () => {
    const {
      batch,
      positives,
      distinct,
      temperature,
      optimiser,
      rate,
      schedule,
      viewTolerance,
      pointTolerance,
      projection,
    } = presets.pri3d;
    assert.deepEqual(
      { batch, positives, distinct, temperature, optimiser, rate, schedule, viewTolerance, pointTolerance, projection },
      {
        batch: 64,
        positives: 1024,
        distinct: false,
        temperature: 0.4,
        optimiser: { name: 'sgd', momentum: 0.9, dampening: 0.1 },
        rate: 0.1,
        schedule: 'polynomial',
        viewTolerance: 0.05,
        pointTolerance: 0.2,
        projection: 64,
      },
    );
  });
});
