import { Option, type Command } from 'commander';
import * as path from 'node:path';
import { loadSamples } from '../../data-loaders/batches.js';
import { frameOrder } from '../../data-loaders/frame-order.js';
import { datasetNames, type DatasetName } from '../../data-loaders/registry.js';
import type { Sample, Split } from '../../data-loaders/sample.js';
import { startBackend, type BackendRequest } from '../backend/index.js';
import { InputError } from '../support/errors.js';
import { makeFolder, writeFileAtomic, writeJson } from '../support/files.js';
import { progress } from '../support/progress.js';
import { loadTaskModel, tasks, type TaskScore } from '../tasks/index.js';
import { addDatasetOptions, openNamed, type DatasetOptions } from './dataset-options.js';
import { framesAtMost, framesOption } from './frames-option.js';
import { interruptible } from './interruptible.js';
import { backendOption, examples, jsonOption, printJson } from './options.js';
import { hasClassesOf, writePredictions, type PredictedFrames } from './prediction-files.js';
import { predictionSheet } from './prediction-sheet.js';

interface PredictOptions extends DatasetOptions {
  model: string;
  dataset: DatasetName;
  split?: Split;
  frames?: number;
  out: string;
  backend: BackendRequest;
  json?: boolean;
}

/** `predict`: what a trained model of a task says of a dataset's images, or of any folder of photographs. */
export function definePredict(command: Command): void {
  command
    .requiredOption('--model <file>', 'model.safetensors that train wrote')
    .addOption(new Option('--dataset <name>', 'whose images').choices(datasetNames).default('rooms'))
    .addOption(new Option('--split <name>', 'of the dataset').choices(['train', 'val', 'test']).default('test'))
    .addOption(framesOption())
    .option('--out <folder>', 'where predictions, scores and pictures are written', 'predicted')
    .addOption(backendOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'predict --model depth/model.safetensors --dataset images --root holiday --out depth-of-holiday',
        'predict --model semantic/model.safetensors --split test --out predicted',
      ),
    );
  addDatasetOptions(command, {}).action(predict);
}

async function predict(given: PredictOptions): Promise<void> {
  const backend = await startBackend({ name: given.backend });
  progress().note(`Backend ${backend.name} ${backend.version} on ${backend.device}: ${backend.why}`);
  const model = await loadTaskModel(given.model, tasks);
  try {
    const { size, task } = model;
    const dataset = await openNamed(given.dataset, given, { rendered: { ...size, scenes: 96 }, recorded: { ...size } });
    const predicted = await interruptible(async (signal): Promise<PredictedFrames> => {
      await dataset.prepare?.({ signal });
      const subset = framesAtMost(given.frames, given.dataset);
      const ids = frameOrder(dataset, { split: given.split, seed: given.seed, subset });
      if (ids.length === 0)
        throw new InputError(`${dataset.name} has no frames in its split ${given.split}. Choose another with --split.`);
      const samples = await loadSamples(dataset, ids, { signal });
      return { model, samples, predictions: await model.predict(samples, { signal }), dataset };
    });
    makeFolder(given.out);
    const written = writePredictions(given.out, predicted);
    const { predictions } = predicted;
    const samples = withoutOtherClasses(predicted);
    writeFileAtomic(path.join(given.out, 'pictures.png'), predictionSheet(task, samples, predictions, model.dataset));
    const scores = scoresOf({ ...predicted, samples }).map(({ scenes: _scenes, ...score }) => score);
    const document = { model: given.model, task: task.name, dataset: dataset.name, frames: samples.length, scores };
    writeJson(path.join(given.out, 'scores.json'), document);
    if (given.json) return printJson({ ...document, out: given.out });
    for (const { metric, class: of = '', value, unit } of scores)
      console.log(`${metric.padEnd(14)} ${of.padEnd(14)} ${value.toFixed(3).padStart(8)} ${unit}`);
    console.log(`Written to ${given.out}: ${written}, scores.json, pictures.png`);
  } finally {
    model.dispose();
  }
}

/** Samples without what would be taken for truth but names other classes than the model does. */
function withoutOtherClasses({ model, samples, dataset }: PredictedFrames): readonly Sample[] {
  const { task, classIds } = model;
  if (classIds.length === 0 || hasClassesOf(dataset, model)) return samples;
  progress().note(`Not scored: the classes of ${dataset.name} are not those of ${model.dataset.name}.`);
  const none = Object.fromEntries(task.requires.map((modality) => [modality, undefined]));
  return samples.map((sample) => ({ ...sample, ...none }));
}

/** Scores of the frames that have what the task is measured on; none when there is no such frame. */
function scoresOf({ model, samples, predictions }: PredictedFrames): TaskScore[] {
  const { task, dataset } = model;
  const isKnown = (sample: Sample): boolean => task.requires.every((modality) => sample[modality] !== undefined);
  const known = samples.filter(isKnown);
  if (known.length === 0) return [];
  const ofKnown = predictions.filter((_, i) => isKnown(samples[i]));
  return task.score(ofKnown, known, dataset);
}
