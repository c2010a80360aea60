import * as tf from '@tensorflow/tfjs-core';

/** The values of tensors [images, …] image by image. The tensors are disposed of. */
export async function readImages<Name extends string>(
  tensors: Readonly<Record<Name, tf.Tensor>>,
): Promise<Record<Name, Float32Array>[]> {
  const names = Object.keys(tensors) as Name[];
  try {
    const values = await Promise.all(names.map((name) => tensors[name].data<'float32'>()));
    const images = tensors[names[0]].shape[0];
    return Array.from({ length: images }, (_, image) => {
      const ofImage = names.map((name, i): [Name, Float32Array] => {
        const size = values[i].length / images;
        return [name, values[i].subarray(image * size, (image + 1) * size)];
      });
      return Object.fromEntries(ofImage) as Record<Name, Float32Array>;
    });
  } finally {
    tf.dispose(Object.values(tensors) as tf.Tensor[]);
  }
}
