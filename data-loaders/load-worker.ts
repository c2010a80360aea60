import { parentPort, workerData } from 'node:worker_threads';
import { AlignscopeError, InputError } from '../src/support/errors.js';
import type { LoadAnswer, LoadRequest, LoadSource } from './load-pool.js';
import { withOwnBuffers } from './own-buffers.js';
import { openDataset, type DatasetName } from './registry.js';
import type { SceneDataset } from './sample.js';

/** One thread of a LoadPool: opens the dataset when it is first asked for a frame, and answers with samples. */
const { name, options, fingerprint } = workerData as LoadSource;
let dataset: Promise<SceneDataset> | undefined;

parentPort!.on('message', async ({ index, id }: LoadRequest) => {
  let answer: LoadAnswer;
  let buffers: ArrayBuffer[] = [];
  try {
    dataset ??= open();
    const own = withOwnBuffers(await (await dataset).load(id));
    answer = { index, sample: own.value };
    buffers = own.buffers;
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
