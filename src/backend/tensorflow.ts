import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine, EngineOptions, EngineStarted } from './engine.js';
import { BackendUnavailable } from './engine.js';
import { checkArithmetic } from './check-arithmetic.js';
import { registerTensorflowKernels } from './tensorflow-kernels/index.js';

const require = createRequire(import.meta.url);

/** The C library reads these once, when it is loaded. What the person has set stays. */
function setEnvironment({ threads }: EngineOptions): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  // Several workers share a GPU only when none of them takes all of its memory.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  if (threads !== undefined) {
    process.env.TF_NUM_INTRAOP_THREADS = String(threads);
    process.env.TF_NUM_INTEROP_THREADS = String(threads);
  }
}

/** tfjs-node calls two functions of `util` that Node has deprecated, with a warning, and removes from version 23 on. */
function provideRemovedUtilities(): void {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}

/**
 * TensorFlow prints notices while it is being loaded, before its log level is read. Setup builds a switch for standard
 * error beside the addon; whoever asks for TensorFlow's notices (TF_CPP_MIN_LOG_LEVEL 0 or 1) sees them.
 */
function quietly(load: () => void): void {
  const folder = path.dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
  const file = path.join(folder, 'lib', 'standard_error.node');
  if (Number(process.env.TF_CPP_MIN_LOG_LEVEL) < 2 || !fs.existsSync(file)) return load();
  const standardError = require(file) as { mute(): void; unmute(): void };
  standardError.mute();
  try {
    load();
  } finally {
    standardError.unmute();
  }
}

/** TensorFlow's C library through @tensorflow/tfjs-node-gpu: the CPU, or an NVIDIA GPU when built with CUDA. */
export const tensorflow: Engine = {
  name: 'tensorflow',
  async start(options: EngineOptions): Promise<EngineStarted> {
    setEnvironment(options);
    provideRemovedUtilities();
    try {
      quietly(() => require('@tensorflow/tfjs-node-gpu'));
    } catch (error) {
      const reason = (error as Error).message.trim().split('\n')[0];
      throw new BackendUnavailable(
        `The native TensorFlow library cannot be loaded (${reason}): run \`npm run setup:native\`, which installs it or says what is missing.`,
        { cause: error },
      );
    }
    registerTensorflowKernels();
    await tf.setBackend('tensorflow');
    await checkArithmetic();
    const backend = tf.backend() as unknown as { isUsingGpuDevice: boolean; binding: { TF_Version: string } };
    return { device: backend.isUsingGpuDevice ? 'GPU (CUDA)' : 'CPU', version: backend.binding.TF_Version };
  },
};
