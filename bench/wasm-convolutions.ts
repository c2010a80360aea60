import * as os from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { BackendUnavailable, startBackend, type BackendName } from '../src/backend/index.js';
import { seeded } from '../src/support/random.js';

/**
 * GFLOP/s of a convolution and its two gradients on one thread: the wasm backend's own kernels, ours, and native
 * TensorFlow, in turn. Processor time, since other processes may run; median and range of the repetitions.
 *
 *     node dist/bench/wasm-convolutions.js
 */
const repetitions = 7;

/** Batch, height, width, channels in and out, kernel side, stride: what the small encoders are made of. */
const convolutions = [
  [32, 48, 64, 16, 16, 3, 1],
  [32, 24, 32, 32, 32, 3, 1],
  [32, 12, 16, 64, 64, 3, 1],
  [32, 48, 64, 16, 32, 3, 2],
  [32, 48, 64, 48, 32, 1, 1],
] as const;

interface Measured {
  gigaflops: number[];
}

/** The kernels of the wasm backend as its package registers them, taken before ours replace them. */
const own = new Map(
  [tf.Conv2DBackpropInput, tf.Conv2DBackpropFilter].map((name) => [name, tf.getKernel(name, 'wasm')]),
);

function measure(floatingPointOperations: number, compute: () => tf.Tensor): Measured {
  compute().dispose();
  const gigaflops = Array.from({ length: repetitions }, () => {
    const before = process.cpuUsage();
    const result = compute();
    // One value, so that the work is done and little is copied.
    tf.tidy(() => tf.slice(tf.reshape(result, [-1]), 0, 1).dataSync());
    const { user, system } = process.cpuUsage(before);
    result.dispose();
    return floatingPointOperations / (user + system) / 1e3;
  });
  return { gigaflops: gigaflops.sort((a, b) => a - b) };
}

function show({ gigaflops }: Measured): string {
  const [low, middle, high] = [0, repetitions >> 1, repetitions - 1].map((i) => gigaflops[i].toFixed(1));
  return `${middle} (${low}–${high})`;
}

async function measureBackend(name: BackendName): Promise<void> {
  const { device, version } = await startBackend({ name, threads: 1 });
  console.log(`\n${name} ${version}, ${device}`);
  for (const [batch, height, width, channels, filters, side, stride] of convolutions) {
    const random = seeded('wasm-convolutions');
    const normal = <R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R> =>
      tf.tensor(
        Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
        shape,
      );
    const x = normal<tf.Rank.R4>([batch, height, width, channels]);
    const filter = normal<tf.Rank.R4>([side, side, channels, filters]);
    const dy = tf.conv2d(x, filter, stride, 'same');
    const operations = 2 * dy.size * side * side * channels;
    const attributes = { strides: stride, pad: 'same', dataFormat: 'NHWC' };
    const inputs = { x, dy, filter };
    const gradients = {
      [tf.Conv2DBackpropInput]: { ...attributes, inputShape: x.shape },
      [tf.Conv2DBackpropFilter]: { ...attributes, filterShape: filter.shape },
    };
    const cells = [`forward ${show(measure(operations, () => tf.conv2d(x, filter, stride, 'same')))}`];
    for (const [kernel, attrs] of Object.entries(gradients)) {
      const label = kernel === tf.Conv2DBackpropInput ? 'dx' : 'dw';
      if (name === 'wasm') cells.push(`${label} own ${measureOwn(kernel, operations, inputs, attrs)}`);
      const run = (): tf.Tensor =>
        tf.engine().runKernel(kernel, inputs, attrs as unknown as tf.NamedAttrMap) as tf.Tensor;
      cells.push(`${label} ${show(measure(operations, run))}`);
    }
    console.log(`${batch}×${height}×${width}×${channels}→${filters}, ${side}×${side}/${stride}: ${cells.join(' | ')}`);
    tf.dispose([x, filter, dy]);
  }
}

function measureOwn(kernel: string, operations: number, inputs: tf.NamedTensorMap, attrs: object): string {
  const original = own.get(kernel);
  if (!original) return 'missing';
  const backend = tf.backend() as tf.KernelBackend;
  original.setupFunc?.(backend);
  const run = (): tf.Tensor => {
    const info = original.kernelFunc({ inputs, backend, attrs: attrs as tf.NamedAttrMap }) as tf.TensorInfo;
    return tf.engine().makeTensorFromTensorInfo(info);
  };
  return show(measure(operations, run));
}

console.log(`${new Date().toISOString().slice(0, 10)}, ${os.cpus()[0].model}, Node ${process.versions.node}`);
console.log('GFLOP/s of processor time, median (range)');
for (const name of ['wasm', 'tensorflow'] as const) {
  try {
    await measureBackend(name);
  } catch (error) {
    if (!(error instanceof BackendUnavailable)) throw error;
    console.log(`\n${name}: ${error.message}`);
  }
}
