import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { InputError, InterruptedError, WorkError } from '../../src/support/errors.js';
import { setProgressSink } from '../../src/support/progress.js';
import { seeded } from '../../src/support/random.js';
import {
  adam,
  constantSchedule,
  cosineSchedule,
  fit,
  sgd,
  type FitOptions,
  type NamedVariable,
  type Optimiser,
} from '../../src/training/index.js';
import { useBackend } from '../support/use-backend.js';

/** A line through noisy points that differ from step to step, with a running statistic beside it. */
function lineFit(changes: Partial<FitOptions> = {}): FitOptions {
  const slope = tf.variable(tf.zeros([2, 1]));
  const offset = tf.variable(tf.zeros([1]));
  const seen = tf.variable(tf.zeros([]), false);
  return {
    variables: [
      { name: 'slope', variable: slope, trainable: true },
      { name: 'offset', variable: offset, trainable: true },
      { name: 'seen', variable: seen, trainable: false },
    ],
    step: (index) => {
      const random = seeded(1, index);
      const x = tf.tensor2d(
        Float32Array.from({ length: 16 }, () => random.normal()),
        [8, 2],
      );
      const target = tf.add(tf.matMul(x, tf.tensor2d([[2], [-1]])), 0.5);
      seen.assign(tf.add(tf.mul(seen, 0.9), tf.mean(x)));
      const error = tf.sub(tf.add(tf.matMul(x, slope as tf.Tensor2D), offset), target);
      const square = tf.mean<tf.Scalar>(tf.square(error));
      return { loss: square, parts: { absolute: tf.mean<tf.Scalar>(tf.abs(error)) } };
    },
    steps: 20,
    optimiser: adam(),
    schedule: constantSchedule({ rate: 0.05 }),
    ...changes,
  };
}

function values({ variables }: { variables: readonly NamedVariable[] }): number[] {
  return variables.flatMap(({ variable }) => [...variable.dataSync()]);
}

function dispose({ variables }: { variables: readonly NamedVariable[] }): void {
  variables.forEach(({ variable }) => variable.dispose());
}

