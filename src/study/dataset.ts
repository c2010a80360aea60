import * as fs from 'node:fs';
import * as path from 'node:path';
import { datasetEntry, openDataset as openByName, type DatasetName } from '../../data-loaders/registry.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { checkForPretraining } from '../pretrain/index.js';
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

/** Opens the dataset of one replication. A rendered training world follows the seed; recorded data are the same for all. */
export async function openDataset({ name, ...options }: DatasetConfig, seed: number): Promise<SceneDataset> {
  const world = isRendered(name) ? { seed, heldOutSeed: heldOutSeed() } : {};
  return openByName(name, { ...options, ...world });
}

const isRendered = (name: DatasetName): boolean => datasetEntry(name).origin === 'rendered';

/**
 * The dataset of each replication of a study, in the order of its seeds; recorded data are opened once for all. Throws
 * InputError when a study cannot be made of it.
 */
export async function openDatasets({
  dataset,
  seeds,
}: Pick<StudyConfig, 'dataset' | 'seeds'>): Promise<SceneDataset[]> {
  if (isRendered(dataset.name)) return Promise.all(seeds.map((seed) => openDataset(dataset, seed)));
  const shared = await openDataset(dataset, seeds[0]);
  checkForPretraining(shared, ['train', 'val']);
  if (!shared.scenes.some(({ split }) => split === 'test'))
    throw new InputError(
      [`Dataset ${shared.name} has no scene in its test split. Give more recordings.`, ...(shared.notes ?? [])].join(
        ' ',
      ),
    );
  return seeds.map(() => shared);
}
