import { writeSafetensors, type StoredTensor } from '../formats/safetensors.js';
import { storedParameters, type Encoder } from '../nn/index.js';
import type { TaskModel } from './fine-tune.js';

/**
 * Saves a model of a task as safetensors: the encoder as {@link loadEncoder} reads it, fine-tuned where the model trained it,
 * the head under `head.`, and under `standard.` the mean and 1/σ of each channel of features that stayed as they are.
 *
 * `encoder` is the one that the model was begun on; `metadata` holds further texts to keep with it, such as the task.
 */
export async function saveTaskModel(
  model: TaskModel<unknown>,
  encoder: Encoder,
  file: string,
  metadata: Record<string, string> = {},
): Promise<void> {
  const tensors = await storedParameters(encoder.parameters);
  for (const [name, tensor] of await storedParameters(model.parameters))
    tensors.set(name.replace(/^encoder\./, ''), tensor);
  for (const [stage, { mean, inverseDeviation }] of model.standards) {
    tensors.set(`standard.${stage}.mean`, vector(mean));
    tensors.set(`standard.${stage}.inverse-deviation`, vector(inverseDeviation));
  }
  writeSafetensors(file, tensors, { ...metadata, encoder: JSON.stringify(encoder.config) });
}

function vector(values: Float64Array): StoredTensor {
  return { dtype: 'F32', shape: [values.length], values: Float32Array.from(values) };
}