describe('fit', () => {
  let folder: string;
  useBackend('cpu');
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-fit-'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('finds the line', async () => {
    const options = lineFit({ steps: 300, schedule: cosineSchedule({ rate: 0.1, steps: 300 }) });
    const { loss, parts } = await fit(options);
    const [a, b, c] = values(options);
    assert.ok(Math.abs(a - 2) < 1e-3 && Math.abs(b + 1) < 1e-3 && Math.abs(c - 0.5) < 1e-3, `${a} ${b} ${c}`);
    assert.ok(loss[299] < 1e-6 && loss[0] > 1);
    assert.equal(parts.absolute.length, 300);
    dispose(options);
  });

  it('leaves as many tensors as it found after 50 steps', async () => {
    const options = lineFit({ steps: 50, clip: 1 });
    const before = tf.memory().numTensors;
    await fit(options);
    assert.equal(tf.memory().numTensors, before);
    dispose(options);
  });

  const optimisers: [string, () => Optimiser][] = [
    ['Adam', () => adam({ weightDecay: 0.01 })],
    ['SGD with momentum and dampening', () => sgd({ momentum: 0.9, dampening: 0.1 })],
  ];
  for (const [name, optimiser] of optimisers)
    it(`resumes bit by bit after being killed (${name})`, async () => {
      const whole = lineFit({ optimiser: optimiser() });
      const expected = await fit(whole);

      const file = path.join(folder, `${name}.safetensors`);
      const checkpoint = { file, identity: 'line', every: 7 };
      class Killed extends Error {}
      const killed = lineFit({
        optimiser: optimiser(),
        checkpoint,
        onStep: ({ step }) => {
          if (step === 16) throw new Killed();
        },
      });
      await assert.rejects(fit(killed), Killed);
      const resumed = lineFit({ optimiser: optimiser(), checkpoint });
      const actual = await fit(resumed);
      assert.equal(actual.firstStep, 14);
      assert.deepEqual(values(resumed), values(whole));
      assert.deepEqual(actual.loss, expected.loss);
      assert.deepEqual(actual.parts, expected.parts);
      [whole, killed, resumed].forEach(dispose);
    });

  it('saves its state when aborted, at the very step', async () => {
    const file = path.join(folder, 'aborted.safetensors');
    const checkpoint = { file, identity: 'line' };
    const controller = new AbortController();
    const first = lineFit({
      checkpoint,
      signal: controller.signal,
      onStep: ({ step }) => {
        if (step === 4) controller.abort();
      },
    });
    await assert.rejects(fit(first), (e: Error) => e instanceof InterruptedError && e.message.includes(file));
    const second = lineFit({ checkpoint });
    assert.equal((await fit(second)).firstStep, 5);
    const whole = lineFit();
    await fit(whole);
    assert.deepEqual(values(second), values(whole));
    [first, second, whole].forEach(dispose);
  });

  it('refuses the checkpoint of another training', async () => {
    const file = path.join(folder, 'other.safetensors');
    const first = lineFit({ checkpoint: { file, identity: 'one' } });
    await fit(first);
    const second = lineFit({ checkpoint: { file, identity: 'two' } });
    await assert.rejects(fit(second), (e: Error) => e instanceof InputError && e.message.includes('delete'));
    [first, second].forEach(dispose);
  });

  it('names step and tensor when a loss, an input or a gradient is not finite, and applies nothing', async () => {
    const weight = tf.variable(tf.tensor1d([1, 4]));
    const variables = [{ name: 'weight', variable: weight, trainable: true }];
    const base = { variables, steps: 5, optimiser: adam(), schedule: constantSchedule({ rate: 0.1 }) };
    const cases: [RegExp, FitOptions['step']][] = [
      [
        /step 3: the loss is NaN/,
        (i) => tf.sum<tf.Scalar>(i === 3 ? tf.log(tf.sub(tf.mul(weight, 0), 1)) : tf.square(weight)),
      ],
      [
        /step 2: the input images is NaN at element 1 of 2/,
        (i) => ({ loss: tf.sum(tf.square(weight)), inputs: { images: i === 2 ? [0, NaN] : [0, 1] } }),
      ],
      // √x has an infinite slope at 0 and a finite value.
      [
        /step 1: the gradient of weight is -?(Infinity|NaN)/,
        (i) => tf.sum<tf.Scalar>(tf.sqrt(i === 1 ? tf.sub(weight, weight) : weight)),
      ],
    ];
    const before = tf.memory().numTensors;
    for (const [message, step] of cases) {
      let last: Float32Array | undefined;
      await assert.rejects(
        fit({ ...base, step, onStep: () => (last = weight.dataSync().slice() as Float32Array) }),
        (e: Error) => e instanceof WorkError && message.test(e.message),
        String(message),
      );
      assert.deepEqual(weight.dataSync(), last);
    }
    assert.equal(tf.memory().numTensors, before);
    weight.dispose();
  });

  it('shortens long gradients to the clip and leaves short ones alone', async () => {
    const weight = tf.variable(tf.tensor1d([3, 4]));
    const variables = [{ name: 'weight', variable: weight, trainable: true }];
    const norms: number[] = [];
    await fit({
      variables,
      step: () => tf.mul<tf.Scalar>(tf.sum(tf.square(weight)), 0.5),
      steps: 1,
      optimiser: sgd(),
      schedule: constantSchedule({ rate: 1 }),
      clip: 1,
      onStep: ({ gradientNorm }) => norms.push(gradientNorm),
    });
    assert.deepEqual(norms, [5]);
    assert.deepEqual(
      [...weight.dataSync()].map((v) => v.toFixed(4)),
      ['2.4000', '3.2000'],
    );
    weight.dispose();
  });

  it('lets the event loop run between steps and reports loss, rate and time left', async () => {
    const details: string[] = [];
    const previous = setProgressSink({
      start: () => ({ update: (_done, detail) => details.push(detail ?? ''), finish: () => undefined }),
      note: () => undefined,
    });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 0);
    const options = lineFit({ steps: 200, itemsPerStep: 8 });
    try {
      await fit(options);
    } finally {
      clearInterval(timer);
      setProgressSink(previous);
      dispose(options);
    }
    assert.ok(ticks > 3, `${ticks} ticks`);
    assert.match(details[100], /^loss [\d.]+ · \d+ images\/s$/);
  });
});
