import * as tf from '@tensorflow/tfjs-core';
import { throwIfAborted } from '../support/errors.js';
import type { Random } from '../support/random.js';
import type { Optimiser } from '../training/optimisers.js';

/** How a read-out goes down its gradient. */
export interface Descent {
  /** First values of the parameters, laid end to end; disposed of at the end. */
  start: tf.Tensor1D;
  optimiser: Optimiser;
  /** Learning rate of each step from 0. */
  schedule: (step: number) => number;
  epochs: number;
  /** Number of batches; each epoch takes them in another order. */
  batches: number;
  random: Random;
  signal?: AbortSignal;
  /** Gradient of the loss of a batch, as long as the parameters. */
  gradient(parameters: tf.Tensor1D, batch: number): tf.Tensor1D | Promise<tf.Tensor1D>;
  /** Called before the first epoch, with 0, and after each. */
  tryOut(parameters: tf.Tensor1D, epoch: number): Promise<void>;
}

/** Goes down the gradient, batch by batch, without a tape. Throws what `tryOut` throws, and InterruptedError after `signal`. */
export async function descend(descent: Descent): Promise<void> {
  const { optimiser, schedule, epochs, batches, random, signal, gradient, tryOut } = descent;
  let parameters = descent.start;
  let memory = Object.fromEntries(optimiser.memory.map((name) => [name, tf.zeros<tf.Rank.R1>([parameters.size])]));
  try {
    await tryOut(parameters, 0);
    for (let epoch = 0; epoch < epochs; epoch++) {
      throwIfAborted(signal);
      for (const [i, batch] of random.permutation(batches).entries()) {
        const step = epoch * batches + i;
        const slope = await gradient(parameters, batch);
        const next = tf.tidy(() => optimiser.update(parameters, slope, memory, step, schedule(step)));
        tf.dispose([parameters, ...Object.values(memory), slope]);
        parameters = next.parameters;
        memory = next.state;
      }
      await tryOut(parameters, epoch + 1);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    tf.dispose([parameters, ...Object.values(memory)]);
  }
}
