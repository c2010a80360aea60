import { InputError, throwIfAborted } from '../src/support/errors.js';
import type { Problem } from './check-dataset.js';
import { frameOrder, type FrameChoice } from './frame-order.js';
import { loadInOrder } from './load-in-order.js';
import { LoadPool } from './load-pool.js';
import { openingOf } from './opening.js';
import type { Sample, SceneDataset } from './sample.js';

/** Options of {@link batches}. */
export interface BatchOptions extends FrameChoice {
  /** Samples in a batch; the last may have fewer. */
  size: number;
  /** Threads that load; 0 (the default) loads in this one. */
  workers?: number;
  /** Batches that are loaded before they are asked for (2). */
  prefetch?: number;
  /** `stop` (the default) throws at the first frame that cannot be read, `skip` goes on with the next. */
  onError?: 'stop' | 'skip';
  signal?: AbortSignal;
}

/** Some samples of a dataset in their order. */
export interface Batch {
  samples: Sample[];
  /** Frames that were skipped since the batch before; the last batch may have nothing else. */
  skipped: Problem[];
}

/**
 * The frames of a dataset, batch by batch, in an order that depends on nothing but dataset, seed and choice: not on the number
 * of threads. Not more than `(prefetch + 1) · size` samples are held.
 *
 * With `workers` each thread opens the dataset for itself, so that it must have been opened by name ({@link openDataset}).
 * Throws InputError, naming option or file, and InterruptedError when aborted.
 */
export async function* batches(dataset: SceneDataset, options: BatchOptions): AsyncGenerator<Batch, void, undefined> {
  const { size, workers = 0, prefetch = 2, onError = 'stop', signal, ...choice } = options;
  checkCount('size', size, 1);
  checkCount('workers', workers, 0);
  checkCount('prefetch', prefetch, 0);
  const ids = frameOrder(dataset, choice);
  const pool = workers > 0 ? new LoadPool(sourceOf(dataset), Math.min(workers, ids.length)) : undefined;
  // What waits to be taken shares the bound with the batch that is being filled.
  const ahead = Math.max(1, prefetch * size);
  const load = (id: string): Promise<Sample> => (pool ?? dataset).load(id);
  const stop = (): void => void pool?.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    let batch: Batch = { samples: [], skipped: [] };
    for await (const loaded of loadInOrder(ids, load, { ahead })) {
      throwIfAborted(signal);
      if ('sample' in loaded) batch.samples.push(loaded.sample);
      else if (onError === 'skip' && loaded.error instanceof InputError)
        batch.skipped.push({ frame: loaded.id, problem: loaded.error.message });
      else throw loaded.error;
      if (batch.samples.length < size) continue;
      yield batch;
      throwIfAborted(signal);
      batch = { samples: [], skipped: [] };
    }
    if (batch.samples.length > 0 || batch.skipped.length > 0) yield batch;
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool?.close();
  }
}

function checkCount(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new InputError(`${name} is ${value}; give a whole number of at least ${least}.`);
}

function sourceOf(dataset: SceneDataset): {
  name: string;
  options: Readonly<Record<string, unknown>>;
  fingerprint: string;
} {
  const opening = openingOf(dataset);
  if (!opening)
    throw new InputError(
      `Threads cannot open ${dataset.name} again, because it was not opened by name. Open it with openDataset('${dataset.name}', …), or load with workers: 0.`,
    );
  return { ...opening, fingerprint: dataset.fingerprint };
}
