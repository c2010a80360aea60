import * as tf from '@tensorflow/tfjs-core';
import { DivergenceError, InterruptedError, WorkError } from '../support/errors.js';
import { progress } from '../support/progress.js';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint.js';
import { assertFinite } from './finite.js';
import { assignFlat, flatten } from './flat.js';
import type { Optimiser, OptimiserState } from './optimisers.js';
import type { Schedule } from './schedules.js';

/** A variable by name; only `trainable` ones are moved by the gradient, the others are saved with them. */
export interface NamedVariable {
  name: string;
  variable: tf.Variable;
  trainable: boolean;
}

/** What one step computes under the gradient tape. */
export interface StepLoss {
  loss: tf.Scalar;
  /** Terms of the loss, recorded beside it; the same names at every step. */
  parts?: Record<string, tf.Scalar>;
  /** What the step was fed, by name: looked through for NaN, which some backends do not carry through to the loss. */
  inputs?: Record<string, ArrayLike<number>>;
}

/** What is known after a step. */
export interface StepReport {
  step: number;
  steps: number;
  loss: number;
  parts: Record<string, number>;
  rate: number;
  /** Euclidean norm of the gradient over all variables, before clipping. */
  gradientNorm: number;
  itemsPerSecond: number;
  secondsLeft: number;
}

/** Options of {@link fit}. */
export interface FitOptions {
  variables: readonly NamedVariable[];
  /**
   * Loss of step 0 … steps − 1. All randomness must follow from the index (a generator seeded by it), so that a
   * resumed training draws what an uninterrupted one would have drawn.
   */
  step: (index: number) => tf.Scalar | StepLoss;
  steps: number;
  optimiser: Optimiser;
  schedule: Schedule;
  /** Largest norm of the gradient over all variables; longer ones are shortened to it. */
  clip?: number;
  signal?: AbortSignal;
  /** Called after every step; the next one waits for it. */
  onStep?: (report: StepReport) => unknown;
  /** Where the state is kept every `every` steps, at the end and when interrupted; `identity` as in writeCheckpoint. */
  checkpoint?: { file: string; identity: string; every?: number };
  /** Shown with the progress. */
  label?: string;
  /** Items, such as images, that one step handles; for the rate shown. */
  itemsPerStep?: number;
}

/** History of a training: one value per step. */
export interface FitResult {
  loss: Float32Array;
  parts: Record<string, Float32Array>;
  /** Wall seconds of the steps done in this call. */
  seconds: number;
  /** Step at which this call began: 0, or what a checkpoint had reached. */
  firstStep: number;
}

/**
 * Moves variables down the gradient of a loss, `steps` times. It knows no network: only variables and a step.
 *
 * With a checkpoint the training resumes exactly: on one backend and machine the result is that of an uninterrupted
 * one, bit by bit. When `signal` aborts, the state is saved and InterruptedError thrown. WorkError names step and
 * tensor when an input, the loss or a gradient is not finite; that step is not applied.
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const { steps, schedule, checkpoint, signal, onStep, label = 'training', itemsPerStep = 1 } = options;
  const state = new FitState(options);
  const task = progress().start(label, steps);
  let last = '';
  try {
    if (checkpoint) state.resume(checkpoint.file, checkpoint.identity);
    const firstStep = state.done;
    const started = performance.now();
    while (state.done < steps) {
      if (signal?.aborted) {
        if (checkpoint) await state.save(checkpoint.file, checkpoint.identity);
        throw new InterruptedError(
          `Interrupted at step ${state.done} of ${steps} (${label})${checkpoint ? `; saved in ${checkpoint.file}` : ''}.`,
        );
      }
      const step = state.done;
      const { loss, parts, gradientNorm } = await state.advance();
      const seconds = (performance.now() - started) / 1000;
      const perStep = seconds / (state.done - firstStep);
      const itemsPerSecond = itemsPerStep / perStep;
      const secondsLeft = perStep * (steps - state.done);
      last = `loss ${loss.toFixed(3)} · ${itemsPerSecond.toFixed(0)} images/s`;
      task.update(state.done, last, loss);
      await onStep?.({ step, steps, loss, parts, rate: schedule(step), gradientNorm, itemsPerSecond, secondsLeft });
      if (checkpoint && (state.done === steps || state.done % (checkpoint.every ?? 100) === 0))
        await state.save(checkpoint.file, checkpoint.identity);
      // Lets timers, signals and displays have their turn between steps.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { ...state.history(), seconds: (performance.now() - started) / 1000, firstStep };
  } finally {
    task.finish(last);
    state.dispose();
  }
}

/** Parameters as one vector, the optimiser's memory and the history: what changes from step to step. */
class FitState {
  done = 0;
  private parameters: tf.Tensor1D;
  private memory: OptimiserState;
  private readonly moving: readonly NamedVariable[];
  private readonly recorded = new Map<string, Float32Array>();

  constructor(private readonly options: FitOptions) {
    this.moving = options.variables.filter(({ trainable }) => trainable);
    if (this.moving.length === 0) throw new WorkError('Nothing to train: no variable is trainable.');
    this.parameters = flatten(this.moving.map(({ variable }) => variable));
    this.memory = Object.fromEntries(
      options.optimiser.memory.map((name) => [name, tf.zeros<tf.Rank.R1>([this.parameters.size])]),
    );
    this.recorded.set('loss', new Float32Array(options.steps));
  }

