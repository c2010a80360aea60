import * as tf from '@tensorflow/tfjs-core';
import * as assert from 'node:assert/strict';
import type { Sample } from '../../data-loaders/sample.js';
import type { BackendName } from '../../src/backend/index.js';
import type { FeatureSource } from '../../src/features/index.js';
import { buildEncoder, storedParameters, type Encoder } from '../../src/nn/index.js';
import { InputError, InterruptedError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { fineTune, tasks, type Backbone, type BackboneMode, type Task } from '../../src/tasks/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { startFastestBackend } from '../support/start-backend.js';
import { useBackend } from '../support/use-backend.js';
import { colourCells, colouredPatches, patchDataset as dataset } from './coloured-patches.js';

const learnt: Record<string, Task<unknown>> = {
  depth: tasks.depth,
  semantic: tasks.semantic,
  reconstruction: tasks.reconstruction,
  // All of detection and more.
  instances: tasks.instances,
};
const smallEncoder = (): Encoder => buildEncoder({ architecture: 'unet-small', width: 4 }, seeded('small'));
const on = (mode: BackboneMode, encoder: Encoder): Backbone =>
  mode === 'full' ? { mode, encoder } : { mode, source: colourCells };

/**
 * Metrics in which all predictions without a look at the image are alike, with the gain over them that counts as learnt:
 * the error of log-depth after the best common scale is the same for every constant.
 */
const measures: Record<string, { metric: string; clear: number }> = {
  depth: { metric: 'silog', clear: 10 },
  semantic: { metric: 'meanIou', clear: 0.3 },
  reconstruction: { metric: 'psnr', clear: 4 },
};

/** How much better than the trivial baseline a model is; above 0 is better. */
async function gain(
  task: Task<unknown>,
  backbone: Backbone,
  train: readonly Sample[],
  test: readonly Sample[],
  steps: number,
): Promise<number> {
  const model = await fineTune(task, backbone, train, dataset, { steps, seed: 1, batch: 8, learningRate: 1e-2 });
  const value = (predictions: readonly unknown[]): number =>
    task.score(predictions, test, dataset).find(({ metric }) => metric === measures[task.name].metric)!.value;
  const difference = value(await model.predict(test)) - value(task.trivial(train, dataset).predict(test));
  model.dispose();
  return task.name === 'depth' ? -difference : difference;
}

describe('fine-tuning', () => {
  before(startFastestBackend);
  const samples = colouredPatches(32);
  const [train, test] = [samples.slice(0, 24), samples.slice(24)];

  // Depth has the same in its own suite.
  for (const [name, task] of Object.entries({ semantic: learnt.semantic, reconstruction: learnt.reconstruction }))
    for (const mode of task.modes)
      it(`${name}, ${mode}: beats the trivial baseline, repeats itself, leaves the encoder alone and leaks nothing`, async () => {
        const encoder = smallEncoder();
        const values = async (): Promise<unknown[]> =>
          [...(await storedParameters(encoder.parameters)).values()].map(({ values }) => [...(values as Float32Array)]);
        const untouched = await values();
        const tensors = tf.memory().numTensors;
        const better = await gain(task, on(mode, encoder), train, test, 60);
        assert.ok(better > measures[name].clear, `${better} above the baseline`);
        const short = await gain(task, on(mode, encoder), train, test, 2);
        assert.equal(await gain(task, on(mode, encoder), train, test, 2), short);
        assert.equal(tf.memory().numTensors, tensors);
        assert.deepEqual(await values(), untouched);
        encoder.dispose();
      });

  it('falls to the trivial baseline on the labels of other frames', async () => {
    // Each frame gets the labels of the next one: a permutation leaves some with their own, and one in twenty is enough.
    const many = colouredPatches(48);
    const shuffled = many.map((sample, i) => {
      const { semantics, depth } = many[(i + 1) % many.length];
      return { ...sample, semantics, depth };
    });
    const linear: Backbone = { mode: 'linear', source: colourCells };
    for (const task of [tasks.depth, tasks.semantic]) {
      assert.ok((await gain(task, linear, many, test, 80)) > measures[task.name].clear);
      const better = await gain(task, linear, shuffled, test, 80);
      assert.ok(better < 0.1 * measures[task.name].clear, `${task.name} is ${better} above the baseline`);
    }
  });

  it('falls to the trivial baseline on the features of other frames', async () => {
    const others: FeatureSource = {
      ...colourCells,
      extract: (of) => colourCells.extract([...of.slice(1), of[0]]),
    };
    const better = await gain(tasks.reconstruction, { mode: 'frozen', source: others }, train, test, 80);
    assert.ok(better < 0.1 * measures.reconstruction.clear, `${better} dB above the baseline`);
  });

  it('refuses what cannot be learnt from and says why', async () => {
    const frozen: Backbone = { mode: 'frozen', source: colourCells };
    const options = { steps: 1, seed: 0 };
    const [first] = train;
    const { semantics, ...unlabelled } = first;
    const empty = { ...first, semantics: semantics!.map(() => 0) };
    const unknown = { ...first, semantics: semantics!.map(() => 9) };
    const refused = (task: Task<unknown>, sample: Sample, message: RegExp): Promise<void> =>
      assert.rejects(fineTune(task, frozen, [sample], dataset, options), { name: 'InputError', message });
    await refused(tasks.semantic, unlabelled, /scene-0\/0 has no semantics/);
    await refused(tasks.semantic, empty, /None of the 1 frames to learn from has a pixel labelled/);
    await refused(tasks.semantic, unknown, /label 9 at column 0, row 0/);
    const flat = { ...first, height: 8, rgb: first.rgb.slice(0, 8 * 32 * 3) };
    await refused(tasks.reconstruction, flat, /is 32×8.*at least 11 pixels/);
    const encoder = smallEncoder();
    const tensors = tf.memory().numTensors;
    const full: Backbone = { mode: 'full', encoder };
    await assert.rejects(fineTune(tasks.reconstruction, full, train, dataset, options), /mode full.*frozen or linear/);
    await assert.rejects(fineTune(tasks.semantic, full, [empty], dataset, options), InputError);
    await assert.rejects(fineTune(tasks.semantic, full, train, dataset, { ...options, steps: 0.5 }), InputError);
    await assert.rejects(fineTune(tasks.semantic, full, train, dataset, { ...options, labels: 0 }), InputError);
    await assert.rejects(fineTune(tasks.semantic, full, [first, flat], dataset, { ...options, batch: 2 }), InputError);
    assert.equal(tf.memory().numTensors, tensors, 'what was begun is disposed of');
    encoder.dispose();
  });

  it('stops when it is interrupted', async () => {
    const stopped = AbortSignal.abort();
    const frozen: Backbone = { mode: 'frozen', source: colourCells };
    await assert.rejects(
      fineTune(tasks.semantic, frozen, train, dataset, { steps: 2, seed: 0, signal: stopped }),
      InterruptedError,
    );
    const model = await fineTune(tasks.semantic, frozen, train, dataset, { steps: 1, seed: 0 });
    await assert.rejects(model.predict(test, { signal: stopped }), InterruptedError);
    model.dispose();
  });
});

describe('fine-tuning on other backends', () => {
  const train = colouredPatches(2);
  const expected: Record<string, Float32Array> = {};

  /** Two steps of each task: the second one's loss follows from the first one's gradients. */
  async function losses(task: Task<unknown>): Promise<Float32Array> {
    const encoder = smallEncoder();
    const mode = task.modes[0];
    const model = await fineTune(task, on(mode, encoder), train, dataset, { steps: 2, seed: 0 });
    await model.predict(train);
    model.dispose();
    encoder.dispose();
    return model.loss;
  }

  before(async () => {
    await startFastestBackend();
    for (const [name, task] of Object.entries(learnt)) expected[name] = await losses(task);
  });

  for (const backend of ['cpu', 'wasm'] satisfies BackendName[])
    describe(backend, () => {
      useBackend(backend);
      for (const [name, task] of Object.entries(learnt))
        it(`learns ${name} alike`, async () => {
          assertAllClose(await losses(task), expected[name], { rtol: 2e-3 });
        }).timeout(20_000);
    });
});
