import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../../src/backend/index.js';

/**
 * A process of its own: `node run-start.js '<options>'` starts a backend and prints what it says, with the processor
 * time per wall time that large matrix products take.
 */
const started = await startBackend(JSON.parse(process.argv[2]) as Parameters<typeof startBackend>[0]);
const matrix = tf.ones<tf.Rank.R2>([600, 600]);
const wallStart = process.hrtime.bigint();
const processorStart = process.cpuUsage();
for (let i = 0; i < 40; i++) {
  const product = tf.matMul(matrix, matrix);
  await product.data();
  product.dispose();
}
const { user, system } = process.cpuUsage(processorStart);
const wallMicroseconds = Number(process.hrtime.bigint() - wallStart) / 1e3;
console.log(JSON.stringify({ ...started, processorsUsed: (user + system) / wallMicroseconds }));
