import { Worker } from 'node:worker_threads';
import { throwIfAborted, WorkError } from '../../src/support/errors.js';
import { renderScene, type SceneRequest } from './render-scene.js';

/** Scenes for which starting a thread pays. */
const fewest = 4;

/** Renders scenes on worker threads; each is handed to `done` as it is finished, in any order. */
export async function renderScenes(
  requests: readonly SceneRequest[],
  {
    workers,
    signal,
    done,
  }: { workers: number; signal?: AbortSignal; done: (index: number, bytes: Uint8Array) => void },
): Promise<void> {
  const threads = Math.min(workers, Math.ceil(requests.length / fewest));
  if (threads <= 1) return renderHere(requests, signal, done);
  let next = 0;
  const pool = Array.from({ length: threads }, () => new Worker(new URL('./render-worker.js', import.meta.url)));
  const work = async (worker: Worker): Promise<void> => {
    while (next < requests.length) {
      throwIfAborted(signal);
      const index = next++;
      done(index, await ask(worker, requests[index]));
    }
  };
  try {
    await Promise.all(pool.map(work));
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}

async function renderHere(
  requests: readonly SceneRequest[],
  signal: AbortSignal | undefined,
  done: (index: number, bytes: Uint8Array) => void,
): Promise<void> {
  for (const [index, request] of requests.entries()) {
    throwIfAborted(signal);
    done(index, renderScene(request));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** One request's answer. Throws WorkError if the thread dies. */
function ask(worker: Worker, request: SceneRequest): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
    };
    const fail = (what: string, cause?: unknown): void => {
      settle();
      reject(new WorkError(`Rendering ${request.split} scene ${request.index} of rooms failed: ${what}.`, { cause }));
    };
    const onMessage = (bytes: Uint8Array): void => {
      settle();
      resolve(bytes);
    };
    const onError = (error: Error): void => fail(error.message, error);
    const onExit = (code: number): void => fail(`its thread ended with code ${code}; run again with workers: 1`);
    worker.once('message', onMessage);
    worker.once('error', onError);
    worker.once('exit', onExit);
    worker.postMessage(request);
  });
}