  async advance(): Promise<{ loss: number; parts: Record<string, number>; gradientNorm: number }> {
    const { optimiser, schedule, clip = Infinity } = this.options;
    const step = this.done;
    const { gradient, summary, partNames, inputs } = this.differentiate(step);
    const [loss, gradientNorm, ...partValues] = await summary.data<'float32'>();
    summary.dispose();
    try {
      for (const [name, values] of Object.entries(inputs)) assertFinite(values, step, `the input ${name}`);
      assertFinite([loss], step, 'the loss');
      partNames.forEach((name, i) => assertFinite([partValues[i]], step, `the loss term ${name}`));
      if (!Number.isFinite(gradientNorm)) await this.blameGradient(gradient, step);
      const previous = [this.parameters, ...Object.values(this.memory)];
      const next = tf.tidy(() => {
        const clipped = gradientNorm > clip ? tf.mul<tf.Tensor1D>(gradient, clip / gradientNorm) : gradient;
        return optimiser.update(this.parameters, clipped, this.memory, step, schedule(step));
      });
      this.parameters = next.parameters;
      this.memory = next.state;
      tf.dispose(previous);
    } finally {
      gradient.dispose();
    }
    assignFlat(
      this.moving.map(({ variable }) => variable),
      this.parameters,
    );
    this.record('loss', loss);
    partNames.forEach((name, i) => this.record(name, partValues[i]));
    this.done++;
    return { loss, parts: Object.fromEntries(partNames.map((name, i) => [name, partValues[i]])), gradientNorm };
  }

  /** Gradient as one vector and [loss, its norm, parts …] as one small tensor to read at once. */
  private differentiate(step: number): {
    gradient: tf.Tensor1D;
    summary: tf.Tensor1D;
    partNames: string[];
    inputs: Record<string, ArrayLike<number>>;
  } {
    const variables = this.moving.map(({ variable }) => variable);
    let parts: Record<string, tf.Scalar> = {};
    let inputs: Record<string, ArrayLike<number>> = {};
    const lossOfStep = (): tf.Scalar => {
      const outcome = this.options.step(step);
      if (outcome instanceof tf.Tensor) return outcome;
      inputs = outcome.inputs ?? {};
      // Kept, because the tape disposes of everything but the loss.
      parts = Object.fromEntries(
        Object.entries(outcome.parts ?? {}).map(([name, part]) => [name, tf.keep(tf.clone(part))]),
      );
      return outcome.loss;
    };
    try {
      const [gradient, summary] = tf.tidy(() => {
        const { value, grads } = tf.variableGrads(lossOfStep, variables);
        const gradient = flatten(variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable)));
        const norm = tf.sqrt(tf.sum(tf.square(gradient)));
        return [gradient, tf.stack([value, norm, ...Object.values(parts)]) as tf.Tensor1D];
      });
      return { gradient, summary, partNames: Object.keys(parts), inputs };
    } finally {
      tf.dispose(parts);
    }
  }

  private async blameGradient(gradient: tf.Tensor1D, step: number): Promise<never> {
    const values = await gradient.data<'float32'>();
    let offset = 0;
    for (const { name, variable } of this.moving) {
      assertFinite(values.subarray(offset, offset + variable.size), step, `the gradient of ${name}`);
      offset += variable.size;
    }
    throw new DivergenceError(
      `Training stopped at step ${step}: the gradient's norm overflows although every element is finite. Lower the learning rate.`,
    );
  }

  private record(name: string, value: number): void {
    let values = this.recorded.get(name);
    if (!values) this.recorded.set(name, (values = new Float32Array(this.options.steps)));
    values[this.done] = value;
  }

  history(): { loss: Float32Array; parts: Record<string, Float32Array> } {
    const { loss, ...parts } = Object.fromEntries(this.recorded);
    return { loss, parts };
  }

  async save(file: string, identity: string): Promise<void> {
    const tensors: Checkpoint['tensors'] = new Map();
    for (const { name, variable } of this.options.variables)
      tensors.set(`variable.${name}`, await variable.data<'float32'>());
    for (const [name, tensor] of Object.entries(this.memory))
      tensors.set(`optimiser.${name}`, await tensor.data<'float32'>());
    for (const [name, values] of this.recorded) tensors.set(`history.${name}`, values.slice(0, this.done));
    writeCheckpoint(file, { step: this.done, tensors }, identity);
  }

  resume(file: string, identity: string): void {
    const saved = readCheckpoint(file, identity);
    if (!saved) return;
    const restore = (key: string, size: number): Float32Array => {
      const values = saved.tensors.get(key);
      if (values?.length !== size)
        throw new WorkError(`${file} holds ${values?.length ?? 'no'} values of ${key}, expected ${size}: delete it.`);
      return values;
    };
    for (const { name, variable } of this.options.variables)
      tf.tidy(() => variable.assign(tf.tensor(restore(`variable.${name}`, variable.size), variable.shape)));
    const previous = [this.parameters, ...Object.values(this.memory)];
    this.parameters = flatten(this.moving.map(({ variable }) => variable));
    for (const name of this.options.optimiser.memory)
      this.memory[name] = tf.tensor1d(restore(`optimiser.${name}`, this.parameters.size));
    tf.dispose(previous);
    for (const [key, values] of saved.tensors)
      if (key.startsWith('history.')) {
        const whole = new Float32Array(this.options.steps);
        whole.set(values.subarray(0, this.options.steps));
        this.recorded.set(key.slice('history.'.length), whole);
      }
    this.done = Math.min(saved.step, this.options.steps);
  }

  dispose(): void {
    tf.dispose([this.parameters, ...Object.values(this.memory)]);
  }
}
