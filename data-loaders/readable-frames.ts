import { fuseLoadedCloud } from '../src/geometry/voxels.js';
import { viewLengths } from '../src/geometry/view-lengths.js';
import { defaultSignal } from '../src/support/default-signal.js';
import { InputError, throwIfAborted } from '../src/support/errors.js';
import { sha256 } from '../src/support/files.js';
import { progress } from '../src/support/progress.js';
import { frameIds } from './batches.js';
import type { Problem } from './check-dataset.js';
import { isPosed, type PosedSample } from './posed-sample.js';
import type { Sample, SceneDataset } from './sample.js';

/** What to do about a frame that cannot be read: end with its error, or go on without it. */
export type OnError = 'stop' | 'skip';

/** What to do about frames that cannot be read. */
export interface ReadableOptions {
  /** `stop` unless given. */
  onError?: OnError;
  signal?: AbortSignal;
}

/** Loads frames one after the other, in the order of their ids; with `skip` those that cannot be read are listed instead. */
export async function loadReadable(
  dataset: SceneDataset,
  ids: readonly string[],
  { onError = 'stop', signal = defaultSignal() }: ReadableOptions = {},
): Promise<{ samples: Sample[]; skipped: Problem[] }> {
  const samples: Sample[] = [];
  const skipped: Problem[] = [];
  for (const id of ids) {
    throwIfAborted(signal);
    await unlessUnreadable(
      onError,
      async () => samples.push(await dataset.load(id)),
      (error) => skipped.push({ frame: id, problem: error.message }),
    );
  }
  return { samples, skipped };
}

/** Makes every frame quick to load; with `skip` those that can be read. Throws what `dataset.prepare` throws. */
export async function prepareReadable(
  dataset: SceneDataset,
  { onError = 'stop', signal }: ReadableOptions = {},
): Promise<void> {
  await unlessUnreadable(
    onError,
    async () => dataset.prepare?.({ signal }),
    () => undefined,
  );
}

/** Reads every frame of a dataset once, and lists those that cannot be read. */
export async function unreadableFrames(
  dataset: SceneDataset,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Problem[]> {
  const ids = frameIds(dataset);
  const problems: Problem[] = [];
  const task = progress().start('reading frames', ids.length);
  try {
    for (const [done, id] of ids.entries()) {
      problems.push(...(await loadReadable(dataset, [id], { onError: 'skip', signal })).skipped);
      task.update(done + 1);
    }
  } finally {
    task.finish(`${problems.length} cannot be read`);
  }
  return problems;
}

/**
 * A dataset without some of its frames, which cannot be read; itself where there are none. A scene of which nothing is left is
 * left out. Where the cloud of a scene cannot be read for such a frame, it is fused from the frames that are left.
 */
export function withoutFrames(dataset: SceneDataset, unreadable: readonly string[]): SceneDataset {
  if (unreadable.length === 0) return dataset;
  const leftOut = new Set(unreadable);
  const scenes = dataset.scenes
    .map((scene) => ({ ...scene, frames: scene.frames.filter((id) => !leftOut.has(id)) }))
    .filter(({ frames }, i) => frames.length > 0 || dataset.scenes[i].frames.length === 0);
  const without: Partial<SceneDataset> = {
    scenes,
    fingerprint: sha256([dataset.fingerprint, ...leftOut].join('\n')).slice(0, 16),
    // Has been tried when the frames were read, and would stop at the first of those.
    prepare: undefined,
    async cloud(sceneId) {
      try {
        return await dataset.cloud(sceneId);
      } catch (error) {
        const scene = scenes.find(({ id }) => id === sceneId);
        if (!(error instanceof InputError) || !scene) throw error;
        const { voxel } = viewLengths[dataset.world ?? 'indoor'].overlap;
        return fuseLoadedCloud(posedFrames(dataset, scene.frames), { voxel });
      }
    },
  };
  return Object.create(
    dataset,
    Object.fromEntries(Object.entries(without).map(([name, value]) => [name, { value, enumerable: true }])),
  ) as SceneDataset;
}

async function* posedFrames(dataset: SceneDataset, ids: readonly string[]): AsyncGenerator<PosedSample> {
  for (const id of ids) {
    const sample = await dataset.load(id);
    if (isPosed(sample)) yield sample;
  }
}

/** Does something that reads, and in its stead, should that fail and need not, something else. */
async function unlessUnreadable(
  onError: OnError,
  read: () => Promise<unknown>,
  otherwise: (error: InputError) => unknown,
): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (onError === 'stop' || !(error instanceof InputError)) throw error;
    otherwise(error);
  }
}
