import * as fs from 'node:fs';
import * as path from 'node:path';
import { posedRgbd } from '../../data-loaders/posed-rgbd/index.js';
import { rooms } from '../../data-loaders/rooms/index.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { InputError } from '../support/errors.js';
import { sha256 } from '../support/files.js';
import { packageRoot } from '../support/package.js';
import type { DatasetConfig, StudyConfig } from './config.js';

/**
 * Seed of the validation and test worlds: the SHA-256 of docs/method.md, so that a changed rule is never judged on
 * scenes that were seen under the old one.
 */
export function heldOutSeed(): string {
  return sha256(fs.readFileSync(path.join(packageRoot(), 'docs', 'method.md')));
}

/** Opens the dataset of one replication. On Rooms the training world follows the seed; real data are the same for all. */
export function openDataset(config: DatasetConfig, seed: number): SceneDataset {
  const { width, height } = config;
  if (config.name === 'rooms') {
    const { preset, kappa, views, scenes } = config;
    return rooms({ preset, kappa, width, height, views, scenes, seed, heldOutSeed: heldOutSeed() });
  }
  if (config.root === undefined)
    throw new InputError(`Dataset ${config.name} needs --root, the folder with its frames.`);
  return posedRgbd({ root: config.root, width, height });
}

/** The dataset of each replication of a study, in the order of its seeds; real data are opened once for all. */
export function openDatasets({ dataset, seeds }: Pick<StudyConfig, 'dataset' | 'seeds'>): SceneDataset[] {
  if (dataset.name === 'rooms') return seeds.map((seed) => openDataset(dataset, seed));
  const shared = openDataset(dataset, seeds[0]);
  return seeds.map(() => shared);
}
