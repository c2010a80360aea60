import { parentPort, workerData } from 'node:worker_threads';
import { AlignscopeError, InputError } from '../src/support/errors.js';
import type { LoadAnswer, LoadRequest, LoadSource } from './load-pool.js';
import { openDataset, type DatasetName } from './registry.js';
import type { SceneDataset } from './sample.js';

/** One thread of a LoadPool: opens the dataset when it is first asked for a frame, and answers with samples. */
const { name, options, fingerprint } = workerData as LoadSource;
let dataset: Promise<SceneDataset> | undefined;

parentPort!.on('message', async ({ index, id }: LoadRequest) => {
  const buffers: ArrayBuffer[] = [];
  let answer: LoadAnswer;
  try {
    dataset ??= open();
    answer = { index, sample: withOwnBuffers(await (await dataset).load(id), buffers) };
  } catch (error) {
    const { message } = error as Error;
    const kind = error instanceof InputError ? 'input' : error instanceof AlignscopeError ? 'work' : 'other';
    answer = { index, fault: { kind, message } };
  }
  parentPort!.postMessage(answer, buffers);
});

async function open(): Promise<SceneDataset> {
  const opened = await openDataset(name as DatasetName, options);
  if (opened.fingerprint !== fingerprint)
    throw new InputError(`The files of ${name} have changed since it was opened. Open it again.`);
  return opened;
}

/** A value with copies of its arrays, whose buffers can be handed over though a dataset may keep the originals. */
function withOwnBuffers<T>(value: T, buffers: ArrayBuffer[]): T {
  if (ArrayBuffer.isView(value)) {
    const copy = Uint8Array.prototype.slice.call(value);
    buffers.push(copy.buffer);
    return copy as T;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => withOwnBuffers(item, buffers)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withOwnBuffers(item, buffers)])) as T;
}
