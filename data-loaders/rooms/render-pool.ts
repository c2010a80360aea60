import { Worker } from 'node:worker_threads';
import { InterruptedError, throwIfAborted, WorkError } from '../../src/support/errors.js';
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
  const work = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let open = 0;
      // One request waits while another is worked on, so that a thread never waits for this one.
      const feed = (): void => {
        if (signal?.aborted)
          return reject(new InterruptedError('Rendering was interrupted; finished scenes are kept.'));
        for (; open < 2 && next < requests.length; open++)
          worker.postMessage({ index: next, request: requests[next++] });
        if (open === 0) resolve();
      };
      const fail = (what: string, cause?: unknown): void =>
        reject(new WorkError(`Rendering rooms failed: ${what}. Run again with workers: 1 to see where.`, { cause }));
      worker.on('message', ({ index, bytes }: { index: number; bytes: Uint8Array }) => {
        open--;
        try {
          done(index, bytes);
          feed();
        } catch (error) {
          reject(error instanceof Error ? error : new WorkError(String(error)));
        }
      });
      worker.on('error', (error) => fail(error.message, error));
      worker.on('exit', (code) => fail(`a thread ended with code ${code}`));
      feed();
    });
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
