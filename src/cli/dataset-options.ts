import { Option, type Command } from 'commander';
import type { SceneDataset } from '../../data-loaders/sample.js';
import type { DatasetConfig } from '../study/config.js';
import { openDataset } from '../study/dataset.js';
import { InputError } from '../support/errors.js';
import { numberBetween, wholeNumber } from './options.js';

/** The options by which a command is told which dataset to look at. */
export interface DatasetChoice {
  root?: string;
  preset?: 'independent' | 'natural';
  kappa?: number;
}

/** The same, with which frames of it. */
export interface DatasetOptions extends DatasetChoice {
  width: number;
  height: number;
  scenes?: number;
  views?: number;
  seed: number;
}

/** Frames that a command looks at unless it is told. */
export interface DatasetDefaults {
  width: number;
  height: number;
  scenes: number;
}

/** Names of the datasets that commands can open. */
export const datasetNames: DatasetConfig['name'][] = ['rooms', 'posed-rgbd'];

/** Adds the options of {@link DatasetChoice} to a command. */
export function addDatasetChoice(command: Command): Command {
  return command
    .option('--root <dir>', 'folder of a real dataset')
    .addOption(new Option('--preset <name>', 'statistics of Rooms').choices(['independent', 'natural']))
    .option(
      '--kappa <0..1>',
      "coupling of material and geometry in Rooms (default: the preset's)",
      numberBetween(0, 1),
    );
}

/** Adds the options of {@link DatasetOptions} to a command. */
export function addDatasetOptions(command: Command, { width, height, scenes }: DatasetDefaults): Command {
  return addDatasetChoice(command)
    .option('--width <px>', 'width of the frames', wholeNumber(16), width)
    .option('--height <px>', 'height of the frames', wholeNumber(16), height)
    .option('--scenes <n>', `training scenes of Rooms (default: ${scenes})`, wholeNumber(1))
    .option('--views <n>', 'views per scene of Rooms (default: 4)', wholeNumber(2))
    .option('--seed <n>', 'seed of the training world and of all else that is drawn', wholeNumber(0), 0);
}

/** Throws InputError when an option does not belong to the dataset of this name, or one that it needs is missing. */
export function checkDatasetChoice(
  name: DatasetConfig['name'],
  options: DatasetChoice & Partial<DatasetOptions>,
): void {
  if (name === 'rooms') {
    if (options.root !== undefined)
      throw new InputError('--root belongs to a real dataset: choose the dataset posed-rgbd, or leave --root out.');
    return;
  }
  if (options.root === undefined) throw new InputError(`The dataset ${name} needs --root, the folder with its frames.`);
  for (const option of ['preset', 'kappa', 'scenes', 'views'] as const)
    if (options[option] !== undefined)
      throw new InputError(`--${option} is an option of Rooms; leave it out for ${name}.`);
}

/** Opens the dataset that a command was told of. Throws InputError when its options do not fit it. */
export function openNamed(
  name: DatasetConfig['name'],
  options: DatasetOptions,
  defaults: DatasetDefaults,
): SceneDataset {
  checkDatasetChoice(name, options);
  const { root, preset, kappa, width, height, views, seed, scenes: train = defaults.scenes } = options;
  if (name !== 'rooms') return openDataset({ name, root, width, height }, seed);
  const heldOut = Math.ceil(train / 4);
  return openDataset(
    { name, preset, kappa, width, height, views, scenes: { train, val: heldOut, test: heldOut } },
    seed,
  );
}
