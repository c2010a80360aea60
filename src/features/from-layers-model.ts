import type { LayersModel } from '@tensorflow/tfjs';
import { InputError } from '../support/errors.js';
import { declaredSize } from './declared-size.js';
import type { LayeredModel } from './layered-model.js';

/** A Keras model of TensorFlow.js: its layers by their own names, those of the input left out. */
export function fromLayersModel(model: LayersModel): LayeredModel {
  const { name, inputs } = model;
  if (inputs.length !== 1) throw new InputError(`${name} has ${inputs.length} inputs; expected one, of images.`);
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  const outputs = new Map(layers.map((layer) => [layer.name, outputName(name, layer)]));
  return {
    name,
    layerNames: [...outputs.keys()],
    imageSize: declaredSize(name, inputs[0].shape),
    structure: JSON.stringify(model.toJSON(null, false)),
    weights: () => model.weights.map((weight) => [weight.originalName, weight.read()] as const),
    run(images, layerNames) {
      const activations = model.execute(
        images,
        layerNames.map((layer) => outputs.get(layer)!),
      );
      return Array.isArray(activations) ? activations : [activations];
    },
  };
}

/** What the library calls a layer's first output. */
function outputName(model: string, layer: LayersModel['layers'][number]): string {
  try {
    return [layer.output].flat()[0].name;
  } catch (error) {
    throw new InputError(
      `${model} uses layer ${layer.name} more than once, so that its output is not one: give each use a layer of its own.`,
      { cause: error },
    );
  }
}
