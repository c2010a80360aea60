import * as tf from '@tensorflow/tfjs-core';

/** What an optimiser remembers between steps, by name; each as long as the parameters. */
export type OptimiserState = Record<string, tf.Tensor1D>;

/**
 * One rule of descent over all parameters laid end to end as a single vector.
 *
 * On one long vector a step takes ten operations in all instead of ten for each variable, and its state is a few
 * vectors that a checkpoint can hold.
 */
export interface Optimiser {
  readonly name: string;
  /** Names of the state's vectors, all zero at the start. */
  readonly memory: readonly string[];
  /** Parameters and state after `step` (0, 1, …) with the given learning rate. Call it inside tf.tidy. */
  update(
    parameters: tf.Tensor1D,
    gradient: tf.Tensor1D,
    state: OptimiserState,
    step: number,
    rate: number,
  ): { parameters: tf.Tensor1D; state: OptimiserState };
}

/**
 * Adam: θ ← θ − rate · m̂ / (√v̂ + ε); `weightDecay` is decoupled (AdamW): θ ← θ − rate · weightDecay · θ.
 *
 * References: Kingma & Ba, Adam, 2015; Loshchilov & Hutter, Decoupled weight decay regularization, 2019.
 */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = {}): Optimiser {
  return {
    name: 'adam',
    memory: ['mean', 'variance'],
    update(parameters, gradient, state, step, rate) {
      const mean = tf.add<tf.Tensor1D>(tf.mul(state.mean, beta1), tf.mul(gradient, 1 - beta1));
      const variance = tf.add<tf.Tensor1D>(tf.mul(state.variance, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      // Both bias corrections go into two numbers, so that no pass over the vectors is spent on them.
      const root = Math.sqrt(1 - beta2 ** (step + 1));
      const length = (rate * root) / (1 - beta1 ** (step + 1));
      const direction = tf.div(mean, tf.add(tf.sqrt(variance), epsilon * root));
      const kept = weightDecay > 0 ? tf.mul(parameters, 1 - rate * weightDecay) : parameters;
      return { parameters: tf.sub(kept, tf.mul(direction, length)), state: { mean, variance } };
    },
  };
}

/**
 * Stochastic gradient descent with momentum: b ← momentum·b + (1 − dampening)·g, θ ← θ − rate·b; the first step
 * takes b = g undampened, as PyTorch does, whose numbers Pri3D states.
 */
export function sgd({ momentum = 0, dampening = 0, weightDecay = 0 } = {}): Optimiser {
  return {
    name: 'sgd',
    memory: momentum > 0 ? ['momentum'] : [],
    update(parameters, gradient, state, step, rate) {
      const slope = weightDecay > 0 ? tf.add<tf.Tensor1D>(gradient, tf.mul(parameters, weightDecay)) : gradient;
      const next: OptimiserState = {};
      if (momentum > 0)
        next.momentum =
          step === 0 ? tf.clone(slope) : tf.add(tf.mul(state.momentum, momentum), tf.mul(slope, 1 - dampening));
      return { parameters: tf.sub(parameters, tf.mul(next.momentum ?? slope, rate)), state: next };
    },
  };
}
