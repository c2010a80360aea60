import { readSafetensors, writeSafetensors, type StoredTensor } from '../formats/safetensors.js';
import { encoderSource, type FeatureStandard } from '../features/index.js';
import { assignParameters, loadEncoder, storedParameters, type Encoder } from '../nn/index.js';
import { InputError } from '../support/errors.js';
import { seeded } from '../support/random.js';
import { openBackbone } from './backbone.js';
import type { TaskModel } from './fine-tune.js';
import { openPredictor, type Predictor } from './predictor.js';
import type { Head, Task } from './task.js';
import { parseTaskModelDescription, type TaskModelDescription } from './task-model-description.js';

/** Where the file's metadata says what the model is. */
const key = 'task-model';

/**
 * Saves a model of a task as safetensors: the encoder as `loadEncoder` of `alignscope/nn` reads it, fine-tuned where the model trained it,
 * the head under `head.`, under `standard.` the mean and 1/σ of each channel of features that stayed as they are, and in
 * the metadata task, mode, classes and size of the frames.
 *
 * `encoder` is the one that the model was begun on; `metadata` holds further texts to keep with it, such as the seed.
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
    tensors.set(meanOf(stage), vector(mean));
    tensors.set(inverseDeviationOf(stage), vector(inverseDeviation));
  }
  const { mode, classIds, size, dataset } = model;
  const { name, world, classes, trainIds, legend } = dataset;
  const of = { name, world, classes: [...classes], trainIds, legend };
  const description: TaskModelDescription = { task: model.task.name, mode, classIds: [...classIds], size, dataset: of };
  writeSafetensors(file, tensors, {
    ...metadata,
    [key]: JSON.stringify(description),
    encoder: JSON.stringify(encoder.config),
  });
}

/**
 * Loads what {@link saveTaskModel} wrote, ready to predict; `known` are the tasks that the file may be of, by name.
 *
 * Throws InputError naming the file when it holds no model of these tasks, or a tensor is missing or of another shape.
 */
export async function loadTaskModel(
  file: string,
  known: Readonly<Record<string, Task<unknown>>>,
): Promise<Predictor<unknown>> {
  const { tensors, metadata } = readSafetensors(file);
  const { classIds, mode, dataset, size, ...described } = parseTaskModelDescription(file, metadata[key]);
  const task = Object.hasOwn(known, described.task) ? known[described.task] : undefined;
  if (!task?.modes.includes(mode))
    throw new InputError(
      `${file} is a model of the task ${described.task} in mode ${mode}, which is none of ${Object.keys(known).join(', ')} in a mode of theirs. Load it with the task that it was trained for.`,
    );
  const { encoder } = await loadEncoder(file);
  const body = openBackbone(mode === 'full' ? { mode, encoder } : { mode, source: encoderSource(encoder) });
  let head: Head<unknown> | undefined;
  const dispose = (): void => {
    encoder.dispose();
    body.dispose();
    head?.dispose();
  };
  try {
    const { stages, encoderEnd, output } = body;
    const random = seeded('overwritten by the file');
    head = task.restore(classIds, { mode, stages, encoderEnd, output, dataset, random });
    if (head.classIds.join() !== classIds.join())
      throw new InputError(
        `${file} is of classes ${classIds.join(', ')}, which are not all among those of ${dataset.name}. Train the model again.`,
      );
    const parameters = head.parameters.map((parameter) => ({ ...parameter, name: `head.${parameter.name}` }));
    assignParameters(parameters, tensors, file);
    body.restore(head.stages, mode === 'full' ? new Map() : standardsOf(head.stages, stages, tensors, file));
    return { ...openPredictor(body, head, { task, mode, dataset, size }), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** What the features of some stages are standardised with. */
function standardsOf(
  wanted: readonly string[],
  stages: readonly { name: string; channels: number }[],
  tensors: ReadonlyMap<string, StoredTensor>,
  file: string,
): Map<string, FeatureStandard> {
  return new Map(
    wanted.map((stage) => {
      const { channels } = stages.find(({ name }) => name === stage)!;
      const read = (name: string): Float64Array => {
        const { values } = tensors.get(name) ?? {};
        if (!(values instanceof Float64Array) || values.length !== channels)
          throw new InputError(
            `${file} has no tensor ${name} of ${channels} F64 values, which its features are standardised with. Train the model again.`,
          );
        return values;
      };
      return [stage, { mean: read(meanOf(stage)), inverseDeviation: read(inverseDeviationOf(stage)) }];
    }),
  );
}

const meanOf = (stage: string): string => `standard.${stage}.mean`;
const inverseDeviationOf = (stage: string): string => `standard.${stage}.inverse-deviation`;

/** In double precision, so that the model predicts the same to the last bit. */
const vector = (values: Float64Array): StoredTensor => ({ dtype: 'F64', shape: [values.length], values });
