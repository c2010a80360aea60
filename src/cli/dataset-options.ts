import { Option, type Command } from 'commander';
import { posedRgbd } from '../../data-loaders/posed-rgbd/index.js';
import { rooms as openRooms } from '../../data-loaders/rooms/index.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import type { DatasetConfig } from '../study/config.js';
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
  width?: number;
  height?: number;
  scenes?: number;
  views?: number;
  seed: number;
}

/** Frames that a command looks at unless it is told: in Rooms, and their size in recorded data, as stored when left out. */
export interface DatasetDefaults {
  rooms: { width: number; height: number; scenes: number };
  recorded?: { width: number; height: number };
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
export function addDatasetOptions(command: Command, { rooms, recorded }: DatasetDefaults): Command {
  const size = (ofRooms: number): string => (recorded ? `${ofRooms}` : `${ofRooms} in Rooms, else as stored`);
  return addDatasetChoice(command)
    .option('--width <px>', `width of the frames (default: ${size(rooms.width)})`, wholeNumber(16))
    .option('--height <px>', `height of the frames (default: ${size(rooms.height)})`, wholeNumber(16))
    .option('--scenes <n>', `training scenes of Rooms (default: ${rooms.scenes})`, wholeNumber(1))
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
  { rooms, recorded }: DatasetDefaults,
): SceneDataset {
  checkDatasetChoice(name, options);
  const { root, preset, kappa, views, seed } = options;
  if (name !== 'rooms') {
    const { width = recorded?.width, height = recorded?.height } = options;
    return posedRgbd({ root: root!, width, height });
  }
  const { width = rooms.width, height = rooms.height, scenes: train = rooms.scenes } = options;
  const heldOut = Math.ceil(train / 4);
  const scenes = { train, val: heldOut, test: heldOut };
  // Held-out worlds of their own: the study's test scenes are not for looking around in.
  return openRooms({ preset, kappa, width, height, views, scenes, seed });
}
