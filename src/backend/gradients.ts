import { createRequire } from 'node:module';
import { registerDilatedGradients } from './dilated-gradients.js';
import { registerReluGradient } from './relu-gradient.js';

const require = createRequire(import.meta.url);

/**
 * Registers the gradients of all operations. In Node, `@tensorflow/tfjs-core` alone differentiates nothing: its
 * gradients come with the package that unites TensorFlow.js, which fills the same registry.
 */
export function registerGradients(): void {
  require('@tensorflow/tfjs');
  registerDilatedGradients();
  registerReluGradient();
}
