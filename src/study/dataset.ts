import * as fs from 'node:fs';
import * as path from 'node:path';
import { datasetEntry, openDataset as openByName, type DatasetName } from '../../data-loaders/registry.js';
import type { Problem } from '../../data-loaders/check-dataset.js';
import { unreadableFrames, withoutFrames } from '../../data-loaders/readable-frames.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { checkForPretraining } from '../pretrain/index.js';
import { InputError } from '../support/errors.js';
import { sha256 } from '../support/files.js';
import { packageRoot } from '../support/package.js';
import { progress } from '../support/progress.js';
import type { DatasetConfig, StudyConfig } from './config.js';

/**
 * Seed of the validation and test worlds: the SHA-256 of docs/method.md, so that a changed rule is never judged on
 * scenes that were seen under the old one.
 */
export function heldOutSeed(): string {
  return sha256(fs.readFileSync(path.join(packageRoot(), 'docs', 'method.md')));
}

/** What is done about frames that cannot be read. */
export interface LeftOut {
  /** The configuration with the frames that are left out, and the datasets without them. */
  config: StudyConfig;
  datasets: readonly SceneDataset[];
  problems: Problem[];
}

/**
 * Reads every frame of a recorded dataset, once, and leaves out those that cannot be read; each is noted. Throws InputError
 * when what is left is no ground for a study.
 */
export async function leaveOutUnreadable(
  config: StudyConfig,
  datasets: readonly SceneDataset[],
  signal?: AbortSignal,
): Promise<LeftOut> {
  const [first] = datasets;
  if (isRendered(config.dataset.name)) return { config, datasets, problems: [] };
  const problems = await unreadableFrames(first, { signal });
  if (problems.length === 0) return { config, datasets, problems };
  for (const { frame, problem } of problems) progress().note(`Frame ${frame} is left out: ${problem}`);
  const leftOut = problems.map(({ frame }) => frame);
  const shared = withoutFrames(first, leftOut);
  checkRecorded(shared);
  return { config: { ...config, leftOut }, datasets: datasets.map(() => shared), problems };
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
  checkRecorded(shared);
  return seeds.map(() => shared);
}

function checkRecorded(shared: SceneDataset): void {
  checkForPretraining(shared, ['train', 'val']);
  if (!shared.scenes.some(({ split }) => split === 'test'))
    throw new InputError(
      [`Dataset ${shared.name} has no scene in its test split. Give more recordings.`, ...(shared.notes ?? [])].join(
        ' ',
      ),
    );
}
