import { Option } from 'commander';
import { datasetEntry, type DatasetName } from '../../data-loaders/registry.js';
import type { DatasetDefaults } from './dataset-options.js';
import { wholeNumber } from './options.js';

const size = { width: 64, height: 48 };

/** Frames at the size of the profile `quick`, of so many rendered scenes, unless the command line says otherwise. */
export function smallFrames(scenes: number): DatasetDefaults {
  return { rendered: { ...size, scenes }, recorded: size };
}

/** Of each split of a recorded dataset, whose frames, and features at all stages, have to be held at once. */
const mostFrames = 300;

/** `--frames`: of each split at most. */
export function framesOption(): Option {
  const text = `frames of each split at most (default: all in rooms, ${mostFrames} in others)`;
  return new Option('--frames <n>', text).argParser(wholeNumber(1));
}

/** The frames of each split at most that a command was told of, or takes; all when undefined. */
export function framesAtMost(given: number | undefined, dataset: DatasetName): number | undefined {
  return given ?? (datasetEntry(dataset).origin === 'recorded' ? mostFrames : undefined);
}
