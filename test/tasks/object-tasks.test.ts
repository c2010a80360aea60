import * as tf from '@tensorflow/tfjs-core';
import * as assert from 'node:assert/strict';
import type { Box, Sample } from '../../data-loaders/sample.js';
import { buildEncoder, storedParameters, type Encoder } from '../../src/nn/index.js';
import { seeded } from '../../src/support/random.js';
import { fineTune, tasks, type Backbone, type FineTuneOptions, type Task } from '../../src/tasks/index.js';
import { startFastestBackend } from '../support/start-backend.js';
import { colourCells, colouredPatches, patchDataset as dataset } from './coloured-patches.js';

const objectTasks: Task<unknown>[] = [tasks.detection, tasks.instances];
const frozen: Backbone = { mode: 'frozen', source: colourCells };
const ap50 = (task: Task<unknown>, predictions: readonly unknown[], of: readonly Sample[]): number =>
  task.score(predictions, of, dataset)[0].value;

/** AP50 of a model on test frames. */
async function scoreOf(
  task: Task<unknown>,
  backbone: Backbone,
  train: readonly Sample[],
  test: readonly Sample[],
  options: Partial<FineTuneOptions>,
): Promise<number> {
  const model = await fineTune(task, backbone, train, dataset, { steps: 50, seed: 1, ...options });
  const value = ap50(task, await model.predict(test), test);
  model.dispose();
  return value;
}

describe('finding objects', () => {
  before(startFastestBackend);
  const samples = colouredPatches(136);
  const [train, test] = [samples.slice(0, 96), samples.slice(96)];
  const smallEncoder = (): Encoder => buildEncoder({ architecture: 'unet-small', width: 4 }, seeded('small'));

  for (const task of objectTasks) {
    it(`learns ${task.name} with the encoder, repeats itself, leaves the encoder alone and leaks nothing`, async () => {
      const encoder = smallEncoder();
      const full: Backbone = { mode: 'full', encoder };
      const values = async (): Promise<unknown[]> =>
        [...(await storedParameters(encoder.parameters)).values()].map(({ values }) => [...(values as Float32Array)]);
      const untouched = await values();
      const tensors = tf.memory().numTensors;
      const trivial = ap50(task, task.trivial(train, dataset).predict(test), test);
      const learnt = await scoreOf(task, full, train, test, { steps: 40 });
      assert.ok(learnt > trivial + 0.4, `AP50 ${learnt}, without looking ${trivial}`);
      const few = train.slice(0, 8);
      const outcome = async (seed: number): Promise<unknown[]> => {
        const model = await fineTune(task, full, few, dataset, { steps: 3, seed });
        const predictions = await model.predict(few.slice(0, 1));
        model.dispose();
        return [...model.loss, predictions];
      };
      const first = await outcome(5);
      assert.deepEqual(await outcome(5), first);
      assert.notDeepEqual(await outcome(6), first);
      assert.equal(tf.memory().numTensors, tensors);
      assert.deepEqual(await values(), untouched);
      encoder.dispose();
    }).timeout(30_000);

    it(`learns ${task.name} on features that stay as they are, and nothing from the labels of other frames`, async () => {
      const shuffled = train.map((sample, i) => {
        const { boxes, instances } = train[(i + 2) % train.length];
        return { ...sample, boxes, instances };
      });
      const trivial = ap50(task, task.trivial(train, dataset).predict(test), test);
      const gain = async (of: readonly Sample[]): Promise<number> =>
        (await scoreOf(task, frozen, of, test, {})) - trivial;
      const learnt = await gain(train);
      assert.ok(learnt > 0.3, `AP50 ${learnt} above the baseline`);
      // A hundred guesses where objects often are hit now and then; the baseline has one for each class.
      const guessed = await gain(shuffled);
      assert.ok(guessed < 0.2 * learnt, `${guessed} above the baseline, with the right labels ${learnt}`);
    }).timeout(30_000);

    it(`learns ${task.name} from frames without objects, with degenerate boxes and with boxes to be ignored`, async () => {
      const box = train[0].boxes![0];
      const lists: Box[][] = [
        [],
        [
          { ...box, width: 0 },
          { ...box, x: 31, y: 15, width: 1, height: 1 },
        ],
        [{ ...box, class: '', classId: 0, instance: 0, ignore: true }],
        train[3].boxes!.filter(({ classId }) => classId === 2),
      ];
      const odd = lists.map((boxes, i) => ({ ...train[i], boxes }));
      const model = await fineTune(task, frozen, odd, dataset, { steps: 4, batch: 2, seed: 0 });
      assert.ok(model.loss.every(Number.isFinite), `${model.loss.join(' ')}`);
      const predictions = (await model.predict(odd)) as { classId: number }[][];
      assert.ok(
        predictions.flat().every(({ classId }) => classId === 2),
        'a class that no frame has is never found',
      );
      const scores = task.score(predictions, odd, dataset);
      assert.deepEqual(
        scores.flatMap(({ class: ofClass }) => ofClass ?? []),
        ['red'],
      );
      model.dispose();
    });

    it(`refuses frames from which no ${task.name} can be learnt`, async () => {
      const refused = (sample: Sample, message: RegExp): Promise<void> =>
        assert.rejects(fineTune(task, frozen, [sample], dataset, { steps: 1, seed: 0 }), {
          name: 'InputError',
          message,
        });
      const tensors = tf.memory().numTensors;
      const [box] = train[0].boxes!;
      await refused({ ...train[0], boxes: undefined }, /scene-0\/0 has no boxes/);
      await refused({ ...train[0], boxes: [] }, /None of the 1 frames to learn from has an object/);
      await refused({ ...train[0], boxes: [{ ...box, ignore: true }] }, /None of the 1 frames/);
      await refused({ ...train[0], boxes: [{ ...box, height: NaN }] }, /scene-0\/0, box 0, .* height NaN/);
      await refused({ ...train[0], boxes: [{ ...box, classId: 7 }] }, /box 0, is of class 7/);
      assert.equal(tf.memory().numTensors, tensors);
    });
  }

  it('reads every stage alone where a detection head is to be linear', async () => {
    const linear: Backbone = { mode: 'linear', source: colourCells };
    const model = await fineTune(tasks.detection, linear, train, dataset, { steps: 1, seed: 0 });
    assert.deepEqual(
      model.parameters.map(({ name, variable }) => [name, variable.shape]),
      [
        ['head.classes-out.weights', [12, 2]],
        ['head.classes-out.offset', [2]],
        ['head.geometry-out.weights', [12, 5]],
        ['head.geometry-out.offset', [5]],
      ],
    );
    model.dispose();
    await assert.rejects(
      fineTune(tasks.instances, linear, train, dataset, { steps: 1, seed: 0 }),
      /mode linear.*full or frozen/,
    );
  });
});
