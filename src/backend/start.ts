import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../support/errors.js';
import { cpu } from './cpu.js';
import { registerGradients } from './gradients.js';
import type { BackendName, Engine } from './engine.js';
import { BackendUnavailable } from './engine.js';
import { tensorflow } from './tensorflow.js';
import { wasm } from './wasm.js';
import { webgpu } from './webgpu.js';

/** The engines in the order in which `auto` tries them: fastest measured first (docs/backends.md). */
export const engines: Record<BackendName, Engine> = { tensorflow, webgpu, wasm, cpu };

/** What may be asked for. */
export type BackendRequest = BackendName | 'auto';

/** The backend that computes, and why it was chosen. */
export interface StartedBackend {
  name: BackendName;
  /** Where operations run, as the engine reports it. */
  device: string;
  /** Version of the library that computes. */
  version: string;
  /** One clause for people: named by them, or chosen, and what was passed over. */
  why: string;
}

let started: StartedBackend | undefined;

/**
 * Starts a TensorFlow.js backend and makes it the current one.
 *
 * `auto` takes the first that works of native TensorFlow, WebGPU on a hardware adapter, WebAssembly, plain JavaScript.
 * `threads` bounds native TensorFlow's threads; it is read once per process, before its first start.
 * Starting the current backend again changes nothing.
 *
 * Throws InputError when a named backend is unknown or cannot run here; the message says what is missing.
 */
export async function startBackend(options: { name?: BackendRequest; threads?: number } = {}): Promise<StartedBackend> {
  const { name = 'auto', threads } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new InputError(`threads is ${threads}; expected a whole number ≥ 1.`);
  }
  if (name !== 'auto' && !Object.hasOwn(engines, name)) {
    throw new InputError(`Unknown backend "${name}": choose auto, ${Object.keys(engines).join(', ')}.`);
  }
  if (started && (name === 'auto' || name === started.name) && tf.getBackend() === started.name) return started;
  registerGradients();
  started = name === 'auto' ? await startFirst(threads) : await start(engines[name], threads, 'asked for by name');
  return started;
}

/** The backend that {@link startBackend} started last, or undefined when it has not been called. */
export function currentBackend(): StartedBackend | undefined {
  return started;
}

async function start(engine: Engine, threads: number | undefined, why: string): Promise<StartedBackend> {
  const { device, version } = await engine.start({ threads });
  return { name: engine.name, device, version, why };
}

async function startFirst(threads: number | undefined): Promise<StartedBackend> {
  const passedOver: string[] = [];
  for (const engine of Object.values(engines)) {
    try {
      const { device, version } = await engine.start({ threads, hardwareOnly: true });
      return { name: engine.name, device, version, why: ['the first that works here', ...passedOver].join('; ') };
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
      passedOver.push(`not ${engine.name}: ${error.message}`);
    }
  }
  throw new BackendUnavailable(`No backend works here (${passedOver.join(' ')}).`);
}
