import { InvalidArgumentError, Option, type Command } from 'commander';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { datasetNames, type DatasetName } from '../../data-loaders/registry.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { startBackend, type BackendRequest } from '../backend/index.js';
import { encoderSource } from '../features/index.js';
import { loadEncoder, type Encoder } from '../nn/index.js';
import { InputError } from '../support/errors.js';
import { makeFolder, writeFileAtomic, writeJson } from '../support/files.js';
import { progress } from '../support/progress.js';
import {
  classWeightRules,
  fineTune,
  saveTaskModel,
  semanticTask,
  tasks,
  type Augmentation,
  type Backbone,
  type BackboneMode,
  type ClassWeightRule,
  type Task,
  type TaskName,
} from '../tasks/index.js';
import { addDatasetChoice, openNamed, type DatasetOptions } from './dataset-options.js';
import { framesAtMost, framesOption, smallFrames } from './frames-option.js';
import { interruptible } from './interruptible.js';
import { backendOption, examples, jsonOption, numberBetween, printJson, wholeNumber } from './options.js';
import { predictionSheet } from './prediction-sheet.js';
import { loadTaskFrames } from './task-frames.js';

interface TrainOptions extends DatasetOptions {
  task: TaskName;
  from: string;
  dataset: DatasetName;
  mode?: BackboneMode;
  labels: number;
  labelSet?: string;
  steps: number;
  batch?: number;
  learningRate?: number;
  classWeights: ClassWeightRule;
  mirror?: Augmentation['mirror'];
  zoom?: Augmentation['zoom'];
  frames?: number;
  out: string;
  backend: BackendRequest;
  json?: boolean;
}

const defaults = smallFrames(96);
const modes = [...new Set(Object.values(tasks).flatMap((task): readonly BackboneMode[] => task.modes))];

/** `train`: one task on a pretrained encoder, scored beside what predicts without looking. */
export function defineTrain(command: Command): void {
  command
    .addOption(new Option('--task <name>', 'what to learn').choices(Object.keys(tasks)).makeOptionMandatory())
    .requiredOption('--from <encoder>', 'safetensors file of an encoder, or the folder of a pretraining run')
    .addOption(new Option('--dataset <name>', 'what to learn it on').choices(datasetNames).default('rooms'))
    .addOption(
      new Option(
        '--mode <mode>',
        'full: encoder and head; frozen: a decoder on features that stay as they are; linear: the same, cell by cell (default: the first that the task has)',
      ).choices(modes),
    )
    .option('--labels <share>', 'share of the training frames whose labels are used, .01 … 1', numberBetween(0, 1), 1)
    .option('--steps <n>', 'training steps', wholeNumber(1), 200)
    .option('--batch <n>', 'frames a step (default: the task’s)', wholeNumber(1))
    .option('--learning-rate <r>', 'highest learning rate (default: the task’s)', numberBetween(0, 1))
    .addOption(
      new Option('--class-weights <rule>', 'how much rare classes count (semantic)')
        .choices(Object.keys(classWeightRules))
        .default('enet'),
    )
    .addOption(new Option('--mirror <how>', 'mirror frames in full training').choices(['each', 'together', 'never']))
    .option('--zoom <least,greatest>', 'enlarge frames at random in full training, such as .8,1.5', zoomRange)
    .addOption(framesOption())
    .option(
      '--label-set <set>',
      'classes of labels, as --labels of the dataset’s other commands (cityscapes, kitti, …)',
    )
    .option('--seed <n>', 'seed of the training world and of all else that is drawn', wholeNumber(0), 0)
    .option('--out <folder>', 'where model, scores and pictures are written', 'trained')
    .addOption(backendOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'train --task semantic --from zoo/cross-view.safetensors --labels .1 --steps 100 --out semantic',
        'train --task reconstruction --from zoo/cross-modal.safetensors --mode frozen --out reconstruction',
      ),
    );
  // What datasets call --labels, the names of their sets of classes, is --label-set here.
  addDatasetChoice(command, { defaults, except: ['labels'] }).action(train);
}

function zoomRange(text: string): [number, number] {
  const [least, greatest, ...more] = text.split(',').map(Number);
  if (more.length > 0 || !(least > 0.1 && least <= greatest && greatest < 10))
    throw new InvalidArgumentError('Give the least and the greatest factor, above .1 and below 10, such as .8,1.5.');
  return [least, greatest];
}

