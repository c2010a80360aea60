import { InputError, throwIfAborted } from '../src/support/errors.js';
import { unitFromBytes } from '../src/image/bytes.js';
import type { Sample, SceneDataset, Split } from './sample.js';

/** Ids of all frames, or of those of one split, in the order of scenes and frames. */
export function frameIds(dataset: Pick<SceneDataset, 'scenes'>, split?: Split): string[] {
  return dataset.scenes
    .filter((scene) => split === undefined || scene.split === split)
    .flatMap((scene) => scene.frames);
}

/** Loads frames one after the other, in the order of their ids. Throws what `dataset.load` throws. */
export async function loadSamples(
  dataset: SceneDataset,
  ids: readonly string[],
  { signal }: { signal?: AbortSignal } = {},
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const id of ids) {
    throwIfAborted(signal);
    samples.push(await dataset.load(id));
  }
  return samples;
}

/**
 * The colour images of samples of equal size as one batch, [n, height, width, 3], sRGB in 0..1: what encoders take.
 * Throws InputError if the sizes differ.
 */
export function imageBatch(samples: readonly Pick<Sample, 'id' | 'rgb' | 'width' | 'height'>[]): Float32Array {
  if (samples.length === 0) return new Float32Array(0);
  const { width, height } = samples[0];
  const length = width * height * 3;
  const batch = new Float32Array(samples.length * length);
  samples.forEach((sample, i) => {
    checkSize(sample, samples[0]);
    batch.set(unitFromBytes(sample.rgb), i * length);
  });
  return batch;
}

/**
 * The depth images of samples of equal size as one batch, [n, height, width] in metres, 0 where there is no measurement.
 * Throws InputError if the sizes differ or a sample has no depth.
 */
export function depthBatch(samples: readonly Sample[]): Float32Array {
  if (samples.length === 0) return new Float32Array(0);
  const { width, height } = samples[0];
  const batch = new Float32Array(samples.length * width * height);
  samples.forEach((sample, i) => {
    checkSize(sample, samples[0]);
    if (!sample.depth) throw new InputError(`${sample.id} has no depth.`);
    batch.set(sample.depth, i * width * height);
  });
  return batch;
}

function checkSize(
  sample: Pick<Sample, 'id' | 'width' | 'height'>,
  first: Pick<Sample, 'id' | 'width' | 'height'>,
): void {
  if (sample.width !== first.width || sample.height !== first.height)
    throw new InputError(
      `${sample.id} is ${sample.width}×${sample.height}, ${first.id} is ${first.width}×${first.height}: a batch takes samples of one size. Load both with the same width and height.`,
    );
}
