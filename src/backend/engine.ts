import { InputError } from '../support/errors.js';

/** A TensorFlow.js backend that alignscope knows how to start. */
export type BackendName = 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';

/** What an engine needs to know before it starts. */
export interface EngineOptions {
  /** Threads for computing; undefined leaves it to the engine (TensorFlow: all cores; the others: one). */
  threads?: number;
  /** Refuse an engine that would be emulated in software. */
  hardwareOnly?: boolean;
}

/** What an engine says once it computes. */
export interface EngineStarted {
  /** Where operations run, as the engine itself reports it. */
  device: string;
  /** Version of the library that computes. */
  version: string;
  /** A graphics card imitated by the processor: correct and slow, so that `auto` passes it over. */
  emulated?: boolean;
}

/** One way to compute: registers a backend with TensorFlow.js and makes it the current one. */
export interface Engine {
  name: BackendName;
  /** Throws {@link BackendUnavailable} when this machine cannot run it. */
  start(options: EngineOptions): Promise<EngineStarted>;
}

/** A backend cannot run here; the message says what is missing and how to get it. */
export class BackendUnavailable extends InputError {}
