import { createRequire } from 'node:module';
import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { checkArithmetic } from './check-arithmetic.js';
import type { Engine, EngineStarted } from './engine.js';
import { BackendUnavailable } from './engine.js';
import { packageVersion } from './package-version.js';
import { registerWasmKernels } from './wasm-kernels/index.js';

const require = createRequire(import.meta.url);

/** WebAssembly with XNNPACK's SIMD kernels on one thread (TensorFlow.js starts its threads in browsers only). */
export const wasm: Engine = {
  name: 'wasm',
  async start(): Promise<EngineStarted> {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const folder = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'));
    if (!tf.findBackend('wasm')) setWasmPaths(`${folder}${path.sep}`);
    registerWasmKernels();
    if (!(await tf.setBackend('wasm'))) {
      throw new BackendUnavailable(`WebAssembly does not start: use Node ≥ 20.19 (this is ${process.version}).`);
    }
    await checkArithmetic();
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    return {
      device: `CPU (${simd ? 'SIMD' : 'no SIMD'}, 1 thread)`,
      version: packageVersion('@tensorflow/tfjs-backend-wasm'),
    };
  },
};
