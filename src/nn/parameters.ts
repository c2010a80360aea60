import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../support/random.js';
import type { Parameter } from './encoder.js';

/**
 * Collects the variables of a network under dotted names while it is being built.
 *
 * Every variable draws its first values from a fork of `random` by its own name, so that they depend neither on
 * the order of building nor on the backend: two networks with a layer of the same name and shape start alike.
 */
export class Parameters {
  constructor(
    private readonly random: Random,
    private readonly prefix = '',
    private readonly collected: Parameter[] = [],
  ) {}

  /** All variables made so far, in order, those of every scope included. */
  get list(): readonly Parameter[] {
    return this.collected;
  }

  /** The same collection, with `name.` before every further name. */
  scope(name: string): Parameters {
    return new Parameters(this.random, `${this.prefix}${name}.`, this.collected);
  }

  /**
   * A weight with normal values of standard deviation √(gain / fanIn).
   *
   * Reference: He et al., Delving deep into rectifiers, 2015 (gain 2, for layers followed by a ReLU).
   */
  weight<R extends tf.Rank>(name: string, shape: tf.ShapeMap[R], fanIn: number, gain = 2): tf.Variable<R> {
    const random = this.random.fork(this.prefix + name);
    const deviation = Math.sqrt(gain / fanIn);
    const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal() * deviation);
    return this.add<R>(name, shape, values, true);
  }

  /** A trainable vector that starts at one value throughout. */
  constant(name: string, length: number, value: number): tf.Variable<tf.Rank.R1> {
    return this.add<tf.Rank.R1>(name, [length], new Float32Array(length).fill(value), true);
  }

  /** A vector that is saved with the network but receives no gradient. */
  statistic(name: string, length: number, value: number): tf.Variable<tf.Rank.R1> {
    return this.add<tf.Rank.R1>(name, [length], new Float32Array(length).fill(value), false);
  }

  private add<R extends tf.Rank>(
    name: string,
    shape: tf.ShapeMap[R],
    values: Float32Array,
    trainable: boolean,
  ): tf.Variable<R> {
    const initial = tf.tensor(values, shape);
    const variable = tf.variable(initial, trainable) as tf.Variable<R>;
    initial.dispose();
    this.collected.push({ name: this.prefix + name, variable, trainable });
    return variable;
  }
}
