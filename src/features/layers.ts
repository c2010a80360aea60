import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../support/errors.js';
import { layeredModel, type AnyEncoder, type LayeredModel } from './layered-model.js';
import { nearestNames } from './nearest-names.js';

/** A layer, and the shape of its activations for one image: [height, width, channels], [tokens, channels] or [channels]. */
export interface Layer {
  name: string;
  shape: number[];
}

/**
 * The layers of an encoder whose activations can be extracted, in the order of computation, with the shapes that an image of
 * `height` × `width` gives: when omitted of the size that the encoder fixes, or 224 × 224. Runs it once on a black image.
 *
 * Throws InputError when the encoder takes no images [n, height, width, 3], or not of this size.
 */
export function layers(encoder: AnyEncoder, size?: { height: number; width: number }): Layer[] {
  const model = layeredModel(encoder);
  const [height, width] = size ? [size.height, size.width] : (model.imageSize ?? [224, 224]);
  checkSize(model, height, width);
  return tf.tidy(() => {
    const activations = model.run(tf.zeros([1, height, width, 3]), model.layerNames);
    return model.layerNames.flatMap((name, i) => {
      const { dtype, shape } = activations[i];
      const isFeature = dtype === 'float32' && shape.length >= 2 && shape.length <= 4 && shape[0] === 1;
      return isFeature ? [{ name, shape: shape.slice(1) }] : [];
    });
  });
}

/** Throws InputError if a model takes images of one size only, and not of this one. */
export function checkSize({ name, imageSize }: LayeredModel, height: number, width: number): void {
  if (imageSize && (imageSize[0] !== height || imageSize[1] !== width))
    throw new InputError(
      `${name} takes images of ${imageSize[1]}×${imageSize[0]}, not ${width}×${height}: load the dataset with width ${imageSize[1]} and height ${imageSize[0]}.`,
    );
}

/** Throws InputError with the names most like it if a layer is not there, or is asked for twice. */
export function checkLayerNames({ name, layerNames }: LayeredModel, wanted: readonly string[]): void {
  if (wanted.length === 0) throw new InputError('No layers were asked for: name at least one, or leave them out.');
  for (const [i, layer] of wanted.entries()) {
    if (!layerNames.includes(layer))
      throw new InputError(
        `${name} has no layer ${layer}. Nearest: ${nearestNames(layer, layerNames).join(', ')} (of ${layerNames.length}; layers(encoder) lists them).`,
      );
    if (wanted.indexOf(layer) !== i) throw new InputError(`Layer ${layer} is asked for twice: name it once.`);
  }
}
