import { Option, type Command } from 'commander';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { openDataset } from '../study/dataset.js';
import { numberBetween, wholeNumber } from './options.js';

/** The options by which a command is told which frames to look at. */
export interface DatasetOptions {
  root?: string;
  preset: 'independent' | 'natural';
  kappa?: number;
  width: number;
  height: number;
  scenes: number;
  views: number;
  seed: number;
}

/** Names of the datasets that commands can open. */
export const datasetNames = ['rooms', 'posed-rgbd'] as const;

/** Adds the options of {@link DatasetOptions} to a command, with frames of the given size. */
export function addDatasetOptions(command: Command, size: { width: number; height: number; scenes: number }): Command {
  return command
    .option('--root <dir>', 'folder of a real dataset')
    .addOption(
      new Option('--preset <name>', 'statistics of Rooms').choices(['independent', 'natural']).default('independent'),
    )
    .option('--kappa <0..1>', "coupling of material and geometry in Rooms (default: the preset's)", numberBetween(0, 1))
    .option('--width <px>', 'width of the frames', wholeNumber(16), size.width)
    .option('--height <px>', 'height of the frames', wholeNumber(16), size.height)
    .option('--scenes <n>', 'training scenes of Rooms', wholeNumber(1), size.scenes)
    .option('--views <n>', 'views per scene of Rooms', wholeNumber(2), 4)
    .option('--seed <n>', 'seed of the training world and of all else that is drawn', wholeNumber(0), 0);
}

/** Opens the dataset that a command was told of. Throws InputError when its options do not fit it. */
export function openNamed(name: string, options: DatasetOptions): SceneDataset {
  const { width, height, seed, preset, kappa, views } = options;
  if (name === 'posed-rgbd') return openDataset({ name, root: options.root, width, height }, seed);
  const heldOut = Math.ceil(options.scenes / 4);
  const scenes = { train: options.scenes, val: heldOut, test: heldOut };
  return openDataset({ name: 'rooms', preset, kappa, width, height, views, scenes }, seed);
}
