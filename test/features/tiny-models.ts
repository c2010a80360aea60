import * as tf from '@tensorflow/tfjs';
import type { GraphModel, LayersModel } from '@tensorflow/tfjs';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { seeded } from '../../src/support/random.js';

export const size = { width: 24, height: 16 };

/** Images of noise, in two splits. */
export function noiseDataset(count: number): SceneDataset {
  const frames = Array.from({ length: count }, (_, i) => `scene/${i}`);
  const load = (id: string): Promise<Sample> => {
    const random = seeded('noise', id);
    return Promise.resolve({
      id,
      dataset: 'noise',
      scene: 'scene',
      split: 'test',
      ...size,
      rgb: Uint8Array.from({ length: size.width * size.height * 3 }, () => random.int(256)),
      camera: { ...size, fx: 20, fy: 20, cx: 12, cy: 8 },
    });
  };
  return {
    name: 'noise',
    fingerprint: `noise of ${count}`,
    modalities: [],
    classes: [],
    textureKinds: [],
    scenes: [{ id: 'scene', split: 'test', frames }],
    load,
    cloud: () => Promise.reject(new Error('no cloud')),
  };
}

/** A Keras model: two convolutions, their cells as tokens, a pooled vector and classes. */
export function kerasModel(): LayersModel {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 3 });
  const input = tf.input({ shape: [size.height, size.width, 3], name: 'image' });
  const first = tf.layers.conv2d({ name: 'first', filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu', kernelInitializer }); // prettier-ignore
  const second = tf.layers.conv2d({ name: 'second', filters: 6, kernelSize: 3, strides: 2, padding: 'same', kernelInitializer }); // prettier-ignore
  const tokens = tf.layers.reshape({ name: 'tokens', targetShape: [24, 6] });
  const pooled = tf.layers.globalAveragePooling1d({ name: 'pooled' });
  const classes = tf.layers.dense({ name: 'classes', units: 2, kernelInitializer });
  const outputs = classes.apply(pooled.apply(tokens.apply(second.apply(first.apply(input))))) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs, name: 'keras' });
}

/** A converted graph: a convolution of stride 2 and a rectifier, on images of any size. */
export async function graphModel(): Promise<{ model: GraphModel; kernel: Float32Array }> {
  const random = seeded('kernel');
  const kernel = Float32Array.from({ length: 3 * 3 * 3 * 5 }, () => random.normal());
  const type = { type: 'DT_FLOAT' };
  const dims = (...sizes: number[]) => ({ dim: sizes.map((length) => ({ size: String(length) })) });
  const text = (value: string) => ({ s: Buffer.from(value).toString('base64') });
  const node = [
    { name: 'image', op: 'Placeholder', attr: { dtype: type, shape: { shape: dims(-1, -1, -1, 3) } } },
    {
      name: 'kernel',
      op: 'Const',
      attr: { dtype: type, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: dims(3, 3, 3, 5) } } },
    },
    {
      name: 'block/convolution',
      op: 'Conv2D',
      input: ['image', 'kernel'],
      attr: {
        T: type,
        strides: { list: { i: ['1', '2', '2', '1'] } },
        dilations: { list: { i: ['1', '1', '1', '1'] } },
        padding: text('SAME'),
        data_format: text('NHWC'),
      },
    },
    { name: 'block/relu', op: 'Relu', input: ['block/convolution'], attr: { T: type } },
  ];
  const model = await tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology: { node, versions: { producer: 1 } },
      weightSpecs: [{ name: 'kernel', shape: [3, 3, 3, 5], dtype: 'float32' }],
      weightData: kernel.buffer as ArrayBuffer,
    }),
  );
  return { model, kernel };
}
