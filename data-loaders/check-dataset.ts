import { defaultSignal } from '../src/support/default-signal.js';
import { InputError, throwIfAborted } from '../src/support/errors.js';
import { progress } from '../src/support/progress.js';
import { frameIds } from './batches.js';
import type { Sample, SceneDataset } from './sample.js';

/** Something that cannot be used, and why; the message names its file. */
export interface Problem {
  /** Id of the frame, or of the scene of a cloud; the first of those that have the problem. */
  frame: string;
  problem: string;
}

/** What reading a whole dataset found. */
export interface DatasetCheck {
  dataset: string;
  frames: number;
  clouds: number;
  /** How many of them cannot be used. */
  skipped: { frames: number; clouds: number };
  problems: Problem[];
}

/**
 * Reads every frame and cloud of a dataset, and lists what cannot be used. With `stop` throws InputError at the first of
 * them.
 */
export async function checkDataset(
  dataset: SceneDataset,
  { stop = false, signal = defaultSignal() }: { stop?: boolean; signal?: AbortSignal } = {},
): Promise<DatasetCheck> {
  const ids = frameIds(dataset);
  // Clouds may be made of frames that no scene lists.
  const clouds = dataset.modalities.includes('cloud') ? dataset.scenes.map(({ id }) => id) : [];
  const problems = new Map<string, string>();
  const skipped = { frames: 0, clouds: 0 };
  let done = 0;
  const task = progress().start('frames and clouds', ids.length + clouds.length);
  const attempt = async (kind: 'frames' | 'clouds', frame: string, read: () => Promise<unknown>): Promise<void> => {
    throwIfAborted(signal);
    try {
      await read();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      if (stop) throw new InputError(`${frame}: ${error.message}`, { cause: error });
      skipped[kind]++;
      if (!problems.has(error.message)) problems.set(error.message, frame);
    }
    task.update(++done);
  };
  try {
    for (const id of ids) await attempt('frames', id, async () => checkSample(await dataset.load(id), dataset));
    for (const id of clouds) await attempt('clouds', id, () => readCloud(dataset, id));
  } finally {
    task.finish();
  }
  return {
    dataset: dataset.name,
    frames: ids.length,
    clouds: clouds.length,
    skipped,
    problems: [...problems].map(([problem, frame]) => ({ frame, problem })),
  };
}

/** The cloud of a scene, and the labels of its mesh where it has one. */
async function readCloud(dataset: SceneDataset, sceneId: string): Promise<void> {
  await dataset.cloud(sceneId);
  if (dataset.meshes?.includes(sceneId)) await dataset.mesh!(sceneId);
}

const channels = {
  rgb: 3,
  rightRgb: 3,
  albedo: 3,
  normals: 3,
  depth: 1,
  semantics: 1,
  rawSemantics: 1,
  instances: 1,
} as const;

/** Throws InputError if a sample contradicts itself or its dataset: rasters of another size, classes without a name. */
export function checkSample(sample: Sample, { classes }: Pick<SceneDataset, 'classes'>): void {
  const { id, width, height, semantics } = sample;
  for (const [name, count] of Object.entries(channels)) {
    const length = sample[name as keyof typeof channels]?.length;
    if (length !== undefined && length !== width * height * count)
      throw new InputError(
        `${id}: ${name} has ${length} values, not ${width} · ${height} · ${count}. Mend its loader.`,
      );
  }
  const nameless = semantics?.find((classId) => classId >= classes.length);
  if (nameless !== undefined)
    throw new InputError(
      `${id} has pixels of class ${nameless}, but there are ${classes.length} classes. Mend its labels or their table.`,
    );
}
