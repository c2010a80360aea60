import * as tf from '@tensorflow/tfjs-core';
import { checkArithmetic } from './check-arithmetic.js';
import { registerCpuResizeGradients } from './cpu-resize-gradients.js';
import type { Engine, EngineStarted } from './engine.js';
import { packageVersion } from './package-version.js';

/** Plain JavaScript: slow and simple, the reference that the others are tested against. */
export const cpu: Engine = {
  name: 'cpu',
  async start(): Promise<EngineStarted> {
    await import('@tensorflow/tfjs-backend-cpu');
    registerCpuResizeGradients();
    await tf.setBackend('cpu');
    // Its first tensor would print a banner that advertises another backend.
    (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
    await checkArithmetic();
    return { device: 'CPU (JavaScript, 1 thread)', version: packageVersion('@tensorflow/tfjs-backend-cpu') };
  },
};
