import type { Encoder } from '../nn/encoder.js';
import { canonicalJson } from '../support/files.js';
import type { LayeredModel } from './layered-model.js';

/** An encoder of this package: its layers are its stages. */
export function fromEncoder(encoder: Encoder): LayeredModel {
  return {
    name: encoder.config.architecture,
    layerNames: encoder.stages.map(({ name }) => name),
    structure: canonicalJson(encoder.config),
    weights: () => encoder.parameters.map(({ name, variable }) => [name, variable] as const),
    run(images, layerNames) {
      const all = encoder.forward(images);
      for (const [name, tensor] of Object.entries(all)) if (!layerNames.includes(name)) tensor.dispose();
      return layerNames.map((name) => all[name]);
    },
  };
}