async function train(given: TrainOptions): Promise<void> {
  const file = encoderFile(given.from);
  const task = taskOf(given);
  const data = await openNamed(given.dataset, { ...given, labels: given.labelSet }, defaults);
  const backend = await startBackend({ name: given.backend });
  progress().note(`Backend ${backend.name} ${backend.version} on ${backend.device}: ${backend.why}`);
  const { encoder, metadata } = await loadEncoder(file);
  try {
    const outcome = await interruptible((signal) => trainAndScore(task, encoder, data, given, signal));
    const { mode, labels, seed, steps, out } = given;
    const from = { from: given.from, variation: metadata.variation ?? null };
    const request = { task: task.name, mode: mode ?? task.modes[0], ...from, dataset: data.name, labels, steps, seed };
    const document = { ...request, backend: backend.name, ...outcome };
    writeJson(path.join(out, 'scores.json'), document);
    if (given.json) return printJson({ ...document, out });
    console.log(`${request.task}, ${request.mode}, ${steps} steps on ${outcome.frames.labelled} labelled frames`);
    console.log(scoreTable(outcome));
    console.log(`Written to ${out}: model.safetensors, scores.json, pictures.png`);
  } finally {
    encoder.dispose();
  }
}

/** The encoder of a file, or of the folder of a run. */
function encoderFile(from: string): string {
  const inFolder = path.join(from, 'encoder.safetensors');
  if (fs.existsSync(inFolder)) return inFolder;
  if (fs.statSync(from, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(
      `${from} has no encoder.safetensors: point --from at the folder of a pretraining run, or at a file that pretrain wrote.`,
    );
  return from;
}

function taskOf({ task: name, mode, classWeights }: TrainOptions): Task<unknown> {
  const task: Task<unknown> = name === 'semantic' ? semanticTask({ weights: classWeights }) : tasks[name];
  if (mode && !task.modes.includes(mode))
    throw new InputError(`--mode ${mode} is none of the task ${name}: choose ${task.modes.join(' or ')}.`);
  return task;
}

/** A score of the model beside that of the trivial baseline. */
interface ComparedScore {
  metric: string;
  class?: string;
  value: number;
  trivial: number | null;
  unit: string;
  n: number;
}

interface Outcome {
  frames: { train: number; labelled: number; test: number };
  /** What the trivial baseline predicts. */
  trivial: string;
  loss: { first: number; last: number };
  scores: ComparedScore[];
}

async function trainAndScore(
  task: Task<unknown>,
  encoder: Encoder,
  data: SceneDataset,
  given: TrainOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  const { seed, steps, labels, batch, learningRate, out } = given;
  await data.prepare?.({ signal });
  const most = framesAtMost(given.frames, given.dataset);
  const { train: frames, test } = await loadTaskFrames(task, data, { most, seed, signal });
  const mode = given.mode ?? task.modes[0];
  const backbone: Backbone = mode === 'full' ? { mode, encoder } : { mode, source: encoderSource(encoder, { signal }) };
  const { mirror = task.augmentation.mirror, zoom = task.augmentation.zoom } = given;
  const options = { steps, seed, labels, batch, learningRate, augmentation: { mirror, zoom }, signal };
  const model = await fineTune(task, backbone, frames, data, options);
  try {
    const predictions = await model.predict(test, { signal });
    const scores = task.score(predictions, test, data);
    const baseline = task.trivial(frames, data);
    const trivial = task.score(baseline.predict(test), test, data);
    makeFolder(out);
    await saveTaskModel(model, encoder, path.join(out, 'model.safetensors'), {
      seed: String(seed),
      steps: String(steps),
      labels: String(labels),
    });
    writeFileAtomic(path.join(out, 'pictures.png'), predictionSheet(task, test, predictions, data));
    return {
      frames: { train: frames.length, labelled: model.labelled, test: test.length },
      trivial: baseline.name,
      loss: { first: model.loss[0], last: model.loss[steps - 1] },
      scores: scores.map(({ metric, class: of, value, unit, n }) => {
        const beside = trivial.find((score) => score.metric === metric && score.class === of)?.value ?? null;
        return { metric, ...(of !== undefined && { class: of }), value, trivial: beside, unit, n };
      }),
    };
  } finally {
    model.dispose();
  }
}

/** One line a metric: the model's value, the trivial baseline's, the unit. */
function scoreTable({ scores, trivial }: Outcome): string {
  const label = ({ metric, class: of }: ComparedScore): string => (of === undefined ? metric : `${metric} ${of}`);
  const width = Math.max(...scores.map((score) => label(score).length));
  const row = (name: string, ...cells: string[]): string =>
    [name.padEnd(width), ...cells.map((cell) => cell.padStart(8))].join('  ');
  const number = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
  return [
    row('', 'model', 'trivial') + `  (trivial: ${trivial})`,
    ...scores.map((score) => `${row(label(score), number(score.value), number(score.trivial))}  ${score.unit}`),
  ].join('\n');
}
